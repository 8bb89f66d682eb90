"""``%%aiprov`` and ``%aiprov`` in real cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.kernels import Kernel

pytestmark = pytest.mark.kernel


@pytest.mark.parametrize(
    ("body", "shown", "status"),
    [
        ("print(1)", "1\n", "ok"),
        ("", "", "ok"),
        ("import asyncio\nawait asyncio.sleep(0)\nprint(2)", "2\n", "ok"),
        ("%%bash\necho 3", "3\n", "ok"),
        ("\n\n%%bash\necho 3", "3\n", "ok"),
        ("%%capture\nprint(4)", "", "ok"),
        ("%time x = 5\nprint(x)", None, "ok"),
        ("%%time\nprint(6)", None, "ok"),
        ("!echo 7", "7\n", "ok"),
        ("1 / 0", None, "error"),
        ("def f(:", None, "error"),
        ("await asyncio.nope()", None, "error"),
    ],
)
def test_a_declared_cell_runs_as_if_the_line_were_not_there(
    live: Kernel, body: str, shown: str | None, status: str
) -> None:
    answer = live.run(f"%%aiprov generated --model m --tool T\n{body}")
    assert answer.run["status"] == status
    if shown is not None:
        assert answer.text.replace("\r\n", "\n").rstrip() == shown.rstrip()
    (record,) = answer.records
    assert record["origin"] == "generated"
    assert record["system"] == {"tool": "T", "model": "m"}
    assert record["evidence"] == "declared"
    assert answer.run["activities"] == [record["id"]]


def test_the_line_below_another_magic_is_read_too(live: Kernel) -> None:
    answer = live.run("%%time\n%%aiprov assisted\nprint(1)")
    assert answer.records[0]["origin"] == "assisted"
    assert answer.text.startswith("1\n")


def test_running_a_declared_cell_again_declares_once(live: Kernel) -> None:
    ids = {live.run("%%aiprov human\nx = 1").records[0]["id"] for _ in range(2)}
    assert len(ids) == 1


def test_a_bad_option_never_breaks_the_cell(live: Kernel) -> None:
    answer = live.run("%%aiprov generated --modle m\nprint(1)")
    assert answer.status == "ok"
    assert "1\n" in answer.text
    assert "%%aiprov: " in answer.text
    assert answer.run["diagnostics"][0]["code"] == "AP105"
    assert answer.records[0]["origin"] == "generated"
    nothing = live.run("%%aiprov 'unclosed\nprint(2)")
    assert "2\n" in nothing.text
    assert nothing.records == []


def test_prompts_are_hashed_unless_chosen(live: Kernel) -> None:
    private = live.run("%%aiprov generated --prompt 'Jane Doe, 0612345678'\n1").records[0]
    assert "text" not in private["prompt"]
    masked = live.run(
        "%%aiprov generated --prompt 'call 06 12 34 56 78' --prompt-mode redacted\n1"
    ).records[0]
    assert masked["prompt"]["text"] == "call [number]"
    kept = live.run("%%aiprov generated --prompt hello --prompt-mode full\n1").records[0]
    assert kept["prompt"]["text"] == "hello"


def test_person_and_parameters(live: Kernel) -> None:
    record = live.run(
        "%%aiprov assisted --person 'Ada Martin' --orcid 0000-0002-1825-0097 "
        "--parameter temperature=0.2 --parameter seed=7\n1"
    ).records[0]
    assert record["by"] == {"name": "Ada Martin", "orcid": "0000-0002-1825-0097"}
    assert record["parameters"] == {
        "gen_ai.request.temperature": 0.2,
        "gen_ai.request.seed": 7,
    }
    wrong = live.run("%%aiprov assisted --person Ada --orcid 1234\nprint(1)")
    assert wrong.run["diagnostics"][0]["code"] == "AP105"


def test_synthetic_and_its_twin(live: Kernel) -> None:
    live.run("cohort = list(range(5))")
    record = live.run("%aiprov synthetic cohort --generator g --seed 7 --source pilot").records[0]
    assert record["kind"] == "synthetic-data"
    assert record["data"]["generator"] == {"name": "g", "seed": 7}
    assert (record["data"]["name"], record["data"]["source"]) == ("cohort", "pilot")
    twin = live.run(
        "import jupyter_aiprov as aiprov\n"
        "assert aiprov.mark_synthetic(cohort, generator='g') is cohort"
    )
    assert twin.status == "ok", twin.text
    assert twin.records[0]["data"]["name"] == "cohort"


def test_a_passport(live: Kernel, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text('{"origin": "cohort X", "biases": "urban"}', encoding="utf-8")
    answer = live.run(f"%aiprov dataset patients --passport {tmp_path}/p.json")
    assert answer.deliveries[0]["datasets"] == [
        {"name": "patients", "origin": "cohort X", "biases": "urban"}
    ]
    missing = live.run("%aiprov dataset patients --passport nowhere.json")
    assert "cannot be read" in missing.text
    assert missing.status == "ok"


@pytest.mark.parametrize("line", ["nope", "synthetic nothing", "protect x --class foo", "'"])
def test_a_mistake_on_the_line_is_told_in_one_line(live: Kernel, line: str) -> None:
    answer = live.run(f"%aiprov {line}\nprint('on')")
    assert answer.status == "ok"
    assert answer.text.count("%aiprov: ") == 1
    assert "on\n" in answer.text


def test_the_state_of_the_session(fresh: Kernel) -> None:
    fresh.run("%%aiprov generated\nx = 1")
    text = fresh.run("%aiprov").text
    assert "2 runs" in text
    assert "1 generated" in text
    assert "Wh" in text


def test_completion(live: Kernel) -> None:
    def complete(text: str) -> list[str]:
        expression = f"get_ipython().complete('', {text!r}, {len(text)})[1]"
        return eval(live.value(expression))

    assert "synthetic" in complete("%aiprov ")
    assert "--model-version" in complete("%%aiprov generated ")
    assert complete("%aiprov protect x --class ")[0] == "personal"


def test_help(live: Kernel) -> None:
    answer = live.run("%%aiprov --help\nprint(1)")
    assert "--model-version" in answer.text
    assert "1\n" in answer.text
    assert "synthetic" in live.run("%aiprov --help").text
