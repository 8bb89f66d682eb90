"""Authors by line of a cell's source."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ..record.cell import Span
from ..record.spans import effective_spans
from ..record.store import Cell
from .model import LineAuthor, LineRange


def line_ranges(cell: Cell) -> tuple[LineRange, ...]:
    """Runs of lines with the same author and record; lines of blanks join the run before.

    Lines nobody is known to have written are left out: what no range covers is unknown.
    """
    spans = effective_spans(cell.source, cell.record)
    if not spans:
        return ()
    out: list[LineRange] = []
    start = 0
    for number, line in enumerate(cell.source.splitlines(keepends=True), 1):
        end = start + len(line)
        by, record = _author(line, start, [s for s in spans if s.start < end and s.end > start])
        last = out[-1] if out and out[-1].end == number - 1 else None
        if last and (not line.strip() or (last.by, last.record) == (by, record)):
            out[-1] = msgspec.structs.replace(last, end=number)
        elif by is not None:
            out.append(LineRange(start=number, end=number, by=by, record=record))
        start = end
    return tuple(out)


def _author(line: str, start: int, spans: Sequence[Span]) -> tuple[LineAuthor | None, str | None]:
    """Who wrote the ink of one line, and under which record if it is one."""
    covered = [False] * len(line)
    authors: set[LineAuthor] = set()
    records: set[str | None] = set()
    for span in spans:
        low, high = max(span.start - start, 0), min(span.end - start, len(line))
        covered[low:high] = [True] * (high - low)
        if line[low:high].strip():
            authors.add(span.by)
            records.add(span.record)
    record = records.pop() if len(records) == 1 else None
    whole = all(seen or char.isspace() for seen, char in zip(covered, line, strict=True))
    if not authors:
        return None, None
    return (authors.pop() if whole and len(authors) == 1 else "mixed"), record
