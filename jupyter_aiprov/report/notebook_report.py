"""One notebook's part of the report: its cells, and how much of it was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ..record.activity import Person
from ..record.diagnostics import OF_RECORDING, Diagnostic
from ..record.notebook import Session
from ..record.reading import STREAM
from ..record.run import Mark
from ..record.seal import seal_state
from ..record.store import Notebook
from .cell_view import CellView, cell_report, cell_view
from .cost import cost_of
from .hints import PYTHON
from .model import CellReport, Characters, Coverage, NotebookReport
from .stale import Changed, stale_causes


def coverage(cells: Iterable[CellView], sessions: int) -> Coverage:
    """Counts over the cells that hold text; ``sessions`` are those that were recorded."""
    filled = [cell for cell in cells if cell.source.strip()]
    code = [cell for cell in filled if cell.type == "code"]
    return Coverage(
        cells=len(filled),
        code_cells=len(code),
        tracked=sum(cell.is_tracked for cell in code),
        recorded=sum(_is_recorded(cell) for cell in code),
        executed=sum(cell.execution_count is not None for cell in code),
        unknown_origin=sum(cell.origin == "unknown" for cell in code),
        sessions=sessions,
    )


def _is_recorded(cell: CellView) -> bool:
    return cell.run is not None and cell.run.source_sha256 == cell.source_sha256


def added_coverage(parts: Iterable[Coverage]) -> Coverage:
    """The counts of several notebooks together."""
    total = Coverage()
    for part in parts:
        sums = {
            name: getattr(total, name) + getattr(part, name)
            for name in part.__struct_fields__
            if name != "extra"
        }
        total = msgspec.structs.replace(total, **sums)
    return total


def added_characters(parts: Iterable[Characters]) -> Characters:
    """Characters by author of several cells or notebooks together."""
    ai = human = unknown = 0
    for part in parts:
        ai, human, unknown = ai + part.ai, human + part.human, unknown + part.unknown
    return Characters(ai=ai, human=human, unknown=unknown)


def cell_views(notebook: Notebook) -> tuple[CellView, ...]:
    """Of each cell of a notebook what follows from it alone."""
    language = language_of(notebook)
    return tuple(cell_view(cell, language) for cell in notebook.cells)


def notebook_report(
    notebook: Notebook,
    views: Sequence[CellView],
    *,
    static: bool = False,
    changed: Changed = frozenset(),
) -> NotebookReport:
    """What there is to say of one notebook.

    Args:
        notebook: the notebook, collected.
        views: of its cells, in order.
        static: cells without a record of their last run carry what their source suggests.
        changed: files that it read and that have another content now.

    Returns:
        The notebook's part of the report.
    """
    record = notebook.record
    inferred = _inferred(views) if static and language_of(notebook) in PYTHON else {}
    stale = stale_causes(views, changed)
    cells = tuple(
        cell_report(view, inferred.get(view.index, ()), stale.get(view.index, ())) for view in views
    )
    book = NotebookReport(
        path=str(notebook.path) if notebook.path else STREAM,
        id=record.id,
        title=_title(notebook, cells),
        language=language_of(notebook),
        sha256=notebook.sha256,
        cells=cells,
        authorship=added_characters(cell.authorship for cell in cells),
        coverage=coverage(views, len(record.sessions)),
        records=record.records,
        sessions=record.sessions,
        repository=next((s.repository for s in reversed(record.sessions) if s.repository), None),
        notes=record.notes,
        people=_people(record.people, cells),
        seal=seal_state(notebook),
        seal_by=record.seal.by if record.seal else None,
        diagnostics=(*notebook.own_diagnostics, *session_faults(record.sessions)),
    )
    return msgspec.structs.replace(book, cost=cost_of([book]))


def session_faults(sessions: Iterable[Session]) -> list[Diagnostic]:
    """What kernels say of gaps in the recording that are of no one cell."""
    said = {(d.code, d.message): d for session in sessions for d in session.diagnostics}
    return [one for one in said.values() if one.code in OF_RECORDING]


def _inferred(views: Iterable[CellView]) -> Mapping[int, tuple[Mark, ...]]:
    from ..lineage.static import infer

    return infer([(view.index, view.source) for view in views if view.type == "code"])


def language_of(notebook: Notebook) -> str | None:
    """The language of its code, in small letters; None where it does not say."""
    metadata = notebook.raw.get("metadata", {})
    for place, key in (("language_info", "name"), ("kernelspec", "language")):
        found = metadata.get(place)
        if isinstance(found, dict) and isinstance(found.get(key), str):
            return str(found[key]).lower()
    return None


def _title(notebook: Notebook, cells: Iterable[CellReport]) -> str:
    """The notebook's own title, else its first line of prose."""
    title = notebook.raw.get("metadata", {}).get("title")
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
