"""What is kept of a prompt or a response."""

from __future__ import annotations

from hashlib import sha256

from ..record.activity import Content, ContentMode
from ..record.digest import sha256_text
from ..record.redact import redact


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
