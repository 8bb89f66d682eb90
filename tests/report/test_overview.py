"""What a front end shows of a notebook: the Report's own figures, and what waits for a person."""

from __future__ import annotations

from typing import Any

import pytest
from support import reports as cases

from jupyter_aiprov.record.activity import Activity, System
from jupyter_aiprov.record.cell import OutputRecord
from jupyter_aiprov.record.diagnostics import diagnostic
from jupyter_aiprov.record.notebook import NotebookRecord, Session
from jupyter_aiprov.record.quantity import Cost, Impact
from jupyter_aiprov.record.run import FAULT, FileUse, Mark
from jupyter_aiprov.record.store import Notebook
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.notebook_report import cell_views
from jupyter_aiprov.report.overview import overview
from jupyter_aiprov.report.shown import Outcomes, Overview, outcomes_of


def seen(notebook: Notebook) -> Overview:
    return overview(build([notebook]), cell_views(notebook), "en")


def call(number: int = 1, **more: Any) -> Activity:
    said = {"evidence": "observed", "system": System(provider="p", model="m"), **more}
    return Activity(id=f"call-{number}", kind="model-call", channel="c", **said)


def test_the_figures_are_those_of_the_report() -> None:
    report = build([cases.full()])
    shown = seen(cases.full())
    assert shown.authorship == report.authorship
    assert shown.coverage == report.coverage
    assert (shown.energy, shown.carbon) == (report.cost.energy, report.cost.carbon)
    assert (shown.runs, shown.unavailable) == (report.cost.runs, report.cost.unavailable)
    waiting = {cell.index for cell in report.notebooks[0].cells if cell.needs_review}
    reasons = {one.index for one in shown.cells if one.review_reasons}
    unreviewed = {c.index for c in report.notebooks[0].cells if c.review in ("none", "stale")}
    assert waiting == reasons & unreviewed
    assert [one.index for one in shown.cells if one.stale] == [5]


def test_systems_that_were_called_come_before_those_that_are_only_named() -> None:
    lines = [(one.name, one.scope, one.calls, one.is_called) for one in seen(cases.full()).systems]
    assert lines == [
        ("llama.cpp/smollm2-135m-instruct", "local", 1, True),
        ("mistral-ai/mistral-small", "remote", 1, True),
        ("mistral-ai/codestral", "remote", 0, False),
    ]


def test_a_call_that_another_tool_tells_of_is_counted() -> None:
    told = call(
        evidence="imported", impact=Impact(scope="remote", energy=cases.quantity(0.02, 0.02))
    )
    cell = cases.recorded(cases.code("x = 1"), records=(told,))
    (line,) = seen(cases.notebook(cell, record=_sessions("s1"))).systems
    assert (line.calls, line.energy and line.energy.max) == (1, 0.02)


def _sessions(*ids: str) -> NotebookRecord:
    cost = Cost(runs=2, unavailable=1, energy=cases.quantity(0.003, 0.003))
    started = {one: f"2026-03-0{9 - at}T09:00:00Z" for at, one in enumerate(ids)}
    return NotebookRecord(
        schema="1.0",
        sessions=tuple(Session(id=one, started=started[one], cost=cost) for one in ids),
    )


def test_a_cell_whose_session_is_missing_is_in_the_sum() -> None:
    cost = Cost(runs=1, energy=cases.quantity(0.013, 0.013), through={"gone": 1})
    cell = cases.recorded(cases.code("x = 1"), cost=cost)
    shown = seen(cases.notebook(cell, record=_sessions("s1")))
    assert shown.energy is not None
    assert shown.energy.max == 0.013
    assert [(point.index, point.runs) for point in shown.by_cell] == [(0, 1)]


def test_sessions_stand_in_the_order_of_time() -> None:
    shown = seen(cases.notebook(cases.code("x = 1"), record=_sessions("s2", "s1")))
    assert [(one.index, one.started) for one in shown.by_session] == [
        (0, "2026-03-08T09:00:00Z"),
        (1, "2026-03-09T09:00:00Z"),
    ]
    assert (shown.runs, shown.unavailable) == (4, 2)
    assert shown.by_cell == ()


def _ai_output() -> dict[str, Any]:
    """As jupyter-ai saves an answer."""
    made = cases.shown({"text/markdown": "An answer."})
    made["metadata"]["jupyter_ai"] = {"provider_id": "openai", "model_id": "gpt-4o"}
    return made


def _reviewable() -> dict[str, tuple[dict[str, Any], tuple[str, ...]]]:
    """Cells by what makes them wait, and the reasons told."""
    answer = Mark(mark="ai-output", records=("a",))
    shown = cases.shown({"text/plain": "1"}, OutputRecord(run="r", marks=(answer,)))
    file = FileUse(path="a.csv", mode="write", marks=(answer,))
    plain, written, hidden = (cases.code(text) for text in ("ask()", "save()", "run()"))
    return {
        "a call without a mark": (cases.recorded(plain, records=(call(),)), ("call",)),
        "a mark on an output only": (cases.code("show()", [shown]), ("data",)),
        "a mark on a written file only": (
            cases.recorded(written, run=cases.run(written, 1, files=(file,))),
            ("data",),
        ),
        "a saved answer of %%ai": (cases.code("%%ai gpt-4o\nhello", [_ai_output()], 1), ("data",)),
        "a fault": (
            cases.recorded(
                hidden,
                run=cases.run(hidden, 1, marks=(Mark(mark="unknown", reason=FAULT),)),
            ),
            ("fault",),
        ),
        "nothing": (cases.code("x = 1"), ()),
    }


@pytest.mark.parametrize("which", _reviewable())
def test_a_cell_waits_for_a_review_for_a_reason(which: str) -> None:
    cell, reasons = _reviewable()[which]
    book = cases.notebook(cell)
    found = [one.review_reasons for one in seen(book).cells if one.review_reasons]
    assert found == ([reasons] if reasons else [])
    assert build([book]).notebooks[0].cells[0].needs_review == bool(reasons)


def test_faults_of_the_recorder_are_told_once_each() -> None:
    fault, other = diagnostic("AP001"), diagnostic("AP403")
    cell = cases.code("x = 1")
    cell = cases.recorded(cell, run=cases.run(cell, 1, diagnostics=(fault, other, fault)))
    sessions = (Session(id="s", started=cases.TIME, diagnostics=(fault, other)),) * 2
    shown = seen(cases.notebook(cell, record=NotebookRecord(schema="1.0", sessions=sessions)))
    assert shown.faults == (fault,)
    assert [one.faults for one in shown.cells] == [(fault,)]


def suggestions(outcome: str | None, **counts: int) -> Activity:
    usage = {f"aiprov.suggestions.{name}": float(count) for name, count in counts.items()}
    said: dict[str, Any] = {"outcome": outcome, "usage": usage}
    return Activity(id="a", kind="completion", evidence="observed", channel="c", **said)


@pytest.mark.parametrize(
    ("activity", "found"),
    [
        (suggestions("edited", accepted=3, edited=1, rejected=2), (2, 1, 2)),
        # All that was accepted was taken out again.
        (suggestions("rejected", accepted=1, rejected=1), (0, 0, 2)),
        (suggestions("accepted"), (1, 0, 0)),
        (suggestions(None), (0, 0, 0)),
    ],
)
def test_suggestions_are_counted_by_what_became_of_them(
    activity: Activity, found: tuple[int, int, int]
) -> None:
    assert outcomes_of(activity) == Outcomes(accepted=found[0], edited=found[1], rejected=found[2])
    shown = seen(cases.notebook(cases.recorded(cases.code("x = 1"), records=(activity,))))
    assert shown.outcomes == outcomes_of(activity)
    assert shown.outcomes_of == ({"a": shown.outcomes} if any(found) else {})
