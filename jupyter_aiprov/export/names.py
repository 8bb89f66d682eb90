"""Identifiers and text that any format takes, whatever a notebook's strings hold."""

from __future__ import annotations

import re
from pathlib import PurePath

from ..record.digest import sha256_text

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def local_name(text: str) -> str:
    """``text`` where it is a short plain word, else one made of its digest."""
    return text if _PLAIN.fullmatch(text) else f"x{sha256_text(text)[:20]}"


def camel(member: str) -> str:
    """A member's name as the formats of others write names: ``sourceSha256``."""
    first, *rest = member.split("_")
    return first + "".join(word.capitalize() for word in rest)


def clean(text: str) -> str:
    """Text without the characters XML and UTF-8 have no place for."""
    return _CONTROLS.sub("�", text)


def short(text: str, limit: int) -> str:
    """:func:`clean` text of at most ``limit`` characters."""
    text = clean(text)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def published_path(path: str) -> str:
    """A path as others may see it: relative as it is, of an absolute one the name alone."""
    pure = PurePath(path)
    return clean(pure.name if pure.is_absolute() else path)
