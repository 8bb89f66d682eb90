"""The words, signs and blanks of a text, the same in every language and version of Unicode.

Whatever is neither ASCII nor white space is of a word. The front end's twin is
``labextension/src/record/words.ts``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BLANKS = r"\x09-\x0d\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NO_LETTERS = rf"\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f{_BLANKS}"
_TOKENS = re.compile(rf"[{_BLANKS}]+|[^{_NO_LETTERS}]+|.", re.DOTALL)
_WORDS = re.compile(rf"[^{_NO_LETTERS}]+")
_BLANK = re.compile(rf"[{_BLANKS}]")


def tokens(text: str) -> list[str]:
    """All of a text, in order: words, runs of blanks, single signs."""
    return _TOKENS.findall(text)


def words(text: str) -> list[str]:
    """The words alone."""
    return _WORDS.findall(text)


def letters(text: str) -> int:
    """How many letters, digits and low lines a text has."""
    return sum(map(len, _WORDS.findall(text)))


def has_letters(text: str) -> bool:
    """Whether it has any."""
    return _WORDS.search(text) is not None


def is_blank(token: str) -> bool:
    """Whether a token is a run of blanks."""
    return _BLANK.match(token) is not None


def starts(parts: Sequence[str], between: int = 0) -> list[int]:
    """Where each part of a text starts, and the end of all; so many characters follow each."""
    at = [0]
    for part in parts:
        at.append(at[-1] + len(part) + between)
    return at
