"""A seal: a digest over a notebook's records and sources at one moment."""

from __future__ import annotations

from typing import Literal

import msgspec

from .activity import Person
from .base import encode, utc_now
from .digest import RULE, outputs_digest, sha256_json, sha256_text
from .notebook import SCHEMA, Seal
from .store import Notebook

SealState = Literal["none", "holds", "broken"]


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
