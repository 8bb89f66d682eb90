"""Who wrote which characters: pure algebra over spans, in Unicode code points.

Spans are sorted, do not overlap, and touching ones differ; text that none covers is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from .activity import Activity
from .cell import Authorship, CellRecord, Span
from .digest import sha256_text

By = Literal["ai", "human"]
CellOrigin = Literal["ai-generated", "ai-assisted", "human", "unknown"]

_MAGIC = "%%aiprov"


def normal(spans: Iterable[Span], length: int) -> tuple[Span, ...]:
    """Sorted, within the text, joined where alike; where two overlap, the earlier stands."""
    out: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        start = max(span.start, out[-1].end if out else 0)
        end = min(span.end, length)
        if start >= end:
            continue
        last = out[-1] if out else None
        if last and last.end == start and (last.by, last.record) == (span.by, span.record):
            out[-1] = msgspec.structs.replace(last, end=end)
        else:
            out.append(msgspec.structs.replace(span, start=start, end=end))
    return tuple(out)


def claim(
    spans: Sequence[Span], start: int, end: int, by: By | None, record: str | None = None
) -> tuple[Span, ...]:
    """Say ``[start, end)`` is ``by``'s, whatever was said of it before; ``None`` is unknown.

    Args:
        spans: what was said so far.
        start: where the passage begins, in characters.
        end: the first character after it.
        by: whose it is.
        record: id of the activity it came by.

    Returns:
        The spans in their normal form.
    """
    out: list[Span] = []
    for span in spans:
        out.append(msgspec.structs.replace(span, end=min(span.end, start)))
        out.append(msgspec.structs.replace(span, start=max(span.start, end)))
    if by is not None:
        out.append(Span(start, end, by, record))
    furthest = max((span.end for span in out), default=0)
    return normal((span for span in out if span.start < span.end), furthest)


def fill(
    spans: Sequence[Span], start: int, end: int, by: By, record: str | None = None
) -> tuple[Span, ...]:
    """Say what is unknown within ``[start, end)`` is ``by``'s; all else stands.

    Args:
        spans: what was said so far.
        start: where the passage begins, in characters.
        end: the first character after it.
        by: whose it is.
        record: id of the activity it came by.

    Returns:
        The spans in their normal form.
    """
    out = list(spans)
    at = start
    for span in [*spans, Span(end, end, by)]:
        if at < min(span.start, end):
            out.append(Span(at, min(span.start, end), by, record))
        at = max(at, span.end)
    return normal(out, max([end, *(span.end for span in spans)]))


def shifted(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans of the passage ``[start, end)``, counted from its beginning.

    Args:
        spans: of the whole text.
        start: where the passage begins, in characters.
        end: the first character after it.

    Returns:
        Those within the passage, cut to it.
    """
    cut = (Span(max(s.start, start), min(s.end, end), s.by, s.record) for s in spans)
    moved = (Span(s.start - start, s.end - start, s.by, s.record) for s in cut if s.start < s.end)
    return tuple(moved)


def body_start(source: str) -> int:
    """Where the cell's own text begins: after a leading ``%%aiprov`` line, which is ours."""
    first, newline, _ = source.partition("\n")
    words = first.split(None, 1)
    if not words or words[0] != _MAGIC:
        return 0
    return len(first) + len(newline)


def current_spans(source: str, authorship: Authorship | None) -> tuple[Span, ...]:
    """The spans, if they speak of this very source; else none."""
    return _current(source, sha256_text(source), authorship)


def _current(source: str, source_sha256: str, authorship: Authorship | None) -> tuple[Span, ...]:
    if authorship is None or authorship.source_sha256 != source_sha256:
        return ()
    return normal(authorship.spans, len(source))


def effective_spans(source: str, record: CellRecord) -> tuple[Span, ...]:
    """The spans that hold, the unknown filled by a whole-cell declaration that holds."""
    return Authors.of(source, record).spans


def _standing(source_sha256: str, record: CellRecord) -> Activity | None:
    """The latest declaration of the cell's origin, if it was made of this very source."""
    declared = [a for a in record.records if _speaks_of_origin(a)]
    if not declared:
        return None
    latest = max(reversed(declared), key=lambda activity: activity.time or "")
    return latest if latest.source_sha256 == source_sha256 else None


def _speaks_of_origin(activity: Activity) -> bool:
    return activity.kind == "declaration" and activity.origin is not None


def cell_origin(source: str, record: CellRecord) -> CellOrigin:
    """One word for a cell, from its declaration and spans; blanks do not decide."""
    return Authors.of(source, record).origin


class Authors(msgspec.Struct, frozen=True):
    """Who wrote a cell's source as it stands, found once.

    Attributes:
        source: the cell's text.
        source_sha256: its digest.
        written: the spans of the record, if they speak of this very source.
        declaration: of the whole cell, if it was made of this very source.
        spans: ``written``, with what is unknown in it filled by the declaration.
    """

    source: str
    source_sha256: str
    written: tuple[Span, ...]
    declaration: Activity | None
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, source: str, record: CellRecord) -> Authors:
        """Of a cell with this source and record."""
        digest = sha256_text(source)
        written = _current(source, digest, record.authorship)
        declared = _standing(digest, record)
        spans = written
        if declared is not None and declared.origin != "assisted":
            by: By = "ai" if declared.origin == "generated" else "human"
            spans = fill(written, body_start(source), len(source), by, declared.id)
        return cls(source, digest, written, declared, spans)

    @property
    def counts(self) -> dict[str, int]:
        """Characters by author; a leading declaration line is nobody's, and not counted."""
        start = body_start(self.source)
        found = {"ai": 0, "human": 0, "unknown": len(self.source) - start}
        for span in self.spans:
            covered = max(0, span.end - max(span.start, start))
            found[span.by] += covered
            found["unknown"] -= covered
        return found

    @property
    def origin(self) -> CellOrigin:
        """One word for the cell: see :func:`cell_origin`."""
        if self.declaration is not None and self.declaration.origin == "assisted":
            return "ai-assisted"
        letters = _letters(self.source, self.spans)
        if not letters["ai"] and not letters["human"]:
            return "unknown"
        if letters["ai"]:
            return "ai-assisted" if letters["human"] or letters["unknown"] else "ai-generated"
        return "unknown" if letters["unknown"] else "human"


def _letters(source: str, spans: Iterable[Span]) -> dict[str, int]:
    start = body_start(source)
    found = {"ai": 0, "human": 0, "unknown": _ink(source[start:])}
    for span in spans:
        covered = _ink(source[max(span.start, start) : span.end])
        found[span.by] += covered
        found["unknown"] -= covered
    return found


def _ink(text: str) -> int:
    return sum(map(len, text.split()))


def declare(source: str, record: CellRecord, activity: Activity) -> CellRecord:
    """The cell with a declaration of its whole ``source`` taken into the spans.

    A declaration withdraws what others declared before it. ``human`` then speaks only for
    unknown text: what a tool was seen to write stays its own. ``generated`` speaks for typed
    text too, since a person may type what a model wrote; but said again of a changed source it
    leaves standing what was typed since it was first said. ``assisted`` does not say which
    characters. A declaration of another source than this one changes nothing.

    Args:
        source: of the cell.
        record: of the cell so far.
        activity: the declaration.

    Returns:
        The new record, or ``record`` itself where nothing changes.
    """
    digest = sha256_text(source)
    if not _speaks_of_origin(activity) or activity.source_sha256 != digest:
        return record
    spans = _observed(source, record, activity)
    if activity.origin != "assisted":
        by: By = "ai" if activity.origin == "generated" else "human"
        spans = fill(spans, body_start(source), len(source), by, activity.id)
    if not spans and record.authorship is None:
        return record
    authorship = msgspec.structs.replace(
        record.authorship or Authorship(source_sha256=digest), source_sha256=digest, spans=spans
    )
    return msgspec.structs.replace(record, authorship=authorship)


def _observed(source: str, record: CellRecord, activity: Activity) -> tuple[Span, ...]:
    """The spans that stand against a declaration: not those of other declarations."""
    earlier = [a for a in record.records if _speaks_of_origin(a) and a.id != activity.id]
    withdrawn = {a.id for a in earlier if a.origin != activity.origin}
    spans = [s for s in current_spans(source, record.authorship) if s.record not in withdrawn]
    said_before = any(a.origin == activity.origin for a in earlier)
    if activity.origin == "generated" and not said_before:
        spans = [span for span in spans if span.by == "ai"]
    return tuple(spans)
