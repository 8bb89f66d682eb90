"""What a fault of the recorder hid is said to whoever reads: status, verify, appendix."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from jupyter_aiprov.export.md import form as export
from jupyter_aiprov.record.base import encode
from jupyter_aiprov.record.cell import CellRecord
from jupyter_aiprov.record.diagnostics import diagnostic
from jupyter_aiprov.record.digest import outputs_digest, sha256_text
from jupyter_aiprov.record.notebook import SCHEMA, NotebookRecord, Session
from jupyter_aiprov.record.run import FAULT, Mark, OutputTrace, Run
from jupyter_aiprov.record.seal import findings
from jupyter_aiprov.record.store import from_node
from jupyter_aiprov.report.build import build

TIME = "2026-11-23T10:00:00.000Z"
SAID = diagnostic("AP001", "While recording a call: RuntimeError: injected")
HIDDEN = Mark(mark="unknown", reason=FAULT)


def _cell(source: str, text: str = "", *marks: Mark, faulty: bool = False) -> Any:
    outputs = [new_output("stream", name="stdout", text=text)] if text else []
    run = Run(
        id=sha256_text(source)[:16],
        session="s",
        seq=1,
        time=TIME,
        marks=marks,
        outputs=(OutputTrace(index=0, sha256=outputs_digest(outputs), marks=marks),),
        source_sha256=sha256_text(source),
        diagnostics=(SAID,) if faulty else (),
        execution_count=1,
    )
    cell = new_code_cell(source, outputs=outputs, execution_count=1)
    cell.metadata["aiprov"] = encode(CellRecord(run=run))
    return cell


def _notebook(*cells: Any, session: Session | None = None) -> Any:
    notebook = new_notebook(cells=list(cells))
    sessions = (session,) if session else ()
    notebook.metadata["aiprov"] = encode(NotebookRecord(schema=SCHEMA, sessions=sessions))
    return from_node(nbformat.from_dict(json.loads(nbformat.writes(notebook))))


@pytest.fixture
def hidden() -> Any:
    """A call was made in the first cell and not seen; the second shows its answer."""
    return _notebook(
        _cell("answer = ask()", "", HIDDEN, faulty=True),
        _cell("print(answer)", "yes\n", HIDDEN),
        _cell("print(1)", "1\n"),
    )


def test_status_says_it_at_the_cell_and_on_top(hidden: Any) -> None:
    report = build([hidden])
    first, second, third = report.notebooks[0].cells
    assert [one.code for one in first.diagnostics] == ["AP001"]
    assert ["Cell 0" in one.message for one in report.diagnostics] == [True]
    assert (first.marks, second.marks, third.marks) == (("unknown",), ("unknown",), ())
    assert [cell.needs_review for cell in (first, second, third)] == [True, True, False]
    found = [one for one in findings(hidden) if one.kind == "unreviewed"]
    assert [one.cell for one in found] == [0, 1]
    assert all("fault" in one.message for one in found)


@pytest.mark.parametrize(
    ("language", "said", "where", "unsaid"),
    [
        ("en", "The record of these notebooks is incomplete", "(cells 0–1)", "No use of an AI"),
        ("fr", "Les traces de ces notebooks sont incomplètes", "(cellules 0–1)", "Aucun usage"),
    ],
)
def test_the_appendix_says_it(
    language: str, said: str, where: str, unsaid: str, hidden: Any
) -> None:
    text = _text(hidden, language)
    assert said in text
    assert where in text
    assert "AP001" in text
    assert unsaid not in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_fault_of_no_one_cell_is_said_too(language: str) -> None:
    session = Session(id="s", started=TIME, diagnostics=(SAID,))
    text = _text(_notebook(_cell("print(1)", "1\n"), session=session), language)
    assert "AP001" in text
    assert ("incomplete" if language == "en" else "incomplètes") in text
    assert "No use of an AI" not in text
    assert "Aucun usage" not in text


def _text(notebook: Any, language: str) -> str:
    return " ".join(export(build([notebook]), {"lang": language}).decode().split())


def test_a_stream_is_known_however_it_was_cut() -> None:
    synthetic = Mark(mark="synthetic", records=("r",))
    cell = _cell("for i in range(2): print(i)", "0\n1\n", synthetic)
    cell.outputs = [new_output("stream", name="stdout", text=text) for text in ("0\n", "1\n")]
    (report,) = build([_notebook(cell)]).notebooks[0].cells
    assert [output.marks for output in report.outputs] == [("synthetic",), ("synthetic",)]


def test_streams_are_known_in_whichever_order_they_stand() -> None:
    out = [new_output("stream", name="stdout", text=text) for text in ("a\n", "b\n")]
    err = new_output("stream", name="stderr", text="e\n")
    told = [out[0], err, out[1]]
    synthetic = Mark(mark="synthetic", records=("r",))
    cell = _cell("work()")
    run = Run(
        id="r",
        session="s",
        seq=1,
        time=TIME,
        execution_count=1,
        source_sha256=sha256_text("work()"),
        outputs_sha256=outputs_digest(told),
        outputs=tuple(
            OutputTrace(index=at, sha256=outputs_digest([one]), marks=(synthetic,))
            for at, one in enumerate(told)
        ),
    )
    cell.metadata["aiprov"] = encode(CellRecord(run=run))
    cell.outputs = [new_output("stream", name="stdout", text="a\nb\n"), err]
    (report,) = build([_notebook(cell)]).notebooks[0].cells
    assert [output.marks for output in report.outputs] == [("synthetic",), ("synthetic",)]
