"""What is kept of a prompt or a response."""

from __future__ import annotations

import re
from hashlib import sha256

from ..record.activity import Content, ContentMode
from ..record.digest import sha256_text

_MASKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[key]", re.compile(r"\b(?:sk|pk|ghp|gho|hf|xox[abp])[-_][A-Za-z0-9_-]{8,}")),
    ("[token]", re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")),
    ("[email]", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("[address]", re.compile(r"\bhttps?://\S+")),
    ("[number]", re.compile(r"\+?\d[\d .()/-]{5,}\d")),
)


def content(value: str | bytes, mode: ContentMode) -> Content:
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


def redact(text: str) -> str:
    """``text`` with what may identify a person or open a door masked."""
    for mask, pattern in _MASKS:
        text = pattern.sub(mask, text)
    return text
