"""A cell's text through the edits made to it, and who wrote which characters on the way."""

from __future__ import annotations

from collections.abc import Sequence

from .activity import Activity
from .cell import Authorship, Span
from .diff import carried, written
from .digest import sha256_text
from .spans import claim, fill


class Chain:
    """One cell's text, followed from edit to edit.

    Attributes:
        cell: the id the cell had in the trace, None where the trace names none.
        home: position of the present notebook's cell it belongs to, where that is known.
        shed: whether it is what another cell lost; it may well be gone.
        text: the text after the last edit, None before the first.
        spans: who wrote which characters of ``text``, as far as the trace says.
        activities: what was done, by id.
        blind: ids of edits of which it is not known what they replaced: they claim nothing.
    """

    def __init__(
        self, cell: str | None = None, home: int | None = None, *, shed: bool = False
    ) -> None:
        self.cell = cell
        self.shed = shed
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
            self.spans = carried(self.text, text, self.spans)
            self.text = text
            self._observed(known)

    def mark(self, start: int, end: int, activity: Activity) -> None:
        """Say a passage of the present text came from ``activity``.

        Args:
            start: where the passage begins, in characters.
            end: the first character after it.
            activity: by which it came.
        """
        self.activities[activity.id] = activity
        self.spans = claim(self.spans, start, end, "ai", activity.id)

    def _begin(self, text: str, known: Authorship | None) -> None:
        self.text, self.spans = text, ()
        self._observed(known)

    def _observed(self, known: Authorship | None) -> None:
        if known and self.text is not None and known.source_sha256 == sha256_text(self.text):
            self.spans = overlay(known.spans, self.spans)


def overlay(first: Sequence[Span], second: Sequence[Span]) -> tuple[Span, ...]:
    """``first``, and where it says nothing ``second``."""
    out = tuple(first)
    for span in second:
        out = fill(out, span.start, span.end, span.by, span.record)
    return out
