"""How much of a notebook was seen, and what its characters add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from ..record.store import Notebook
from .model import CellReport, Characters, Coverage


def coverage(notebook: Notebook, cells: Sequence[CellReport]) -> Coverage:
    """Counts over the cells that hold text."""
    filled = [
        (cell, report)
        for cell, report in zip(notebook.cells, cells, strict=True)
        if cell.source.strip()
    ]
    code = [(cell, report) for cell, report in filled if cell.type == "code"]
    return Coverage(
        cells=len(filled),
        code_cells=len(code),
        tracked=sum(report.tracked for _, report in code),
        recorded=sum(_is_recorded(report) for _, report in code),
        executed=sum(isinstance(cell.raw.get("execution_count"), int) for cell, _ in code),
        unknown_origin=sum(report.origin == "unknown" for _, report in code),
        sessions=len(notebook.record.sessions),
    )


def _is_recorded(report: CellReport) -> bool:
    return report.run is not None and report.run.source_sha256 == report.source_sha256


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
