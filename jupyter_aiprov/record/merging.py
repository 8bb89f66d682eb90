"""Merging the records of two versions of a notebook that come from one: three-way, by cell id.

Nothing that either side recorded is lost. Where one side alone changed a part, its word stands;
where both did, lists are joined by id, sums add what each side added, and of two runs or reviews
the later is kept: whether it still fits the merged cell, its own digests tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from .activity import Activity
from .base import JsonObject, decode, encode
from .cell import Authorship, CellRecord, Review
from .chains import overlay
from .diff import carried
from .digest import sha256_text
from .fold import fold_session
from .notebook import NotebookRecord
from .quantity import Cost
from .run import Run
from .spans import current_spans
from .store import Cell

T = TypeVar("T")


def merged_cell(base: Cell | None, ours: Cell | None, theirs: Cell | None) -> CellRecord:
    """The record of a cell of which at least one of ``ours`` and ``theirs`` is there.

    Args:
        base: the cell before the two sides parted, None where it was not there.
        ours: the cell of our side, None where it is gone.
        theirs: the cell of the other side, None likewise.

    Returns:
        The merged record; ours stands where nothing else decides.
    """
    a = ours.record if ours else CellRecord()
    b = theirs.record if theirs else CellRecord()
    if ours is None or theirs is None:
        return a if ours is not None else b
    o = base.record if base else CellRecord()
    one = _one_sided(o, a, b)
    if one is not None:
        return one
    return msgspec.structs.replace(
        a,
        authorship=_authorship(base, ours, theirs),
        records=_activities(a.records, b.records),
        run=_later_run(a.run, b.run),
        cost=_cost(o.cost, a.cost, b.cost),
        review=_later_review(a.review, b.review),
        invalid=(*a.invalid, *(one for one in b.invalid if one not in a.invalid)),
        extra={**b.extra, **a.extra},
    )


def merged_source(cell: Cell, ours: Cell, theirs: Cell) -> CellRecord:
    """The record of a cell whose source both sides changed, now that their changes are merged.

    Args:
        cell: the merged cell.
        ours: the cell of our side.
        theirs: the cell of the other side.

    Returns:
        Its record, with the authorship of both sides carried over to the merged source.
    """
    spans = overlay(
        carried(ours.source, cell.source, current_spans(ours.source, ours.record.authorship)),
        carried(theirs.source, cell.source, current_spans(theirs.source, theirs.record.authorship)),
    )
    if not spans and cell.record.authorship is None:
        return cell.record
    written = Authorship(source_sha256=sha256_text(cell.source), spans=spans)
    return msgspec.structs.replace(cell.record, authorship=written)


def merged_notebook(
    base: NotebookRecord, ours: NotebookRecord, theirs: NotebookRecord
) -> NotebookRecord:
    """The record of the notebook itself; a seal stands only where one side alone changed.

    Args:
        base: the record before the two sides parted.
        ours: of our side.
        theirs: of the other side.

    Returns:
        The merged record; ours stands where nothing else decides.
    """
    one = _one_sided(base, ours, theirs)
    if one is not None:
        return one
    out = ours
    for session in theirs.sessions:
        out = fold_session(out, session)
    return msgspec.structs.replace(
        out,
        id=ours.id or theirs.id,
        systems=_joined(ours.systems, theirs.systems, ("model", "version")),
        people=_joined(ours.people, theirs.people, ("name", "orcid")),
        datasets=_joined(ours.datasets, theirs.datasets, ("name",)),
        records=_activities(ours.records, theirs.records),
        notes=_joined(ours.notes, theirs.notes, ("id",)),
        policy={**theirs.policy, **ours.policy},
        seal=None,
        extra={**theirs.extra, **ours.extra},
    )


def _one_sided(base: T, ours: T, theirs: T) -> T | None:
    if theirs in (base, ours):
        return ours
    return theirs if ours == base else None


def _authorship(base: Cell | None, ours: Cell, theirs: Cell) -> Authorship | None:
    """Of the side whose source will stand; if both changed it, merged once the text is."""
    if ours.source == theirs.source:
        return _same_source(ours, theirs)
    untouched = base is not None and ours.source == base.source
    return (theirs if untouched else ours).record.authorship


def _same_source(ours: Cell, theirs: Cell) -> Authorship | None:
    spans = overlay(
        current_spans(ours.source, ours.record.authorship),
        current_spans(theirs.source, theirs.record.authorship),
    )
    written = ours.record.authorship or theirs.record.authorship
    if written is None:
        return None
    digest = sha256_text(ours.source)
    return msgspec.structs.replace(written, source_sha256=digest, spans=spans)


def _activities(a: Sequence[Activity], b: Sequence[Activity]) -> tuple[Activity, ...]:
    known = {one.id: one for one in [*b, *a]}
    order = dict.fromkeys([*(one.id for one in a), *(one.id for one in b)])
    return tuple(known[key] for key in order)


def _later_run(a: Run | None, b: Run | None) -> Run | None:
    if a is None or b is None:
        return a or b
    return a if a.time >= b.time else b


def _later_review(a: Review | None, b: Review | None) -> Review | None:
    if a is None or b is None:
        return a or b
    return a if a.time >= b.time else b


def _joined(a: Iterable[T], b: Iterable[T], names: Sequence[str]) -> tuple[T, ...]:
    def key(one: T) -> tuple[object, ...]:
        return tuple(getattr(one, name) for name in names)

    return tuple({key(one): one for one in [*b, *a]}.values())


def _cost(base: Cost | None, ours: Cost | None, theirs: Cost | None) -> Cost | None:
    """What was spent before the two parted, and what each side spent since."""
    if ours is None or theirs is None:
        return ours or theirs
    raw = _summed(*(encode(one) if one else {} for one in (base, ours, theirs)))
    through = [one.through for one in (ours, theirs)]
    raw["through"] = {k: max(t.get(k, 0) for t in through) for t in through for k in t}
    systems = [
        {(one.system, one.scope): encode(one) for one in (cost.systems if cost else ())}
        for cost in (base, ours, theirs)
    ]
    keys = dict.fromkeys([*systems[1], *systems[2]])
    raw["systems"] = [_summed(*(one.get(key, {}) for one in systems)) for key in keys]
    return decode(raw, Cost)


def _summed(base: JsonObject, a: JsonObject, b: JsonObject) -> JsonObject:
    """Numbers are ``a + b - base``; of anything else ours stands."""
    out: JsonObject = {}
    for key in dict.fromkeys([*a, *b]):
        x, y, before = a.get(key), b.get(key), base.get(key)
        sample = x if x is not None else y
        if isinstance(sample, Mapping):
            out[key] = _summed(before or {}, x or {}, y or {})
        elif isinstance(sample, int | float) and not isinstance(sample, bool):
            out[key] = max((x or 0) + (y or 0) - (before or 0), x or 0, y or 0)
        else:
            out[key] = sample
    return out
