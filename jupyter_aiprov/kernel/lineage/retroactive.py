"""A mark put on a value later: what was made from it, shown and written since is marked too."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container, Iterable
from dataclasses import dataclass

import msgspec

from ...capture.recorder import Recorder
from ...capture.runs import RunHandle
from ...lineage.callees import Variable
from ...lineage.derivation import derived
from ...lineage.history import Shown
from ...lineage.tags import Tags, marks_of, tags_of
from ...lineage.tracker import Tracker
from ...record.run import Mark, Run
from ...values.identity import identity
from ..files.book import FileBook
from ..outputs import joined_marks
from ..run_state import state_of
from .statement import lineage_of

_KEPT = 500


@dataclass(frozen=True)
class Reached:
    """What a mark reached besides the value it was put on.

    Attributes:
        names: variables made from the value.
        cells: what made or showed any of it, as the shell counts cells.
        files: names of files that were written with it.
    """

    names: tuple[str, ...]
    cells: tuple[str, ...]
    files: tuple[str, ...]


class RetroactiveMarks:
    """Takes marks to what was made before they were put.

    Args:
        recorder: delivers the records of runs that say more by it.
        tracker: keeps the history of what was made from what.
        files: written before.
    """

    def __init__(self, recorder: Recorder, tracker: Tracker, files: FileBook) -> None:
        self._recorder = recorder
        self._tracker = tracker
        self._files = files
        #: The last runs: what they showed may be marked later.
        self._past: OrderedDict[str, RunHandle] = OrderedDict()
        self._reached: list[Reached] = []

    def remember(self, run: RunHandle) -> None:
        """A run begins."""
        for earlier in reversed(self._past.values()):
            if earlier.finished:
                state_of(earlier).outputs.settle()
                break
        self._past[run.id] = run
        while len(self._past) > _KEPT:
            self._past.popitem(last=False)

    def follow(self, data: object, tags: Tags, name: str | None) -> None:
        """A mark is put on a value: it goes to all that was made from it.

        Args:
            data: the value.
            tags: what it is marked with.
            name: the variable, for values that are shared.
        """
        names = self._names_of(data, name)
        if not names:
            return
        found = derived(self._tracker.history.steps(), names)
        for one in found.names:
            self._tracker.memory.mark_name(Variable("", one), tags)
        self._files.carry(found.files, tags)
        runs: dict[str, list[Shown]] = {}
        for shown in found.shown:
            runs.setdefault(shown.run, []).append(shown)
        for run in list(self._past.values()):
            if run.id in runs or _wrote(run, found.files):
                self._add(run, runs.get(run.id, []), found.files, marks_of(tags))
        if found.names or found.cells or found.files:
            made, files = tuple(sorted(found.names)), tuple(sorted(found.files))
            self._reached.append(Reached(made, tuple(found.cells), files))

    def take_reached(self) -> Reached | None:
        """What the marks put since this was last asked have reached."""
        found, self._reached = self._reached, []
        if not found:
            return None
        return Reached(
            tuple(dict.fromkeys(name for one in found for name in one.names)),
            tuple(dict.fromkeys(cell for one in found for cell in one.cells)),
            tuple(dict.fromkeys(path for one in found for path in one.files)),
        )

    def _names_of(self, data: object, name: str | None) -> tuple[str, ...]:
        """The names that stand for a value."""
        memory, number = self._tracker.memory, identity(data)
        if number is None:
            return (name,) if name is not None and name in memory.namespace else ()
        return tuple(variable.name for variable in memory.variables_of(number))

    def _add(
        self, run: RunHandle, shown: list[Shown], files: set[str], marks: tuple[Mark, ...]
    ) -> None:
        """Let the record of a run say that some of its outputs carry marks."""
        at = _positions(state_of(run).outputs.streams(), shown)
        state_of(run).outputs.carry(at, marks)
        if run.record is None:
            known = lineage_of(run)
            if known is not None:
                known.tags |= tags_of(marks)
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
