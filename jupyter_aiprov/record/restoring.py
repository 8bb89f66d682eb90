"""Records of a notebook brought back from another copy of it: a crate, a backup, a colleague's.

What the notebook holds stands; what it lacks is taken over. Doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from .base import Record
from .cell import CellRecord, OutputRecord
from .digest import outputs_digest, sha256_text
from .notebook import NotebookRecord
from .store import TAGGED, Cell, Notebook

R = TypeVar("R", bound=Record)


def restore(notebook: Notebook, other: Notebook) -> int:
    """Take over (in memory) what ``other`` knows of the same cells. How many cells changed.

    A cell is the same if its text is, and its id where both have one; a record of another text
    says nothing of this one.
    """
    changed = 0
    copies = _Copies(other.cells)
    for cell in notebook.cells:
        copy = copies.of(cell)
        if copy is not None:
            changed += _cell(notebook, cell, copy)
    record = _notebook(notebook.record, other.record)
    if record != notebook.record:
        notebook.set_record(record)
    return changed


class _Copies:
    def __init__(self, cells: Iterable[Cell]) -> None:
        self._by_id: dict[str, Cell] = {}
        self._by_text: dict[str, list[Cell]] = {}
        for cell in cells:
            if cell.id:
                self._by_id[cell.id] = cell
            self._by_text.setdefault(sha256_text(cell.source), []).append(cell)

    def of(self, cell: Cell) -> Cell | None:
        """The copy of a cell; None if there is none, or no telling which."""
        named = self._by_id.get(cell.id or "")
        if named is not None:
            return named if named.source == cell.source else None
        alike = self._by_text.get(sha256_text(cell.source), [])
        return alike[0] if len(alike) == 1 else None


def _cell(notebook: Notebook, cell: Cell, copy: Cell) -> bool:
    mine, theirs = cell.record, copy.record
    record = msgspec.structs.replace(
        mine,
        records=_union(mine.records, theirs.records, "id"),
        **{name: getattr(mine, name) or getattr(theirs, name) for name in _SINGLE},
    )
    changed = record != mine
    if changed and record != CellRecord():
        notebook.set_cell(cell.index, record)
    return _outputs(notebook, cell, copy) or changed


_SINGLE = ("authorship", "run", "cost", "review")


def _outputs(notebook: Notebook, cell: Cell, copy: Cell) -> bool:
    known: dict[str, OutputRecord] = {
        outputs_digest([output]): record
        for output, record in zip(copy.outputs, copy.output_records, strict=True)
        if record is not None
    }
    changed = False
    for index, output in enumerate(cell.outputs):
        if cell.output_records[index] is None and output.get("output_type") in TAGGED:
            record = known.get(outputs_digest([output]))
            if record is not None:
                notebook.set_output(cell.index, index, record)
                changed = True
    return changed


def _notebook(mine: NotebookRecord, theirs: NotebookRecord) -> NotebookRecord:
    changes: dict[str, object] = {
        "sessions": _union(mine.sessions, theirs.sessions, "id"),
        "records": _union(mine.records, theirs.records, "id"),
        "notes": _union(mine.notes, theirs.notes, "id"),
        "people": _union(mine.people, theirs.people, "name"),
        "datasets": _union(mine.datasets, theirs.datasets, "name"),
        "systems": _union(mine.systems, theirs.systems, "model"),
    }
    return msgspec.structs.replace(
        mine,
        id=mine.id or theirs.id,
        schema=mine.schema or theirs.schema,
        policy=mine.policy or theirs.policy,
        **changes,
    )


def _union(mine: tuple[R, ...], theirs: tuple[R, ...], key: str) -> tuple[R, ...]:
    known = {getattr(one, key) for one in mine}
    return (*mine, *(one for one in theirs if getattr(one, key) not in known))
