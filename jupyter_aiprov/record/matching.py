"""What plainly stayed of a text when it was edited: lines first, then words within them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LETTERS = re.compile(r"\w")

#: Word pairs beyond which a changed passage is not compared word by word: it would take seconds.
_MOST_PAIRS = 4_000_000
#: Letters a run must hold to be taken for the same text rather than a chance likeness.
_FEWEST_LETTERS = 3

Run = tuple[int, int, int]


def kept_runs(old: str, new: str) -> Iterator[Run]:
    """``(start in old, start in new, length)`` of the runs that stayed, in order."""
    if old == new:
        yield (0, 0, len(old))
        return
    from difflib import SequenceMatcher  # off the kernel's start

    old_lines, new_lines = _LINES.findall(old), _LINES.findall(new)
    matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=len(old_lines) > 10_000)  # noqa: PLR2004
    old_at, new_at = _offsets(old_lines), _offsets(new_lines)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            run = (old_at[a], new_at[c], old_at[b] - old_at[a])
            yield from _telling([run], old)
        elif tag == "replace":
            passage = (old[old_at[a] : old_at[b]], new[new_at[c] : new_at[d]])
            for start, start_new, length in _telling(_words(*passage), passage[0]):
                yield (old_at[a] + start, new_at[c] + start_new, length)


def _words(old: str, new: str) -> Iterator[Run]:
    old_words, new_words = _WORDS.findall(old), _WORDS.findall(new)
    if len(old_words) * len(new_words) > _MOST_PAIRS:
        return
    from difflib import SequenceMatcher

    old_at, new_at = _offsets(old_words), _offsets(new_words)
    matcher = SequenceMatcher(None, old_words, new_words)
    for a, b, size in matcher.get_matching_blocks():
        if size:
            yield (old_at[a], new_at[b], old_at[a + size] - old_at[a])


def _telling(runs: Iterator[Run] | list[Run], old: str) -> Iterator[Run]:
    for start, start_new, length in runs:
        if len(_LETTERS.findall(old, start, start + length)) >= _FEWEST_LETTERS:
            yield (start, start_new, length)


def _offsets(parts: Sequence[str]) -> list[int]:
    at = [0]
    for part in parts:
        at.append(at[-1] + len(part))
    return at
