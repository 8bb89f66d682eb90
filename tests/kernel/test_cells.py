"""Cells of every kind: each runs as it would without us, and leaves one true record."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.kernels import Kernel

from jupyter_aiprov.record.digest import outputs_digest, sha256_text

pytestmark = pytest.mark.kernel


def test_a_run_says_when_how_long_and_what_it_cost(fresh: Kernel) -> None:
    answer = fresh.run("import time; time.sleep(0.2)\n6 * 7")
    run = answer.run
    assert answer.text == "42"
    assert run["duration"] >= 0.2
    assert 0 < run["cpu_seconds"] < run["duration"]
    assert run["seq"] == 1
    assert run["execution_count"] == 1
    assert run["source_sha256"] == sha256_text("import time; time.sleep(0.2)\n6 * 7")
    energy = run["impact"]["energy"]
    assert 0 < energy["min"] < energy["max"]
    assert (energy["unit"], bool(energy["version"])) == ("kWh", True)
    assert run["impact"]["zone_source"] == "settings"
    assert run["impact"]["factor"]["unit"] == "kgCO2eq/kWh"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("x = 1", "ok"),
        ("1 / 0", "error"),
        ("def f(:", "error"),
        ("raise SystemExit(3)", "error"),
        ("raise KeyboardInterrupt", "interrupted"),
        ("import asyncio\nawait asyncio.sleep(0)\n1 / 0", "error"),
        ("%%time\n1 / 0", "error"),
        ("%nonsense", "error"),
        ("'\\ud800'", "ok"),
        ("print('a'); import sys; print('b', file=sys.stderr); 3", "ok"),
        ("from IPython.display import display, HTML; display(HTML('<b>1</b>'))", "ok"),
    ],
)
def test_status_and_outputs_of_a_cell(live: Kernel, code: str, status: str) -> None:
    answer = live.run(code)
    assert answer.run["status"] == status
    assert answer.run["outputs_sha256"] == outputs_digest(answer.visible)
    assert [trace["index"] for trace in answer.run.get("outputs", [])] == list(
        range(len(answer.visible))
    )


def test_what_is_no_run_leaves_no_record(fresh: Kernel) -> None:
    assert fresh.run("").deliveries == []
    assert fresh.run("  \n ").deliveries == []
    assert fresh.run("x = 1", silent=True).deliveries == []
    assert fresh.run("x = 1", store_history=False).deliveries == []
    assert fresh.run("x").run["seq"] == 1


def test_a_cell_that_runs_cells_is_one_run(fresh: Kernel) -> None:
    inner = "get_ipython().run_cell('y = 3', store_history=True)"
    assert fresh.run(f"{inner}; get_ipython().run_line_magic('time', 'y'); y").text.endswith("3")
    assert fresh.run("y").run["seq"] == 2


def test_captured_output_is_neither_swallowed_nor_lost(live: Kernel) -> None:
    captured = live.run("%%capture out\nprint(4)\ndisplay(5)")
    assert captured.visible == []
    assert captured.run["status"] == "ok"
    shown = live.run("out.show()")
    assert shown.visible[1]["metadata"]["aiprov"]["run"] == shown.run["id"]


def test_a_capture_left_open_does_not_swallow_the_record(fresh: Kernel) -> None:
    # A kernel of its own: ipykernel answers no further request in that state, with us or without.
    code = "from IPython.utils.capture import capture_output\nc = capture_output(); c.__enter__()"
    assert fresh.run(code).run["status"] == "ok"


def test_an_output_that_waits_to_be_cleared_is_not_cleared_by_our_record(live: Kernel) -> None:
    code = "from IPython.display import clear_output\nprint(1)\nclear_output(wait=True)"
    assert live.run(code).deliveries == []
    later = live.run("2")
    first, second = (d["run"]["seq"] for d in later.deliveries)
    assert second == first + 1


def test_outputs_carry_their_run_also_from_threads(live: Kernel) -> None:
    code = (
        "import threading\n"
        "t = threading.Thread(target=lambda: display('in a thread')); t.start(); t.join()\n"
        "1"
    )
    answer = live.run(code)
    tags = [output["metadata"]["aiprov"]["run"] for output in answer.visible]
    assert tags == [answer.run["id"]] * 2


def test_outputs_keep_metadata_of_their_own(live: Kernel) -> None:
    code = "display({'image/png': 'aGk='}, raw=True, metadata={'image/png': {'width': 3}})"
    metadata = live.run(code).visible[0]["metadata"]
    assert metadata["image/png"] == {"width": 3}
    assert set(metadata) == {"image/png", "aiprov"}


def test_a_traceback_shows_the_line_of_the_cell(live: Kernel) -> None:
    plain = live.run("\nx = 1\n1 / 0").visible[0]["traceback"]
    declared = live.run("%%aiprov generated\nx = 1\n1 / 0").visible[0]["traceback"]
    assert _pointed(declared).split() == ["---->", "3", "1", "/", "0"]
    assert _pointed(plain).split()[2:] == ["1", "/", "0"]


def _pointed(traceback: list[str]) -> str:
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(traceback))
    return next(line for line in text.splitlines() if line.startswith("---->"))


def test_cost_of_a_session_holds_every_run(fresh: Kernel) -> None:
    for _ in range(3):
        answer = fresh.run("sum(range(10000))")
    cost: dict[str, Any] = answer.deliveries[0]["session"]["cost"]
    assert cost["runs"] == 3
    assert cost["energy"]["max"] > 0
    assert "unavailable" not in cost


def test_environment_is_told_once(fresh: Kernel) -> None:
    fresh.run("import time; time.sleep(3)")
    told = fresh.run("1").deliveries[0]["session"].get("environment")
    told = told or fresh.run("1").deliveries[0]["session"].get("environment")
    assert told is None or told["packages"]
    assert fresh.run("1").run["environment"]
    assert "environment" not in fresh.run("1").deliveries[0]["session"]


def test_the_cell_of_the_front_end_is_named(live: Kernel) -> None:
    assert live.run("1", metadata={"cellId": "a1b2-c3"}).deliveries[0]["cell"] == "a1b2-c3"
    odd = {"cellId": "vscode-notebook-cell:/home/x.ipynb#W0"}
    assert "cell" not in live.run("1", metadata=odd).deliveries[0]


def test_authorship_the_front_end_knows_marks_the_code(live: Kernel) -> None:
    source = "x = 1"
    spans = [[0, 5, "ai", "r1"]]
    known = {"authorship": {"source_sha256": sha256_text(source), "spans": spans}}
    marks = live.run(source, metadata={"cellId": "c", "aiprov": known}).run["marks"]
    assert {"mark": "ai-code", "records": ["r1"]} in marks
    changed = live.run("x = 2", metadata={"cellId": "c", "aiprov": known}).run
    assert "ai-code" not in str(changed.get("marks"))
    hostile = live.run("x", metadata={"cellId": "c", "aiprov": {"records": "<script>"}}).run
    assert "diagnostics" not in hostile
