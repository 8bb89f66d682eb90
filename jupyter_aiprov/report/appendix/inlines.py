"""From any string to runs that are safe to print: cleaned, bounded, one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from string import Formatter

from .document import Inline, Text

#: The longest string printed whole; names of a megabyte exist.
LIMIT = 160

#: Controls, bidirectional overrides (they reorder what follows), invisible and non-characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)

_BLANK = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")

Value = str | int | float | Inline | Sequence[Inline]


def clean(value: object, limit: int = LIMIT) -> str:
    """``value`` as one printable line of at most ``limit`` characters."""
    text = str(value)[: 4 * limit]
    line = _UNPRINTABLE.sub("", unicodedata.normalize("NFC", text))
    line = _BLANK.sub(" ", line).strip()
    if len(line) > limit or len(str(value)) > 4 * limit:
        return line[: limit - 1].rstrip() + "…"
    return line


def capitalised(word: str) -> str:
    """A word of the vocabulary at the beginning of a line."""
    return word[:1].upper() + word[1:]


def plain(value: object, limit: int = LIMIT) -> Text:
    """A run without style; nothing where there is nothing."""
    text = clean(value, limit) if value is not None else ""
    return (Inline(text),) if text else ()


def code(value: object, limit: int = LIMIT) -> Text:
    """A run in a fixed-width face; nothing where there is nothing."""
    text = clean(value, limit) if value is not None else ""
    return (Inline(text, "code"),) if text else ()


def strong(value: object) -> Text:
    """A run that stands out."""
    return (Inline(clean(value), "strong"),)


def link(value: object, href: str) -> Text:
    """A link to a web address; anything else stays text."""
    text = clean(value)
    safe = re.fullmatch(r"https?://[\x21-\x7e]{1,300}", href)
    return (Inline(text, "plain", href if safe else None),)


def digest(value: str | None) -> Text:
    """The first characters of a SHA-256, enough to compare by eye."""
    return code(f"{value[:12]}…") if value else ()


def joined(texts: Sequence[Text], separator: str = ", ") -> Text:
    """Texts one after the other."""
    out: list[Inline] = []
    for text in texts:
        if not text:
            continue
        if out:
            out.append(Inline(separator))
        out.extend(text)
    return tuple(out)


def fill(message: str, values: dict[str, Value]) -> Text:
    """``message`` with its ``{names}`` replaced; a value is never read as a message."""
    out: list[Inline] = []
    for literal, name, _, _ in Formatter().parse(message):
        if literal:
            out.append(Inline(literal))
        if name is not None:
            out.extend(_runs(values[name]))
    return tuple(out)


def _runs(value: Value) -> Sequence[Inline]:
    if isinstance(value, Inline):
        return (value,)
    if isinstance(value, str | int | float):
        return plain(value)
    return value
