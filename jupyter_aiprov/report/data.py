"""Synthetic and AI-made data, and data sets with a passport: where they came from and went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from ..record.activity import Activity, Data
from ..record.notebook import Passport
from ..record.run import FileUse, Mark
from .model import CellRef, CellReport, DataReport, DatasetReport, NotebookReport
from .shown import UsedData

_MADE: dict[str, Literal["synthetic", "ai-output"]] = {
    "synthetic-data": "synthetic",
    "model-call": "ai-output",
}


def data_reports(books: Sequence[NotebookReport]) -> tuple[DataReport, ...]:
    """Data each activity made, with every output and file that rests on it.

    A model's answer is data where a record says so or something shown or written carries it.
    """
    outputs, files = _resting(books)
    return tuple(
        DataReport(
            activity=activity.id,
            mark=_MADE[activity.kind],
            evidence=activity.evidence,
            data=activity.data or Data(),
            made_in=place,
            time=activity.time,
            outputs=tuple(outputs.get(activity.id, ())),
            files=tuple(files.get(activity.id, ())),
        )
        for place, activity in _once(placed_activities(books))
        if activity.kind in _MADE
        and (_is_data(activity) or activity.id in outputs or activity.id in files)
    )


def _is_data(activity: Activity) -> bool:
    return activity.kind == "synthetic-data" or activity.data is not None


def placed_activities(
    books: Iterable[NotebookReport],
) -> Iterator[tuple[CellRef | None, Activity]]:
    """Every activity and its cell, None where it is of no cell; copies come again."""
    for number, book in enumerate(books):
        for activity in book.records:
            yield None, activity
        for cell in book.cells:
            for activity in cell.records:
                yield CellRef(notebook=number, cell=cell.index), activity


def _once(
    found: Iterable[tuple[CellRef | None, Activity]],
) -> Iterator[tuple[CellRef | None, Activity]]:
    """A cell that was copied carries its records along: the first is the one that was there."""
    seen: set[str] = set()
    for place, activity in found:
        if activity.id not in seen:
            seen.add(activity.id)
            yield place, activity


def _resting(
    books: Sequence[NotebookReport],
) -> tuple[dict[str, list[CellRef]], dict[str, list[FileUse]]]:
    """Id of an activity → the outputs, and the written files, that carry a mark of it."""
    outputs: dict[str, list[CellRef]] = {}
    files: dict[str, list[FileUse]] = {}
    for number, book in enumerate(books):
        for cell in book.cells:
            for output in cell.outputs:
                place = CellRef(notebook=number, cell=cell.index, output=output.index)
                for record in dict.fromkeys(_data_records(output.lineage)):
                    outputs.setdefault(record, []).append(place)
            for use in cell.run.files if cell.run else ():
                carried = _data_records(use.marks) if use.mode == "write" else ()
                for record in dict.fromkeys(carried):
                    files.setdefault(record, []).append(use)
    return outputs, files


def _data_records(marks: Iterable[Mark]) -> Iterator[str]:
    for mark in marks:
        if mark.mark in _MADE.values():
            yield from mark.records


def dataset_reports(
    books: Sequence[NotebookReport], passports: Sequence[Passport]
) -> tuple[DatasetReport, ...]:
    """Each data set's passport, the later word on a name standing, and the cells that read it."""
    known = {passport.name: passport for passport in passports}
    return tuple(
        DatasetReport(passport=passport, used_in=tuple(_used_in(books, passport)))
        for passport in known.values()
    )


def _used_in(books: Sequence[NotebookReport], passport: Passport) -> Iterator[CellRef]:
    """A file of another content under the same name is not what the passport speaks of."""
    digests = set(passport.files.values())
    for number, book in enumerate(books):
        for cell in book.cells:
            uses = cell.run.files if cell.run else ()
            if any(
                use.digest in digests if use.digest else use.path in passport.files for use in uses
            ):
                yield CellRef(notebook=number, cell=cell.index)


def used_data(cells: Iterable[CellReport], passports: Sequence[Passport]) -> tuple[UsedData, ...]:
    """The data sets of a notebook: files its cells read, then what only passports speak of."""
    used: dict[str, UsedData] = {}
    for cell in cells:
        for use in cell.run.files if cell.run else ():
            if use.mode == "read":
                before = used[use.path].read_in if use.path in used else ()
                read_in = tuple(dict.fromkeys([*before, cell.index]))
                used[use.path] = _used(use, read_in, passports)
    told = {one.passport for one in used.values()}
    others = [UsedData(name=p.name, passport=p.name) for p in passports if p.name not in told]
    return (*used.values(), *others)


def _used(use: FileUse, read_in: tuple[int, ...], passports: Sequence[Passport]) -> UsedData:
    """A file with the passport of its content, else of its name."""
    name = use.path.rpartition("/")[2]
    named = [p for p in passports if p.name in (name, use.path) or p.files.get(name)]
    exact = [p for p in passports if use.digest and use.digest in p.files.values()]
    passport = next(reversed(exact or named), None)
    given = (passport.files.get(name) or passport.files.get(use.path)) if passport else None
    return UsedData(
        name=use.path,
        path=None if use.outside else use.path,
        read_in=read_in,
        passport=passport.name if passport else None,
        is_other=bool(given and use.digest and not exact),
    )
