"""How much of a notebook was seen, and what its characters add up to."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from .cell_view import CellView
from .model import Characters, Coverage


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
