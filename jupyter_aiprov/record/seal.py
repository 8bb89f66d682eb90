"""What a notebook still lacks before anybody should rely on it, and the seal that closes it.

A seal is a digest over a notebook's records, sources and outputs at one moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from .activity import Person
from .base import Record, encode, utc_now
from .digest import RULE, outputs_digest, sha256_json, sha256_text
from .notebook import SCHEMA, Seal
from .review import is_hidden, needs_review, review_state
from .store import Cell, Notebook

SealState = Literal["none", "holds", "broken"]
FindingKind = Literal["unreviewed", "stale-review", "rejected", "stale-run", "seal", "record"]


def make_seal(notebook: Notebook, by: Person | None = None) -> Seal:
    """A seal over the notebook as it stands now."""
    return Seal(sha256=_digest(notebook, RULE), time=utc_now(), by=by, digest_rule=RULE)


def seal_state(notebook: Notebook) -> SealState:
    """Whether the notebook is sealed, and whether anything changed since."""
    seal = notebook.record.seal
    if seal is None:
        return "none"
    return "holds" if seal.sha256 == _digest(notebook, seal.digest_rule) else "broken"


def _digest(notebook: Notebook, rule: int) -> str:
    """Over every cell's source, outputs and record, and the notebook's record less the seal."""
    cells = [
        {
            "id": cell.id,
            "type": cell.type,
            "source": sha256_text(cell.source),
            "outputs": outputs_digest(cell.outputs, rule),
            "record": encode(cell.record),
        }
        for cell in notebook.cells
    ]
    # Writing the first record of a notebook names the format, and must not break its seal.
    schema = notebook.record.schema or SCHEMA
    record = msgspec.structs.replace(notebook.record, seal=None, schema=schema)
    return sha256_json({"cells": cells, "notebook": encode(record)}, rule)


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
