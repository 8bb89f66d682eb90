"""Which run and which statement are going on here, in this task and thread."""

from __future__ import annotations

import sys
from collections.abc import Collection
from types import FrameType

from ...capture.context import current_run
from ...capture.runs import RunHandle
from ...lineage.execution import Execution
from ...values.raw import address
from ..run_state import state_of
from .statement import Statement, lineage_of


class Current:
    """The runs that go on, and where this thread is in them.

    Two runs may go on at once, each in a subshell; what a thread or task does belongs to the run
    that started it.

    Args:
        names: the notebook's namespace, by which the frames of its statements are known.
    """

    def __init__(self, names: dict[str, object]) -> None:
        self._names = names
        self._going: dict[str, RunHandle] = {}

    def begin(self, run: RunHandle) -> bool:
        """A run begins; answers whether it is the only one."""
        alone = not self._going
        self._going[run.id] = run
        return alone

    def end(self, run: RunHandle) -> None:
        """A run has ended."""
        self._going.pop(run.id, None)

    @property
    def run(self) -> RunHandle | None:
        """The run that led here."""
        return current_run()

    @property
    def statement(self) -> Statement | None:
        """The statement of that run that is going on."""
        known = lineage_of(current_run())
        return known.statement if known is not None else None

    def others(self) -> dict[str, Statement]:
        """The statements that are going on in other runs, by the id of each run."""
        here, found = current_run(), {}
        for run in list(self._going.values()):
            known = lineage_of(run) if run is not here else None
            if known is not None and known.statement is not None:
                found[run.id] = known.statement
        return found

    def executions(self) -> Collection[Execution]:
        """The same, as the tracker knows them."""
        return [statement.execution for statement in self.others().values()]

    def line(self) -> int | None:
        """The line of its cell that this thread is executing, None outside any.

        The frame of a statement is found once; after that the frames above it alone are looked at.
        """
        run = current_run()
        if run is None:
            return None
        known = lineage_of(run)
        statement = known.statement if known is not None else None
        frame: FrameType | None = sys._getframe(1)
        line = line_of(frame, statement) if statement is not None else None
        if line is not None:
            return line
        found: list[FrameType] = []
        while frame is not None:
            # Asking a frame for its code calls every audit hook there is.
            if frame.f_globals is self._names and frame.f_code.co_name == "<module>":
                found.append(frame)
            frame = frame.f_back
        if not found:
            return None
        if statement is not None and len(found) == 1 and state_of(run).line([0, 1]) == 0:
            statement.frame = address(found[0])
        return int(state_of(run).line([one.f_lineno for one in found[::-1]]))


def line_of(frame: FrameType | None, statement: Statement) -> int | None:
    """The line of a statement that led to ``frame``, None where its own frame is not known."""
    known = statement.frame
    while known and frame is not None:
        if address(frame) == known:
            return frame.f_lineno
        frame = frame.f_back
    return None
