"""What is kept of a text: masking what may identify a person, taking kept texts out again.

The masks are data, ``masks.json``, in patterns that Python and browsers read alike; the front
end's copy is generated.
"""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

from .activity import Activity, Content, ContentMode
from .cell import CellRecord
from .digest import sha256_text

MASKS_FILE = Path(__file__).with_name("masks.json")


@cache
def _masks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    masks = json.loads(MASKS_FILE.read_text(encoding="utf-8"))
    return tuple((mask, re.compile(pattern)) for mask, pattern in masks)


def redact(text: str) -> str:
    """A text with what may identify a person or open a door masked."""
    for mask, pattern in _masks():
        text = pattern.sub(mask, text)
    return text


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


def content_of(value: str | bytes, mode: ContentMode) -> Content:
    """The record of a text: its digest always, its text as far as ``mode`` allows.

    ``redacted`` masks keys, tokens, e-mail addresses, web addresses and runs of seven digits
    or more (telephone, patient and insurance numbers, dates).
    """
    if isinstance(value, bytes):
        text, digest = value.decode("utf-8", "replace"), sha256(value).hexdigest()
    else:
        text, digest = value, sha256_text(value)
    kept = None if mode == "hash" else text if mode == "full" else redact(text)
    return Content(sha256=digest, mode=mode, length=len(text), text=kept)
