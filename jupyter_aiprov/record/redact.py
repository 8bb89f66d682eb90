"""Taking kept prompts and responses out again; their digests stay."""

from __future__ import annotations

import msgspec

from .activity import Activity, Content
from .cell import CellRecord


def redacted(record: CellRecord) -> tuple[CellRecord, int]:
    """The record without any kept text, and how many texts were taken out."""
    kept = sum(_texts(activity) for activity in record.records)
    if not kept:
        return record, 0
    records = tuple(map(_without_text, record.records))
    return msgspec.structs.replace(record, records=records), kept


def _texts(activity: Activity) -> int:
    contents = (activity.prompt, activity.response)
    return sum(content is not None and content.text is not None for content in contents)


def _without_text(activity: Activity) -> Activity:
    return msgspec.structs.replace(
        activity, prompt=_digest_only(activity.prompt), response=_digest_only(activity.response)
    )


def _digest_only(content: Content | None) -> Content | None:
    if content is None or content.text is None:
        return content
    return msgspec.structs.replace(content, text=None, mode="hash")
