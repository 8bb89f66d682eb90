"""What stayed of a text when one edit turned it into another, and what the edit wrote.

Stricter than :mod:`.matching`, which has only two distant states to go by: here a line counts as
a change of an old one only where half of it agrees, and then every word and sign of it that may
have stayed did. Lines that are alike by a word or two are not related.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from .cell import Span
from .spans import normal

Run = tuple[int, int, int]
Range = tuple[int, int]

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LETTERS = re.compile(r"\w+")
#: Share of two lines that must agree for one to be a change of the other.
_LIKE = 0.5
#: Pairs of lines in a replaced passage beyond which they are not compared: it would take seconds.
_MOST_PAIRS = 2_500


@lru_cache(maxsize=64)
def stayed(old: str, new: str) -> tuple[Run, ...]:
    """``(start in old, start in new, length)`` of what stayed, in the order of ``new``."""
    return tuple(_stayed(old, new))


def _stayed(old: str, new: str) -> Iterator[Run]:
    if old == new:
        yield (0, 0, len(old))
        return
    a, b = old.split("\n"), new.split("\n")
    a_at, b_at = _starts(a), _starts(b)
    for tag, i, j, k, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            # Line ends between equal lines stayed too; the last one belongs to what follows.
            size = a_at[j - 1] + len(a[j - 1]) - a_at[i]
            both_go_on = j < len(a) and n < len(b)
            yield (a_at[i], b_at[k], size + both_go_on)
        elif tag == "replace":
            for x, y in _pairs(a[i:j], b[k:n]):
                yield from _words(a[i + x], b[k + y], a_at[i + x], b_at[k + y])


def written(old: str, new: str) -> list[Range]:
    """The passages of ``new`` that were not in ``old``."""
    return gaps(new, [(start, start + size) for _, start, size in stayed(old, new)])


def carried(old: str, new: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans of ``old`` as they stand in ``new``; what is new is unknown."""
    spans = list(spans)
    if not spans:
        return ()
    out = []
    for old_start, new_start, size in stayed(old, new):
        shift = new_start - old_start
        for span in spans:
            start, end = max(span.start, old_start), min(span.end, old_start + size)
            if start < end:
                out.append(Span(start + shift, end + shift, span.by, span.record))
    return normal(out, len(new))


def shifted(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans of the passage ``[start, end)``, counted from its beginning."""
    cut = (Span(max(s.start, start), min(s.end, end), s.by, s.record) for s in spans)
    moved = (Span(s.start - start, s.end - start, s.by, s.record) for s in cut if s.start < s.end)
    return tuple(moved)


def gaps(text: str, covered: Sequence[Range]) -> list[Range]:
    """What of ``text`` lies between the ``covered`` passages, given in order."""
    out, at = [], 0
    for start, end in [*covered, (len(text), len(text))]:
        if at < start:
            out.append((at, start))
        at = max(at, end)
    return out


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Old and new lines of which one is a change of the other, in order."""
    if len(old) * len(new) > _MOST_PAIRS:
        return
    first = 0
    for y, line in enumerate(new):
        best, at = _LIKE, -1
        for x in range(first, len(old)):
            likeness = _likeness(old[x], line)
            if likeness > best or (likeness == best and at < 0):
                best, at = likeness, x
        if at >= 0:
            yield at, y
            first = at + 1


def _likeness(old: str, new: str) -> float:
    """Share of the longer line's letters and digits that agree, word by word."""
    a, b = _LETTERS.findall(old), _LETTERS.findall(new)
    sizes = sum(map(len, a)), sum(map(len, b))
    least = _LIKE * max(sizes)
    common = sum(len(word) * count for word, count in (Counter(a) & Counter(b)).items())
    if common < least or not least:  # in whatever order, so no more can agree
        return 0.0
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return sum(len("".join(a[x : x + size])) for x, _, size in blocks) / max(sizes)


def _words(old: str, new: str, old_at: int, new_at: int) -> Iterator[Run]:
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    for x, y, size in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        if size:
            length = len("".join(a[x : x + size]))
            yield (old_at + len("".join(a[:x])), new_at + len("".join(b[:y])), length)


def _starts(lines: Sequence[str]) -> list[int]:
    at = [0]
    for line in lines:
        at.append(at[-1] + len(line) + 1)
    return at
