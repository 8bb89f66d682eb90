"""What a notebook still lacks before anybody should rely on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from .base import Record
from .digest import sha256_text
from .review import is_hidden, needs_review, review_state
from .seal import seal_state
from .store import Cell, Notebook

FindingKind = Literal["unreviewed", "stale-review", "rejected", "stale-run", "seal", "record"]


class Finding(Record, frozen=True):
    """One thing to mend: in ``cell`` (its position), or in the notebook as a whole."""

    kind: FindingKind
    message: str
    cell: int | None = None


def findings(notebook: Notebook) -> Iterator[Finding]:
    """Everything stale, unreviewed, rejected, unsealed since, or unreadable."""
    for cell in notebook.cells:
        yield from _of_cell(cell)
    if seal_state(notebook) == "broken":
        yield Finding(kind="seal", message="changed since it was sealed; review and seal again")
    for found in notebook.diagnostics:
        yield Finding(kind="record", message=f"{found.code} {found.message}")


def _of_cell(cell: Cell) -> Iterator[Finding]:
    state = review_state(cell.record.review, cell.source, cell.outputs)
    if state == "rejected":
        text = "was rejected by its reviewer and still stands"
        yield Finding(kind="rejected", message=text, cell=cell.index)
    elif state == "stale":
        text = "changed since it was reviewed; review it again"
        yield Finding(kind="stale-review", message=text, cell=cell.index)
    elif state == "unknown":
        text = "was reviewed by a later version, which alone can tell whether the review holds"
        yield Finding(kind="stale-review", message=text, cell=cell.index)
    elif needs_review(cell):
        text = "holds AI-made code or data nobody has reviewed"
        if is_hidden(cell):
            text = "a fault of the recorder hid what it did or rests on; nobody has reviewed it"
        yield Finding(kind="unreviewed", message=text, cell=cell.index)
    run = cell.record.run
    if run and run.source_sha256 and run.source_sha256 != sha256_text(cell.source):
        text = "its outputs are older than its source; run it again"
        yield Finding(kind="stale-run", message=text, cell=cell.index)
