"""Marks brought together: one of each kind, with all the records they come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import msgspec

from ..record.run import Mark, MarkName

_ORDER: tuple[MarkName, ...] = get_args(MarkName)


def merged(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Alike marks as one with the records of all, in the format's own order."""
    found: dict[tuple[object, ...], Mark] = {}
    for mark in marks:
        key = (mark.mark, mark.class_, mark.evidence, mark.reason)
        known = found.get(key)
        if known is not None:
            records = dict.fromkeys([*known.records, *mark.records])
            mark = msgspec.structs.replace(known, records=tuple(records))  # noqa: PLW2901
        found[key] = mark
    return tuple(sorted(found.values(), key=lambda mark: _ORDER.index(mark.mark)))


def names(marks: Iterable[Mark]) -> tuple[MarkName, ...]:
    """The plain names, each once, in the format's own order."""
    present = {mark.mark for mark in marks}
    return tuple(name for name in _ORDER if name in present)
