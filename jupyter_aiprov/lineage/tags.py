"""Tags: marks broken down to one record each, so that sets of them join and compare."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ..record.activity import Evidence
from ..record.run import Mark, MarkName, ProtectedClass


class Tag(NamedTuple):
    """One mark from one record; analyses of information flow call it a taint tag.

    Attributes:
        mark: its name.
        class_: of protected data.
        record: the id of the activity it comes from.
        evidence: how that is known.
        reason: why the way of an ``unknown`` could not be seen.
    """

    mark: MarkName
    class_: ProtectedClass | None = None
    record: str | None = None
    evidence: Evidence | None = None
    reason: str | None = None


Tags = frozenset[Tag]
NONE: Tags = frozenset()

_ORDER = ("ai-code", "ai-output", "synthetic", "protected", "unknown")


@lru_cache(maxsize=256)
def unknown(reason: str) -> Tags:
    """The tag of data that came by a way nobody could see."""
    return frozenset((Tag("unknown", reason=reason),))


def tags_of(marks: Iterable[Mark]) -> Tags:
    """The tags in these marks."""
    found = set()
    for mark in marks:
        for record in mark.records or (None,):
            found.add(Tag(mark.mark, mark.class_, record, mark.evidence, mark.reason))
    return frozenset(found)


def marks_of(tags: Iterable[Tag]) -> tuple[Mark, ...]:
    """The marks these tags stand for, in a fixed order, records of like marks together."""
    groups: dict[tuple[object, ...], tuple[Tag, set[str]]] = {}
    for tag in tags:
        key = (tag.mark, tag.class_, tag.evidence, tag.reason)
        _, records = groups.setdefault(key, (tag, set()))
        if tag.record is not None:
            records.add(tag.record)
    ordered = sorted(groups.values(), key=lambda pair: _rank(pair[0]))
    return tuple(
        Mark(
            mark=tag.mark,
            class_=tag.class_,
            records=tuple(sorted(records)),
            evidence=tag.evidence,
            reason=tag.reason,
        )
        for tag, records in ordered
    )


def _rank(tag: Tag) -> tuple[int, str, str, str]:
    return _ORDER.index(tag.mark), tag.class_ or "", tag.evidence or "", tag.reason or ""
