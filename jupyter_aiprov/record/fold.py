"""Folding what a kernel delivers into the records of a notebook: pure, and idempotent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from .activity import Activity
from .cell import CellRecord
from .cost import add_activities, add_run
from .notebook import SCHEMA, Delivery, NotebookRecord, Passport, Session
from .quantity import Cost
from .run import Run
from .spans import declare

#: Records of earlier runs are kept up to this many in all; their cost is kept for good.
KEPT = 50
#: What a run brings forth; all other records are of the source and stay with it.
RUN_BORN = ("model-call", "synthetic-data")


def fold(record: CellRecord, delivery: Delivery, source: str | None = None) -> CellRecord:
    """The record of a cell after ``delivery``.

    Args:
        record: the cell's record so far.
        delivery: what the kernel says of one run, or of what arrived after it.
        source: the cell's text; without it a declaration sets no authorship.

    Returns:
        The new record; the given one is not changed.
    """
    run = delivery.run if delivery.run and delivery.run.status != "running" else None
    fresh = _fresh(record, delivery.records)
    cost = record.cost or Cost()
    if run is not None and not counted(cost, run):
        cost = add_run(cost, run)
    cost = add_activities(cost, fresh)
    latest = _latest(record.run, run, record.cost)
    folded = msgspec.structs.replace(
        record,
        records=_trimmed(_merged(record.records, delivery.records), latest),
        run=latest,
        cost=cost if cost != Cost() else record.cost,
    )
    if source is None:
        return folded
    for activity in delivery.records:
        if activity.kind == "declaration":
            folded = declare(source, folded, activity)
    return folded


def counted(cost: Cost | None, run: Run) -> bool:
    """Whether the cumulative cost holds this run already."""
    return cost is not None and run.seq <= cost.through.get(run.session, -1)


def _latest(known: Run | None, run: Run | None, cost: Cost | None) -> Run | None:
    """The run a cell keeps: the last one. A second word on the same run replaces the first."""
    if run is None or known is None:
        return run or known
    if run.id == known.id:
        ids = dict.fromkeys([*known.activities, *run.activities])
        return msgspec.structs.replace(run, activities=tuple(ids))
    return known if counted(cost, run) else run


def _fresh(record: CellRecord, activities: Sequence[Activity]) -> list[Activity]:
    known = {activity.id for activity in record.records}
    return [a for a in {a.id: a for a in activities}.values() if a.id not in known]


def _merged(known: Sequence[Activity], new: Sequence[Activity]) -> list[Activity]:
    """By id: a later word takes the place of an earlier one, the rest follows in order."""
    return list({activity.id: activity for activity in [*known, *new]}.values())


def _trimmed(activities: list[Activity], run: Run | None) -> tuple[Activity, ...]:
    current = set(run.activities) if run else set()
    earlier = [a.id for a in activities if a.kind in RUN_BORN and a.id not in current]
    total = sum(a.kind in RUN_BORN for a in activities)
    dropped = set(earlier[: max(0, total - KEPT)])
    return tuple(a for a in activities if a.id not in dropped)


def fold_notebook(record: NotebookRecord, delivery: Delivery, *, is_loose: bool) -> NotebookRecord:
    """The notebook's record after ``delivery``.

    Args:
        record: the notebook's record so far.
        delivery: what the kernel says; its session and passports are the notebook's.
        is_loose: no cell is the one it speaks of: the notebook keeps its activities.

    Returns:
        The new record; the given one where nothing is the notebook's.
    """
    if delivery.session is not None:
        record = fold_session(record, delivery.session)
    if delivery.datasets:
        record = fold_datasets(record, delivery.datasets)
    if is_loose and delivery.records:
        record = fold_loose(record, delivery.records)
    return record


def fold_session(record: NotebookRecord, session: Session) -> NotebookRecord:
    """The notebook's record with what is known of a kernel session brought up to date.

    A session's figures are cumulative: the word with the highest ``seq`` stands. What it leaves
    out (the environment is told once) is kept from the word before.
    """
    known = {one.id: one for one in record.sessions}
    before = known.get(session.id)
    if before is not None:
        older, newer = (before, session) if session.seq >= before.seq else (session, before)
        session = _overlaid(older, newer)
    known[session.id] = session
    return msgspec.structs.replace(
        record, schema=record.schema or SCHEMA, sessions=tuple(known.values())
    )


def _overlaid(older: Session, newer: Session) -> Session:
    changes: dict[str, object] = {
        field.name: getattr(newer, field.name)
        for field in msgspec.structs.fields(newer)
        if getattr(newer, field.name) not in (None, (), {})
    }
    changes["extra"] = {**older.extra, **newer.extra}
    changes["diagnostics"] = tuple(
        {(d.code, d.message): d for d in [*older.diagnostics, *newer.diagnostics]}.values()
    )
    return msgspec.structs.replace(older, **changes)


def fold_datasets(record: NotebookRecord, passports: Iterable[Passport]) -> NotebookRecord:
    """The notebook's record with datasets' passports in it, the later word on a name standing."""
    known = {one.name: one for one in [*record.datasets, *passports]}
    return msgspec.structs.replace(
        record, schema=record.schema or SCHEMA, datasets=tuple(known.values())
    )


def fold_loose(record: NotebookRecord, activities: Iterable[Activity]) -> NotebookRecord:
    """The notebook's record with activities that belong to no cell."""
    return msgspec.structs.replace(
        record,
        schema=record.schema or SCHEMA,
        records=tuple(_merged(record.records, list(activities))),
    )
