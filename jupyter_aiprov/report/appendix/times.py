"""Times of records: their pattern is checked when they are read, their calendar is not."""

from __future__ import annotations

from datetime import datetime, timezone

_SECONDS = 19


def moment(time: str | None) -> datetime | None:
    """The moment to the second, UTC; None where there is no such day or hour."""
    if not time:
        return None
    try:
        return datetime.fromisoformat(time[:_SECONDS]).replace(tzinfo=timezone.utc)
    except ValueError:
        return None
