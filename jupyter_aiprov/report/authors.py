"""Who wrote a cell's source, as the report says it: by line, by system, and how it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from ..record.activity import Activity, Evidence
from ..record.cell import Span
from ..record.cost import system_label
from ..record.spans import Authors
from .model import Characters, LineAuthor, LineRange

#: The weaker word stands where several ways of knowing meet.
_BY_STRENGTH: tuple[Evidence, ...] = ("inferred", "declared", "imported", "observed")


def characters(authors: Authors) -> Characters:
    """Characters of the source by author."""
    found = authors.counts
    return Characters(ai=found["ai"], human=found["human"], unknown=found["unknown"])


def origin_evidence(authors: Authors, activities: Mapping[str, Activity]) -> Evidence | None:
    """How a cell's origin is known; None where it is not.

    Args:
        authors: of the cell's source.
        activities: the cell's, by id.
    """
    if authors.origin == "unknown":
        return None
    declared = authors.declaration
    if declared is not None and declared.origin == "assisted":
        return declared.evidence
    found: set[Evidence] = set()
    for span in authors.spans:
        if span.record is None:
            found.add("observed")
        elif span.record in activities:
            found.add(activities[span.record].evidence)
    return next((word for word in _BY_STRENGTH if word in found), None)


def written_by(authors: Authors, activities: Mapping[str, Activity]) -> dict[str, int]:
    """Characters of each AI system that is known by name; arguments as :func:`origin_evidence`."""
    out: dict[str, int] = {}
    for span in authors.spans:
        activity = activities.get(span.record or "")
        if span.by == "ai" and activity is not None and activity.system is not None:
            name = system_label(activity)
            out[name] = out.get(name, 0) + span.end - span.start
    return out


def line_ranges(authors: Authors) -> tuple[LineRange, ...]:
    """Runs of lines with the same author and record; lines of blanks join the run before.

    Lines nobody is known to have written are left out: what no range covers is unknown.
    """
    spans = authors.spans
    if not spans:
        return ()
    out: list[LineRange] = []
    start = 0
    for number, line in enumerate(authors.source.splitlines(keepends=True), 1):
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
