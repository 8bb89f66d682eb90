"""Who wrote what after an edit: what stayed of a text, and what was only laid out anew.

Lines first: those that stand in both texts stayed. A passage between them was either laid out
anew, as a formatter does, or changed line by line: a line counts as a change of an old one only
where half of it agrees, or no more than one word was taken out of it. Lines that are alike by a
word or two are not related, and lone signs are no likeness. The front end's
twin is ``labextension/src/record/diff.ts``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from .blocks import Block, ends, joined, matching, matching_tokens
from .cell import Span
from .layout import Bridge, laid_out
from .spans import normal
from .words import has_letters, letters, starts, tokens, words

Range = tuple[int, int]

#: Share of the letters of two lines that must agree for one to be a change of the other.
_CHANGED = 0.5
#: Letters from which a line that stands whole within another is the same line.
_WHOLE = 8
#: Letters a line needs to be told from others.
_TELLING = 3
#: Lines on either side that are looked at for the one that a line is a change of.
_WINDOW = 25


class Diff(NamedTuple):
    """What became of a text: what stayed, in the order of the new text, and bridges within it."""

    kept: list[Block]
    bridges: list[Bridge]


@lru_cache(maxsize=64)
def diff(old: str, new: str) -> Diff:
    """What stayed of ``old`` in ``new``, in code points."""
    out = Diff([], [])
    if old == new:
        return Diff(joined([(0, 0, len(old))]), [])
    a, b = old.split("\n"), new.split("\n")
    a_at, b_at = starts(a, 1), starts(b, 1)
    i = j = 0
    for x, y, lines in [*matching(a, b, _is_telling), (len(a), len(b), 0)]:
        if i < x and j < y:
            ended = x < len(a) and y < len(b)
            _passage(a[i:x], b[j:y], (a_at[i], b_at[j]), out, ended=ended)
        i, j = x + lines, y + lines
        # The end of the last line stayed too, where both texts go on after it.
        end = 0 if i < len(a) and j < len(b) else 1
        out.kept.append((a_at[x], b_at[y], a_at[i] - a_at[x] - end if lines else 0))
    return Diff(joined(out.kept), out.bridges)


def carried(old: str, new: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans of ``old`` as they stand in ``new``; what is new is unknown.

    Args:
        old: the text the spans speak of.
        new: the text it became.
        spans: who wrote which characters of ``old``, in any order.

    Returns:
        Sorted spans of ``new``, in code points.
    """
    known = normal(spans, len(old))
    if not known:
        return ()
    found = diff(old, new)
    out: list[Span] = []
    first = 0
    for at, to, size in found.kept:
        while first < len(known) and known[first].end <= at:
            first += 1
        for span in known[first:]:
            start, end = max(span.start, at), min(span.end, at + size)
            if start >= end:
                break
            out.append(Span(start + to - at, end + to - at, span.by, span.record))
    for bridge in found.bridges:
        author = _author(known, bridge)
        if author is not None:
            out.append(Span(bridge.start, bridge.end, author.by, author.record))
    return normal(out, len(new))


def written(old: str, new: str) -> list[Range]:
    """The passages of ``new`` that were not in ``old``, nor put in by a layout."""
    found = diff(old, new)
    stayed = [(to, to + size) for _, to, size in found.kept]
    return gaps(new, sorted([*stayed, *((one.start, one.end) for one in found.bridges)]))


def gaps(text: str, covered: Sequence[Range]) -> list[Range]:
    """What of ``text`` lies between the ``covered`` passages, given in order."""
    out, at = [], 0
    for start, end in [*covered, (len(text), len(text))]:
        if at < start:
            out.append((at, start))
        at = max(at, end)
    return out


def _author(spans: Sequence[Span], bridge: Bridge) -> Span | None:
    """Whose a bridge is: of the author on both sides, or on the one there is."""
    found = []
    for at in (bridge.before, bridge.after):
        if at is not None:
            index = bisect_right(spans, at, key=lambda span: span.start) - 1
            span = spans[index] if index >= 0 else None
            found.append(span if span and at < span.end else None)
    authors = {(span.by, span.record) if span else None for span in found}
    return found[0] if len(authors) == 1 else None


def _passage(a: Sequence[str], b: Sequence[str], at: Range, out: Diff, *, ended: bool) -> None:
    """Put to ``out`` what stayed of a passage of lines that do not stand in both texts.

    Args:
        a: the old lines.
        b: the new ones.
        at: where the passage begins in the old text, and in the new.
        out: what is known so far.
        ended: whether lines that stayed follow, so that the end of the passage did too.
    """
    old, new = "\n".join(a), "\n".join(b)
    layout = laid_out(old, new)
    kept = layout.kept if layout else list(_changed(a, b, ended=ended))
    if layout and ended:
        kept.append((len(old), len(new), 1))
    out.kept.extend((at[0] + x, at[1] + y, size) for x, y, size in kept)
    for start, end, before, after in layout.bridges if layout else []:
        sides = (None if side is None else at[0] + side for side in (before, after))
        out.bridges.append(Bridge(at[1] + start, at[1] + end, *sides))


def _changed(a: Sequence[str], b: Sequence[str], *, ended: bool) -> Iterator[Block]:
    """What stayed of lines of which each may be a change of an old one."""
    a_at, b_at = starts(a, 1), starts(b, 1)
    for (x, y), (next_x, next_y) in pairwise([*_pairs(a, b), (len(a), len(b))]):
        for at, to, size in matching_tokens(a[x], b[y], has_letters):
            yield a_at[x] + at, b_at[y] + to, size
        # The line's end stayed too, and what stands below it as it did: signs, blanks.
        i, j = x + 1, y + 1
        while ended or (i < len(a) and j < len(b)):
            yield a_at[i] - 1, b_at[j] - 1, 1
            if i >= next_x or j >= next_y or a[i] != b[j]:
                break
            yield a_at[i], b_at[j], len(a[i])
            i, j = i + 1, j + 1


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Old and new lines of which one is a change of the other, in order.

    Of all ways to pair them the one in which most letters agree; each line is looked for near
    where it would stand if all had changed alike.
    """
    a, b = list(map(_Line, old)), list(map(_Line, new))
    near = [y * len(a) // len(b) for y in range(len(b))]
    best: dict[tuple[int, int], int] = {}
    paired: set[tuple[int, int]] = set()
    for y in reversed(range(len(b))):
        for x in reversed(range(max(0, near[y] - _WINDOW), min(len(a), near[y] + _WINDOW + 1))):
            agree = a[x].agrees(b[y])
            alone = max(best.get((x + 1, y), 0), best.get((x, y + 1), 0))
            together = agree + best.get((x + 1, y + 1), 0)
            best[x, y] = max(alone, together)
            if agree and together >= alone:
                paired.add((x, y))
    x = y = 0
    while x < len(a) and y < len(b):
        if (x, y) in paired:
            yield x, y
            x, y = x + 1, y + 1
        elif x < near[y] - _WINDOW or best.get((x + 1, y), 0) == best.get((x, y), 0):
            x += 1
        else:
            y += 1


class _Line:
    """The words of a line, to be compared with others."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.words = words(text)
        self.counts = Counter(self.words)
        self.size = sum(map(len, self.words))

    def agrees(self, other: _Line) -> int:
        """Letters that agree in both, word by word; 0 if neither is a change of the other."""
        shorter, longer = sorted((self.size, other.size))

        def related(agree: int) -> bool:
            return agree > 0 and (agree >= _CHANGED * longer or agree == shorter >= _WHOLE)

        shared = self.counts.keys() & other.counts.keys()
        common = sum(len(one) * min(self.counts[one], other.counts[one]) for one in shared)
        if not common:
            return 0
        if related(common):  # in whatever order, so no more can agree
            blocks = matching(self.words, other.words, has_letters)
            agree = sum(len(one) for x, _, size in blocks for one in self.words[x : x + size])
            if related(agree):
                return agree
        start, end = ends(self.tokens, other.tokens)
        if start + end < len(self.tokens) - 1:
            return 0
        return self.size - letters("".join(self.tokens[start : len(self.tokens) - end]))


def _is_telling(line: str) -> bool:
    return letters(line) >= _TELLING
