"""When an export was made and how it is called, as far as its form asks for a date or an id."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from ..record.digest import sha256_json
from ..report.model import Report


def published(report: Report) -> str:
    """The last moment the records speak of, so that the same records make the same export.

    Without any: today's date.
    """
    latest = max(_times(report), default=None)
    return latest or datetime.now(timezone.utc).date().isoformat()


def identity(report: Report) -> uuid.UUID:
    """An id for an export: the same for the same notebooks in the same state."""
    states = [
        part
        for book in report.notebooks
        for part in (book.path, book.sha256, *(cell.source_sha256 for cell in book.cells))
    ]
    return uuid.uuid5(uuid.NAMESPACE_URL, sha256_json([published(report), states]))


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


def moment(time: str | None, seconds: float | None = None) -> datetime | None:
    """A time of the record, ``seconds`` later; None where it is not known."""
    if time is None:
        return None
    try:
        found = datetime.fromisoformat(time.replace("Z", "+00:00"))
        return found + timedelta(seconds=seconds or 0)
    except (ValueError, OverflowError):
        return None
