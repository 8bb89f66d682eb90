"""Reviews and seals: void once what they speak of changed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from jupyter_aiprov.record.activity import Activity, Content, Person
from jupyter_aiprov.record.base import decode
from jupyter_aiprov.record.cell import Authorship, CellRecord, Span
from jupyter_aiprov.record.digest import sha256_text
from jupyter_aiprov.record.errors import BadInput
from jupyter_aiprov.record.redact import redacted
from jupyter_aiprov.record.review import make_review, needs_review, person, review_state
from jupyter_aiprov.record.run import Run
from jupyter_aiprov.record.seal import findings, make_seal, seal_state
from jupyter_aiprov.record.store import Notebook

SOURCE = "x = 1"
ADA = Person(name="Ada Martin")
SHOWN: dict[str, Any] = {"output_type": "display_data", "data": {"text/plain": "1"}, "metadata": {}}


def _notebook(*, ai: bool = True) -> Notebook:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [dict(SHOWN)], "source": SOURCE}
    notebook = Notebook({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    spans = (Span(0, 5, "ai"),) if ai else ()
    written = Authorship(source_sha256=sha256_text(SOURCE), spans=spans)
    notebook.set_cell(0, CellRecord(authorship=written))
    return notebook


def _review(notebook: Notebook, **options: Any) -> None:
    cell = notebook.cells[0]
    review = make_review(cell.source, cell.outputs, ADA, **options)
    notebook.set_cell(0, msgspec.structs.replace(cell.record, review=review))


def _change(notebook: Notebook, **changes: Any) -> Notebook:
    notebook.raw["cells"][0].update(changes)
    return Notebook(notebook.raw)


def test_a_review_holds_until_source_or_output_changes() -> None:
    notebook = _notebook()
    assert needs_review(notebook.cells[0])
    _review(notebook)
    assert not needs_review(notebook.cells[0])
    for changes in ({"source": "x = 2"}, {"outputs": []}):
        changed = _change(_reviewed(), **changes)
        cell = changed.cells[0]
        assert review_state(cell.record.review, cell.source, cell.outputs) == "stale"


def _reviewed() -> Notebook:
    notebook = _notebook()
    _review(notebook)
    return notebook


def test_what_is_no_change_voids_nothing() -> None:
    tagged = {**SHOWN, "metadata": {"aiprov": {"run": "r"}}}
    changed = _change(_reviewed(), execution_count=9, outputs=[tagged])
    cell = changed.cells[0]
    assert review_state(cell.record.review, cell.source, cell.outputs) == "verified"


@pytest.mark.parametrize(
    ("orcid", "short"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1694-233X", "0000-0002-1694-233X"),
        ("", None),
    ],
)
def test_a_person(orcid: str, short: str | None) -> None:
    assert person(" Ada ", orcid) == Person(name="Ada", orcid=short)


@pytest.mark.parametrize(
    ("name", "orcid"), [("", None), (" ", None), ("Ada", "0000-0002-1825-0098"), ("Ada", "1234")]
)
def test_no_person(name: str, orcid: str | None) -> None:
    with pytest.raises(BadInput):
        person(name, orcid)


def _kinds(notebook: Notebook) -> list[str]:
    return [found.kind for found in findings(notebook)]


def test_findings() -> None:
    assert _kinds(_notebook(ai=False)) == []
    assert _kinds(_notebook()) == ["unreviewed"]
    rejected = _notebook()
    _review(rejected, status="rejected")
    assert _kinds(rejected) == ["rejected"]
    assert _kinds(_change(_reviewed(), outputs=[])) == ["stale-review"]


def test_outputs_older_than_their_source_are_found() -> None:
    notebook = _notebook(ai=False)
    raw = {"id": "r", "session": "s", "seq": 1, "time": "2026-11-23T10:00:00Z"}
    run = decode({**raw, "source_sha256": "0" * 64}, Run)
    notebook.set_cell(0, msgspec.structs.replace(notebook.cells[0].record, run=run))
    assert _kinds(notebook) == ["stale-run"]


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw["cells"][0].update(source="x = 2"),
        lambda raw: raw["cells"][0]["outputs"].clear(),
        lambda raw: raw["cells"][0]["metadata"].clear(),
        lambda raw: raw["cells"].clear(),
        lambda raw: raw["metadata"]["aiprov"].update(id="other"),
    ],
)
def test_a_seal_breaks_on_any_change(change: Any) -> None:
    notebook = _reviewed()
    assert seal_state(notebook) == "none"
    sealed = msgspec.structs.replace(notebook.record, seal=make_seal(notebook, ADA))
    notebook.set_record(sealed)
    assert seal_state(Notebook(notebook.raw)) == "holds"
    change(notebook.raw)
    assert seal_state(Notebook(notebook.raw)) == "broken"
    assert "seal" in _kinds(Notebook(notebook.raw))


def test_redacting_keeps_digests() -> None:
    text = Content(sha256="a" * 64, mode="full", length=3, text="abc")
    call = Activity(
        id="a", kind="model-call", evidence="observed", channel="c", prompt=text, response=text
    )
    record, taken = redacted(CellRecord(records=(call,)))
    assert taken == 2
    assert record.records[0].prompt == Content(sha256="a" * 64, length=3)
    assert redacted(record) == (record, 0)
