"""One notebook's part of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from ..record.activity import Person
from ..record.diagnostics import OF_RECORDING, Diagnostic
from ..record.notebook import Session
from ..record.reading import STREAM
from ..record.run import Mark
from ..record.seal import seal_state
from ..record.store import Notebook
from .cells import cell_report
from .costing import cost_of
from .coverage import added_characters, coverage
from .hints import PYTHON
from .model import CellReport, NotebookReport
from .stale import Changed, stale_causes


def notebook_report(
    notebook: Notebook, *, static: bool = False, changed: Changed = frozenset()
) -> NotebookReport:
    """What there is to say of one notebook; the rest as :func:`report.build.build` has it."""
    record = notebook.record
    metadata = notebook.raw.get("metadata", {})
    language = _language(metadata)
    inferred = _inferred(notebook) if static and language in PYTHON else {}
    stale = stale_causes(notebook.cells, changed)
    cells = tuple(
        cell_report(cell, language, inferred.get(cell.index, ()), stale.get(cell.index, ()))
        for cell in notebook.cells
    )
    book = NotebookReport(
        path=str(notebook.path) if notebook.path else STREAM,
        id=record.id,
        title=_title(metadata, cells),
        language=language,
        sha256=notebook.sha256,
        cells=cells,
        authorship=added_characters(cell.authorship for cell in cells),
        coverage=coverage(notebook, cells),
        records=record.records,
        sessions=record.sessions,
        repository=next((s.repository for s in reversed(record.sessions) if s.repository), None),
        notes=record.notes,
        people=_people(record.people, cells),
        seal=seal_state(notebook),
        seal_by=record.seal.by if record.seal else None,
        diagnostics=(*notebook.own_diagnostics, *_faults(record.sessions)),
    )
    return msgspec.structs.replace(book, cost=cost_of([book]))


def _faults(sessions: Iterable[Session]) -> list[Diagnostic]:
    """What kernels say of gaps in the recording that are of no one cell."""
    said = {(d.code, d.message): d for session in sessions for d in session.diagnostics}
    return [one for one in said.values() if one.code in OF_RECORDING]


def _inferred(notebook: Notebook) -> Mapping[int, tuple[Mark, ...]]:
    from ..lineage.static import infer

    return infer([(cell.index, cell.source) for cell in notebook.cells if cell.type == "code"])


def _language(metadata: dict[str, Any]) -> str | None:
    for place, key in (("language_info", "name"), ("kernelspec", "language")):
        found = metadata.get(place)
        if isinstance(found, dict) and isinstance(found.get(key), str):
            return str(found[key]).lower()
    return None


def _title(metadata: dict[str, Any], cells: Iterable[CellReport]) -> str:
    """The notebook's own title, else its first line of prose."""
    title = metadata.get("title")
    if isinstance(title, str) and title.strip():
        return title.strip()
    texts = (cell.excerpt for cell in cells if cell.type == "markdown")
    return next((text for text in texts if any(map(str.isalnum, text))), "")


def _people(known: Sequence[Person], cells: Iterable[CellReport]) -> tuple[Person, ...]:
    """Those the notebook names, those who declared something, those who reviewed."""
    people = list(known)
    for cell in cells:
        people += [activity.by for activity in cell.records if activity.by]
        people += [cell.review_detail.by] if cell.review_detail else []
    return tuple({(person.name, person.orcid): person for person in people}.values())
