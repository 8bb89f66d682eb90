"""What something derives from, as far as the records of the last runs tell.

A record says of a run which names and files it read and wrote, not which of them went into which:
the answer may name a cell too many, and says where it cannot see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..record.run import FileUse, MarkName, Run
from .flows import activities_by_id, data_name
from .model import CellReport
from .outputs import mark_names
from .shown import Link, LinkKind, LinkSource, OutputSubject, Subject, Subjects
from .stale import is_later

_MADE: Mapping[str, MarkName] = {"synthetic-data": "synthetic", "model-call": "ai-output"}
#: A thing something was made from, and through which names.
_Source = tuple["_Thing", tuple[str, ...]]


def subjects(cells: Sequence[CellReport]) -> Subjects:
    """The names the cells made, the files they read or wrote, and what they show."""
    runs = [cell.run for cell in cells if cell.run is not None]
    return Subjects(
        names=_sorted(name for run in runs for name in run.writes),
        files=_sorted(use.path for run in runs for use in run.files),
        outputs=tuple(
            OutputSubject(cell=cell.id, at=cell.index, index=output.index)
            for cell in cells
            if cell.run is not None and cell.id is not None
            for output in cell.outputs
        ),
    )


def _sorted(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts), key=lambda text: (text.casefold(), text)))


def trace(cells: Sequence[CellReport], subject: Subject) -> tuple[Link, ...]:
    """What ``subject`` derives from.

    Args:
        cells: of one notebook, in order.
        subject: what is asked about.

    Returns:
        Sources before what is made from them, the subject last; empty where no recorded run made
        it.
    """
    asked = _Tracing(cells).thing(subject)
    return tuple(_links(asked)) if asked is not None else ()


@dataclass(frozen=True)
class _Thing:
    """A link before its sources are known."""

    kind: LinkKind
    id: str
    text: str
    cell: int | None
    marks: tuple[MarkName, ...]
    sources: Callable[[], list[_Source]]


def _links(asked: _Thing) -> Iterator[Link]:
    """Depth first, without recursion: a chain of cells may be longer than the stack is deep."""
    seen = {asked.id}
    found = asked.sources()
    open_ = [(asked, found, iter(found))]
    while open_:
        thing, sources, rest = open_[-1]
        below = next((one for one, _ in rest if one.id not in seen), None)
        if below is not None:
            seen.add(below.id)
            found = below.sources()
            open_.append((below, found, iter(found)))
            continue
        open_.pop()
        yield Link(
            id=thing.id,
            kind=thing.kind,
            text=thing.text,
            cell=thing.cell,
            marks=thing.marks,
            sources=tuple(LinkSource(id=one.id, through=names) for one, names in sources),
        )


@dataclass(frozen=True)
class _Ran:
    """A cell with the run that made what it shows."""

    cell: CellReport
    run: Run


class _Tracing:
    """The runs of a notebook's cells, by what they made."""

    def __init__(self, cells: Sequence[CellReport]) -> None:
        self._made = activities_by_id(cells)
        self._ran = [_Ran(cell, cell.run) for cell in cells if cell.run is not None]
        self._makers: dict[str, list[_Ran]] = {}
        self._users: dict[str, list[tuple[_Ran, FileUse]]] = {}
        for ran in self._ran:
            for name in ran.run.writes:
                self._makers.setdefault(name, []).append(ran)
            for path in dict.fromkeys(use.path for use in ran.run.files):
                self._users.setdefault(path, []).append((ran, _use(ran.run, path)))

    def thing(self, subject: Subject) -> _Thing | None:
        """What is asked about; None where no recorded run made it."""
        if subject.kind == "output":
            return self._output(subject)
        if subject.kind == "file":
            return self._asked_file(subject.text)
        maker = self._maker(subject.text, None)
        if maker is None:
            return None
        return _Thing(
            kind="name",
            id=f"name {subject.text}",
            text=subject.text,
            cell=maker.cell.index,
            marks=(),
            sources=lambda: [(self._cell(maker), ())],
        )

    def _output(self, subject: Subject) -> _Thing | None:
        ran = next((one for one in self._ran if one.cell.id == subject.cell), None)
        shown = ran.cell.outputs if ran else ()
        output = next((one for one in shown if one.index == subject.index), None)
        if ran is None or output is None:
            return None
        return _Thing(
            kind="output",
            id=f"output {subject.cell} {output.index}",
            text=str(output.index + 1),
            cell=ran.cell.index,
            marks=output.marks,
            sources=lambda: [(self._cell(ran), ())],
        )

    def _asked_file(self, path: str) -> _Thing | None:
        last = _last(ran for ran, _ in self._users.get(path, []))
        if last is None:
            return None
        use = _use(last.run, path)
        return self._file(use, last if use.mode == "read" else None)

    def _cell(self, ran: _Ran) -> _Thing:
        cell = ran.cell
        return _Thing(
            kind="cell",
            id=f"cell {cell.index}",
            text=cell.excerpt,
            cell=cell.index,
            marks=cell.marks,
            sources=lambda: [*self._data(ran), *self._names(ran), *self._files(ran)],
        )

    def _data(self, ran: _Ran) -> Iterator[_Source]:
        """Data that were made in the cell itself."""
        named = [record for mark in ran.run.marks for record in mark.records]
        for record in dict.fromkeys([*ran.run.activities, *named]):
            activity, cell = self._made.get(record, (None, None))
            mark = _MADE.get(activity.kind) if activity else None
            if activity and mark and cell == ran.cell.index:
                name = data_name(activity)
                yield _Thing("data", f"data {record}", name, cell, (mark,), list), ()

    def _names(self, ran: _Ran) -> Iterator[_Source]:
        through: dict[str, list[str]] = {}
        things: dict[str, _Thing] = {}
        for name in ran.run.reads:
            maker = self._maker(name, ran)
            thing = self._cell(maker) if maker else self._lost(name)
            things[thing.id] = thing
            through.setdefault(thing.id, []).append(name)
        yield from ((things[key], tuple(names)) for key, names in through.items())

    def _lost(self, name: str) -> _Thing:
        """A name no recorded run made before it was read: its cell ran again, or is gone."""
        maker = self._maker(name, None)
        cell = maker.cell.index if maker else None
        return _Thing("lost", f"lost {name}", name, cell, (), list)

    def _files(self, ran: _Ran) -> Iterator[_Source]:
        for use in ran.run.files:
            if use.mode == "read":
                yield self._file(use, ran), ()

    def _file(self, use: FileUse, reader: _Ran | None) -> _Thing:
        writer = self._writer(use, reader)
        place = writer or reader
        return _Thing(
            kind="file",
            id=f"file {use.path} {use.digest or ''}",
            text=use.path,
            cell=place.cell.index if place else None,
            marks=mark_names(use.marks),
            sources=lambda: [(self._cell(writer), ())] if writer else [],
        )

    def _maker(self, name: str, reader: _Ran | None) -> _Ran | None:
        """The last run of another cell that made a name before ``reader`` ran; the last of all."""
        makers = self._makers.get(name, [])
        if reader is not None:
            makers = [one for one in makers if one.run.session == reader.run.session]
        return _last(_before(makers, reader))

    def _writer(self, use: FileUse, reader: _Ran | None) -> _Ran | None:
        """The last run that left this content in the file before ``reader`` ran."""
        writers = [
            ran
            for ran, written in self._users.get(use.path, [])
            if written.mode == "write" and written.digest == use.digest
        ]
        return _last(_before(writers, reader))


def _use(run: Run, path: str) -> FileUse:
    """How a run used a file: that it wrote it says most."""
    uses = [use for use in run.files if use.path == path]
    return next((use for use in uses if use.mode == "write"), uses[0])


def _before(runs: Iterable[_Ran], reader: _Ran | None) -> Iterator[_Ran]:
    return (ran for ran in runs if reader is None or is_later(reader.run, ran.run))


def _last(runs: Iterable[_Ran]) -> _Ran | None:
    last: _Ran | None = None
    for ran in runs:
        if last is None or is_later(ran.run, last.run):
            last = ran
    return last
