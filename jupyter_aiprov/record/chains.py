"""A cell's text through the edits made to it, and who wrote which characters on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from .activity import Activity
from .authorship import align, claim, fill
from .cell import Authorship, Span
from .digest import sha256_text
from .matching import kept_runs

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_PAIRS = 1_000_000
#: Share of two lines that must agree for one to be a change of the other.
_LIKE = 0.5


class Chain:
    """One cell's text, followed from edit to edit.

    Attributes:
        cell: the id the cell had in the trace, None where the trace names none.
        home: position of the present notebook's cell it belongs to, where that is known.
        text: the text after the last edit, None before the first.
        spans: who wrote which characters of ``text``, as far as the trace says.
        activities: what was done, by id.
        blind: ids of edits of which it is not known what they replaced: they claim nothing.
    """

    def __init__(self, cell: str | None = None, home: int | None = None) -> None:
        self.cell = cell
        self.home = home
        self.text: str | None = None
        self.spans: tuple[Span, ...] = ()
        self.activities: dict[str, Activity] = {}
        self.blind: list[str] = []

    def edit(
        self,
        before: str | None,
        after: str,
        activity: Activity | None,
        known: Authorship | None = None,
    ) -> None:
        """Take in one edit; without an activity its new text is nobody's.

        Args:
            before: the text it began with, None if unknown.
            after: the text it left.
            activity: what the AI system did, None for an edit of unknown origin.
            known: what the record says; it is taken over where it speaks of one of the texts.
        """
        start = before if before is not None else self.text
        if activity is not None:
            self.activities[activity.id] = activity
        if start is None:
            self._begin(after, known)
            if activity is not None:
                self.blind.append(activity.id)
            return
        self.move(start, known)
        fresh = written(start, after) if activity is not None else []
        self.move(after, known)
        for begin, end in fresh:
            self.spans = fill(self.spans, begin, end, "ai", activity.id if activity else None)

    def move(self, text: str, known: Authorship | None = None) -> None:
        """The text is this now; what changed without an edit is unknown."""
        if self.text is None:
            self._begin(text, known)
        elif text != self.text:
            self.spans = align(self.text, text, self.spans)
            self.text = text
            self._observed(known)

    def mark(self, start: int, end: int, activity: Activity) -> None:
        """Say a passage of the present text came from ``activity``."""
        self.activities[activity.id] = activity
        self.spans = claim(self.spans, start, end, "ai", activity.id)

    def _begin(self, text: str, known: Authorship | None) -> None:
        self.text, self.spans = text, ()
        self._observed(known)

    def _observed(self, known: Authorship | None) -> None:
        if known and self.text is not None and known.source_sha256 == sha256_text(self.text):
            self.spans = overlay(known.spans, self.spans)


def written(before: str, after: str) -> list[tuple[int, int]]:
    """The passages of ``after`` that an edit of ``before`` wrote.

    In doubt a character stayed: where a line was changed rather than replaced, even its lone
    brackets and letters are taken for the old ones.
    """
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    runs = list(kept_runs(old, new)) or _small_runs(old, new)
    covered = [(start, start + size) for _, start, size in runs]
    return [(head + start, head + end) for start, end in gaps(new, covered)]


def _small_runs(old: str, new: str) -> list[tuple[int, int, int]]:
    """Of a change within one line, every word and sign that may have stayed."""
    if "\n" in old.strip("\n") or "\n" in new.strip("\n"):
        return []
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    if not a or not b or len(a) * len(b) > _MOST_PAIRS:
        return []
    found = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    kept = sum(len("".join(a[block.a : block.a + block.size])) for block in found)
    if 2 * kept < _LIKE * (len(old) + len(new)):
        return []
    return [
        (
            len("".join(a[: block.a])),
            len("".join(b[: block.b])),
            len("".join(b[block.b : block.b + block.size])),
        )
        for block in found
        if block.size
    ]


def _common(a: str, b: str) -> int:
    """How long a beginning two texts share."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[:middle] == b[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def gaps(text: str, covered: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of ``text`` lies between the ``covered`` passages."""
    out, at = [], 0
    for start, end in [*covered, (len(text), len(text))]:
        if at < start:
            out.append((at, start))
        at = max(at, end)
    return out


def overlay(first: Sequence[Span], second: Sequence[Span]) -> tuple[Span, ...]:
    """``first``, and where it says nothing ``second``."""
    out = tuple(first)
    for span in second:
        out = fill(out, span.start, span.end, span.by, span.record)
    return out
