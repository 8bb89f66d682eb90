"""How records leave a kernel: by reply, by ledger, by invisible output; nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.kernels import MIME, Kernel

from jupyter_aiprov.record.collect import collect_file, open_notebook
from jupyter_aiprov.record.ledger import Ledger
from jupyter_aiprov.record.ledgerfile import FOLDER
from jupyter_aiprov.record.store import read

pytestmark = pytest.mark.kernel

Start = Callable[..., Kernel]


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A saved notebook with one cell for each source the tests run."""
    sources = ["x = 1", "import time; time.sleep(60)", "y = 2", "1 / 0"]
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"c{n}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for n, source in enumerate(sources)
    ]
    path = tmp_path / "study.ipynb"
    raw = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(raw, indent=1), "utf-8")
    return path


def _carried(answer: Any) -> list[Any]:
    return [o for o in answer.outputs if MIME in o.get("data", {})]


def _waiting(path: Path, *, settled: bool = False) -> list[str]:
    ledger = Ledger.open_existing(path.parent)
    assert ledger
    try:
        found = ledger.deliveries(path.name, settled=settled)
        return [one.delivery.run.status for one in found if one.delivery.run]
    finally:
        ledger.close()


def test_elsewhere_by_one_invisible_output(fresh: Kernel) -> None:
    answer = fresh.run("2")
    (carrier,) = _carried(answer)
    assert answer.outputs[-1] is carrier
    assert (carrier["data"]["text/html"], carrier["data"]["text/plain"]) == ("", "")
    assert "aiprov" not in answer.reply["metadata"]
    assert "invisible outputs" in fresh.run("%aiprov").text


def test_attached_by_reply_and_nothing_is_shown(fresh: Kernel) -> None:
    assert fresh.attach().status == "ok"
    for code in ("x = 1", "1 / 0", "print(1)", "import asyncio; await asyncio.sleep(0)"):
        answer = fresh.run(code)
        assert _carried(answer) == []
        assert answer.reply["metadata"]["aiprov"]["run"]["id"] == answer.run["id"]
        assert answer.run["status"] == answer.status
    assert fresh.run("x", silent=True).deliveries == []


def test_attaching_loads_the_extension_where_it_is_not(kernel: Start) -> None:
    one = kernel()
    one.run("from jupyter_aiprov.kernel import unload; unload()")
    assert one.run("1").deliveries == []
    one.attach()
    assert one.run("1").run["seq"] == 1


def test_attaching_does_not_load_what_a_person_unloaded(kernel: Start) -> None:
    one = kernel()
    one.run("%load_ext jupyter_aiprov\n%unload_ext jupyter_aiprov")
    assert one.attach().status == "ok"
    assert one.run("1").deliveries == []


def test_at_home_by_the_ledger_and_nothing_is_shown(kernel: Start, notebook: Path) -> None:
    one = kernel(JPY_SESSION_NAME=str(notebook))
    before = notebook.read_bytes()
    for code in ("x = 1", "1 / 0"):
        answer = one.run(code)
        assert (_carried(answer), answer.reply["metadata"].get("aiprov")) == ([], None)
    assert _waiting(notebook) == ["ok", "error"]
    assert notebook.read_bytes() == before
    assert collect_file(notebook)[0] == 2
    cells = read(notebook).cells
    assert [c.record.run.status if c.record.run else None for c in cells] == [
        "ok",
        None,
        None,
        "error",
    ]


def test_attached_runs_are_kept_in_the_ledger_against_accidents(
    kernel: Start, notebook: Path
) -> None:
    one = kernel(JPY_SESSION_NAME=str(notebook))
    one.attach()
    assert one.run("x = 1").reply["metadata"]["aiprov"]["run"]
    _until(lambda: _waiting(notebook, settled=True) == ["ok"])
    assert _waiting(notebook) == []
    assert open_notebook(notebook).cells[0].record.run, "the browser died before saving"


def test_what_another_asks_for_is_not_lost_in_their_reply(kernel: Start, notebook: Path) -> None:
    one = kernel(JPY_SESSION_NAME=str(notebook))
    one.attach()
    server = one.other()
    try:
        answer = server.run("y = 2")
        assert (_carried(answer), answer.reply["metadata"].get("aiprov")) == ([], None)
        assert _waiting(notebook) == ["ok"]
        assert one.run("x = 1").run["seq"] == 2
        _until(lambda: _waiting(notebook, settled=True) == ["ok", "ok"])
    finally:
        server.client.stop_channels()


def test_a_path_the_front_end_tells_is_followed(fresh: Kernel, notebook: Path) -> None:
    told = f"__import__('jupyter_aiprov.kernel').kernel.attach({str(notebook)!r})"
    fresh.run(told, silent=True)
    fresh.run("x = 1")
    _until(lambda: _waiting(notebook, settled=True) == ["ok"])
    moved = notebook.rename(notebook.with_name("renamed.ipynb"))
    fresh.run(told.replace("study", "renamed"), silent=True)
    fresh.run("x = 1")
    _until(lambda: _waiting(moved, settled=True) == ["ok"])


def test_vs_code_tells_the_path_in_a_variable(fresh: Kernel, notebook: Path) -> None:
    fresh.run(f"__vsc_ipynb_file__ = {str(notebook)!r}", store_history=False)
    assert _carried(fresh.run("x = 1", metadata={"cellId": "vscode-notebook-cell:/x#W1"})) == []
    assert open_notebook(notebook).cells[0].record.run


def test_a_kernel_killed_within_a_cell_leaves_its_trace(kernel: Start, notebook: Path) -> None:
    one = kernel(JPY_SESSION_NAME=str(notebook))
    one.run("x = 1")
    pid = int(one.value("__import__('os').getpid()"))
    one.send("import time; time.sleep(60)")
    _until(lambda: _waiting(notebook) == ["ok", "running"])
    os.kill(pid, signal.SIGKILL)
    _until(lambda: not one.manager.is_alive())
    cells = open_notebook(notebook).cells
    assert cells[0].record.run
    killed = cells[1].record.run
    assert killed
    assert (killed.status, [one.code for one in killed.diagnostics]) == ("killed", ["AP301"])
    assert collect_file(notebook)[0] == 2
    assert _waiting(notebook) == []


def test_two_kernels_on_one_notebook_lose_nothing(kernel: Start, notebook: Path) -> None:
    first, second = (kernel(JPY_SESSION_NAME=str(notebook)) for _ in range(2))
    sent = [(one, one.send("y = 2")) for one in (first, second) for _ in range(3)]
    for one, asked in sent:
        one.wait(asked)
    first.run("x = 1")
    collect_file(notebook)
    after = read(notebook)
    counted = [c.record.cost.runs if c.record.cost else 0 for c in after.cells]
    assert counted == [1, 0, 6, 0]
    assert len(after.record.sessions) == 2


def test_a_restart_begins_a_new_session(kernel: Start, notebook: Path) -> None:
    one = kernel(JPY_SESSION_NAME=str(notebook))
    one.run("x = 1")
    one.restart()
    one.run("x = 1")
    collect_file(notebook)
    after = read(notebook)
    assert after.cells[0].record.cost
    assert after.cells[0].record.cost.runs == 2
    assert len(after.record.sessions) == 2


def test_an_interrupt_is_recorded_and_the_kernel_goes_on(fresh: Kernel) -> None:
    asked = fresh.send("import time; time.sleep(60)")
    _until_busy(fresh, asked)
    fresh.manager.interrupt_kernel()
    answer = fresh.wait(asked)
    assert answer.run["status"] == "interrupted"
    assert answer.visible[-1]["ename"] == "KeyboardInterrupt"
    assert fresh.run("1").run["seq"] == 2


def test_without_a_ledger_records_stay_in_the_notebook(kernel: Start, notebook: Path) -> None:
    (notebook.parent / FOLDER).write_text("a file in the way", "utf-8")
    one = kernel(JPY_SESSION_NAME=str(notebook))
    answer = one.run("x = 1")
    assert _carried(answer)
    said = [answer.deliveries[0]["session"], answer.run]
    codes = [found["code"] for place in said for found in place.get("diagnostics", [])]
    assert codes == ["AP302"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX limits")
def test_a_full_disk_leaves_records_in_the_notebook(kernel: Start, notebook: Path) -> None:
    one = kernel(JPY_SESSION_NAME=str(notebook))
    one.run("x = 1")
    limit = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))"
    )
    one.run(limit, store_history=False)
    answer = one.run("y = 2\nprint(y)")
    assert answer.status == "ok"
    assert answer.visible[0]["text"].startswith("2")  # IPython itself complains after it
    assert answer.run["status"] == "ok"
    said = [answer.deliveries[-1]["session"], answer.run]
    codes = [found["code"] for place in said for found in place.get("diagnostics", [])]
    assert "AP302" in codes


def test_a_kernel_started_by_a_cell_does_not_write_into_its_notebook(
    kernel: Start, notebook: Path
) -> None:
    one = kernel(JPY_SESSION_NAME=str(notebook))
    answer = one.run(
        "import nbformat, nbclient\n"
        "nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('x = 1')])\n"
        "nb = nbclient.NotebookClient(nb, timeout=60).execute()\n"
        f"print({MIME!r} in nb.cells[0].outputs[-1].data)"
    )
    assert answer.text.endswith("True\n")
    assert open_notebook(notebook).cells[0].record.run is None


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _until_busy(kernel: Kernel, asked: str) -> None:
    while True:
        message = kernel.client.get_iopub_msg(timeout=30)
        if message["parent_header"].get("msg_id") == asked:
            time.sleep(0.3)
            return
