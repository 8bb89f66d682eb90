"""When an export was made, as far as its form asks for a date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

from ..report.model import Report


def published(report: Report) -> str:
    """The last moment the records speak of, so that the same records make the same export.

    Without any: today's date.
    """
    latest = max(_times(report), default=None)
    return latest or datetime.now(timezone.utc).date().isoformat()


def _times(report: Report) -> Iterator[str]:
    for book in report.notebooks:
        for session in book.sessions:
            yield session.updated or session.started
        for cell in book.cells:
            yield from (activity.time for activity in cell.records if activity.time)
            if cell.run:
                yield cell.run.time
            if cell.review_detail:
                yield cell.review_detail.time
