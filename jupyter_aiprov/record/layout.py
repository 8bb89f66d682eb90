"""What stayed of a passage that was only laid out anew, as a formatter does.

Blanks, quotes and the commas and brackets at a broken line change; the words stay. The front
end's twin is ``labextension/src/record/layout.ts``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .blocks import Block, joined, matching, matching_tokens
from .words import has_letters, is_blank, tokens

#: Share of the words and signs that must have stayed.
_LIKE = 0.8
#: Letters a lone run of words needs to be no chance likeness.
_TELLING = 3
_QUOTES = {"'": '"', "`": '"'}
#: What a formatter puts in where it breaks a line.
_AT_BREAKS = frozenset(",;()")

#: A token that stayed: its number among those of the old passage, and of the new.
Pair = tuple[int, int]


class Bridge(NamedTuple):
    """A passage of the new text, put in by a layout between characters that stayed.

    It is their author's, where both are of one. ``before`` and ``after`` are positions in the old
    text, None at the edge of what was laid out anew.
    """

    start: int
    end: int
    before: int | None
    after: int | None


class Layout(NamedTuple):
    """What stayed, in the order of the new passage, and the bridges within it."""

    kept: list[Block]
    bridges: list[Bridge]


def laid_out(old: str, new: str) -> Layout | None:
    """What stayed of a passage that was laid out anew; None if it was changed otherwise.

    Args:
        old: the passage.
        new: what stands in its place.
    """
    a, b = _Ink(old), _Ink(new)
    least = _LIKE * max(a.size, b.size)
    common = Counter(a.tokens) & Counter(b.tokens)
    if not least or sum(len(token) * count for token, count in common.items()) < least:
        return None
    pairs = list(_with_signs(a, b, list(_words(a, b))))
    if sum(len(a.tokens[x]) for x, _ in pairs) < least:
        return None
    out = Layout([(a.starts[x], b.starts[y], len(a.tokens[x])) for x, y in pairs], [])
    for left, right in pairwise([(-1, -1), *pairs, (len(a.tokens), len(b.tokens))]):
        _between(a, b, left, right, out)
    return Layout(joined(out.kept), out.bridges)


class _Ink:
    """The words and signs of a passage, quotes written one way.

    Attributes:
        starts: where each begins.
        words: which of them are words.
        size: how many characters they are together.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        self.starts: list[int] = []
        at = 0
        for token in tokens(text):
            if not is_blank(token):
                self.tokens.append(_QUOTES.get(token, token))
                self.starts.append(at)
            at += len(token)
        self.words = [at for at, token in enumerate(self.tokens) if has_letters(token)]
        self.size = sum(map(len, self.tokens))

    def end(self, at: int) -> int:
        """Where a token ends; the beginning of the passage before the first."""
        return self.starts[at] + len(self.tokens[at]) if at >= 0 else 0

    def start(self, at: int) -> int:
        """Where a token begins; the end of the passage after the last."""
        return self.starts[at] if at < len(self.tokens) else len(self.text)


def _words(a: _Ink, b: _Ink) -> Iterator[Pair]:
    """The words that stayed, but for few letters alone between words that did not."""
    words = [a.tokens[at] for at in a.words]
    blocks = matching(words, [b.tokens[at] for at in b.words], has_letters)
    edges = [(0, 0, 0), *blocks, (len(a.words), len(b.words), 0)]
    for before, (x, y, size), after in zip(edges, edges[1:], edges[2:], strict=False):
        replaced_before = before[0] + before[2] < x and before[1] + before[2] < y
        replaced_after = x + size < after[0] and y + size < after[1]
        telling = sum(map(len, words[x : x + size])) >= _TELLING
        if telling or not (replaced_before and replaced_after):
            yield from ((a.words[x + n], b.words[y + n]) for n in range(size))


def _with_signs(a: _Ink, b: _Ink, words: Sequence[Pair]) -> Iterator[Pair]:
    """Every token that stayed: the ``words``, and signs where only signs stand between two."""
    x = y = 0
    for next_x, next_y in [*words, (len(a.tokens), len(b.tokens))]:
        if not any(map(has_letters, [*a.tokens[x:next_x], *b.tokens[y:next_y]])):
            for sign in range(y, next_y):
                at = next((n for n in range(x, next_x) if a.tokens[n] == b.tokens[sign]), None)
                if at is not None:
                    yield at, sign
                    x = at + 1
        if next_x < len(a.tokens):
            yield next_x, next_y
        x, y = next_x + 1, next_y + 1


def _between(a: _Ink, b: _Ink, left: Pair, right: Pair, out: Layout) -> None:
    """Put to ``out`` what stands between two tokens that stayed, or at an end of the passage."""
    i, j = a.end(left[0]), b.end(left[1])
    x, y = a.start(right[0]), b.start(right[1])
    old, new = a.text[i:x], b.text[j:y]
    if old == new:
        out.kept.append((i, j, len(old)))
        return
    gone, put_in = a.tokens[left[0] + 1 : right[0]], b.tokens[left[1] + 1 : right[1]]
    broken = not put_in or ("\n" in new and _AT_BREAKS.issuperset(put_in))
    if broken and not any(map(has_letters, gone)):
        before = i - 1 if left[0] >= 0 else None
        after = x if right[0] < len(a.tokens) else None
        if new and (before is not None or after is not None):
            out.bridges.append(Bridge(j, y, before, after))
        return
    found = matching_tokens(old, new, _nothing)
    out.kept.extend((i + at, j + to, size) for at, to, size in found)


def _nothing(_: str) -> bool:
    return False
