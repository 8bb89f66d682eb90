"""A mark put on a value later: what was made from it, shown and written since is marked too."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from ..capture.runs import RunHandle
from ..lineage.callees import Variable
from ..lineage.history import Shown
from ..lineage.later import derived
from ..lineage.tags import Tags, marks_of, tags_of
from ..record.run import Mark, Run
from ..values.raw import MISSING
from ..values.reach import identity
from .lineage_steps import Following
from .lineage_trace import column_named, trace_of
from .outputs import joined_marks
from .run_state import state_of

_KEPT = 500


@dataclass(frozen=True)
class Reached:
    """What a mark reached besides the value it was put on."""

    names: tuple[str, ...]
    cells: tuple[str, ...]
    files: tuple[str, ...]


class Later(Following):
    """Takes marks to what was made before they were put."""

    reached: list[Reached]
    _past: OrderedDict[str, RunHandle]

    def take_reached(self) -> Reached | None:
        """What the marks put since this was last asked have reached."""
        found, self.reached = self.reached, []
        if not found:
            return None
        return Reached(
            tuple(dict.fromkeys(name for one in found for name in one.names)),
            tuple(dict.fromkeys(cell for one in found for cell in one.cells)),
            tuple(dict.fromkeys(path for one in found for path in one.files)),
        )

    def _remember(self, run: RunHandle) -> None:
        """Keep hold of the last runs: what they showed may be marked later."""
        for earlier in reversed(self._past.values()):
            if earlier.finished:
                state_of(earlier).outputs.settle()
                break
        self._past[run.id] = run
        while len(self._past) > _KEPT:
            self._past.popitem(last=False)

    def _reach(self, data: Any, tags: Tags, name: str | None) -> None:
        names = self._names_of(data, name)
        found = derived(self.tracker.history.steps(), names) if names else None
        if found is None:
            return
        for one in found.names:
            self._mark_name(one, tags)
        marks = marks_of(tags)
        self.files.carry(found.files, tags)
        runs: dict[str, list[Shown]] = {}
        for shown in found.shown:
            runs.setdefault(shown.run, []).append(shown)
        for run in list(self._past.values()):
            if run.id in runs or _wrote(run, found.files):
                self._add(run, runs.get(run.id, []), found.files, marks)
        if found.names or found.cells or found.files:
            names, files = tuple(sorted(found.names)), tuple(sorted(found.files))
            self.reached.append(Reached(names, tuple(found.cells), files))

    def _names_of(self, data: Any, name: str | None) -> tuple[str, ...]:
        """The names that stand for a value; a column's is its frame's."""
        column = column_named(getattr(self._step, "node", None), name)
        if column is not None:
            return ()  # which columns others were made from is not kept
        number = identity(data)
        if number is None:
            return (name,) if name in self.tracker.memory.namespace else ()
        return tuple(place.name for place in self.tracker.memory.places_of(number))

    def _mark_name(self, name: str, tags: Tags) -> None:
        memory, place = self.tracker.memory, Variable("", name)
        value = memory.value(place)
        if value is not MISSING and not memory.mark(value, tags):
            memory.put(place, tags | memory.of_place(place), {})

    def _add(
        self, run: RunHandle, shown: list[Shown], files: set[str], marks: tuple[Mark, ...]
    ) -> None:
        """Let the record of a run say that some of its outputs carry marks."""
        at = _positions(state_of(run).outputs.streams(), shown)
        state_of(run).outputs.carry(at, marks)
        if run.record is None:
            trace = trace_of(run)
            if trace is not None:
                trace.tags |= tags_of(marks)
            return
        run.record = _with_marks(run.record, at, files, marks)
        self._recorder.revise(run)


def _wrote(run: RunHandle, files: set[str]) -> bool:
    record = run.record
    return record is not None and any(
        use.mode == "write" and use.path in files for use in record.files
    )


def _positions(streams: list[bool], shown: Iterable[Shown]) -> set[int]:
    """Which outputs the statements may have made; what is printed may come out a little later."""
    found = set()
    for one in shown:
        for at, stream in enumerate(streams):
            if (stream and one.printed and one.first - 1 <= at <= one.last) or (
                not stream and one.first <= at < one.last
            ):
                found.add(at)
    return found


def _with_marks(record: Run, at: Container[int], files: set[str], marks: tuple[Mark, ...]) -> Run:
    outputs = tuple(
        msgspec.structs.replace(one, marks=joined_marks(one.marks, marks))
        if one.index in at
        else one
        for one in record.outputs
    )
    uses = tuple(
        msgspec.structs.replace(use, marks=joined_marks(use.marks, marks))
        if use.mode == "write" and use.path in files
        else use
        for use in record.files
    )
    known = joined_marks(record.marks, marks)
    return msgspec.structs.replace(record, outputs=outputs, files=uses, marks=known)
