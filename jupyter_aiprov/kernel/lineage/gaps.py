"""What could not be followed: whatever it may have touched is unknown."""

from __future__ import annotations

from types import CodeType

from ...capture.recorder import Recorder
from ...capture.runs import RunHandle
from ...capture.shield import shielded
from ...lineage.execution import Arrival, Execution
from ...lineage.tags import unknown
from ...lineage.tracker import Tracker, can_change
from ...record.run import FAULT
from .current import Current
from .statement import followed, lineage_of


class Gaps:
    """Tells the tracker of gaps in what it was told.

    Args:
        recorder: of the kernel.
        tracker: of the kernel.
        current: tells which run and statement go on.
    """

    def __init__(self, recorder: Recorder, tracker: Tracker, current: Current) -> None:
        self._recorder = recorder
        self._tracker = tracker
        self._current = current

    def arrived(self, run: RunHandle | None, reason: str) -> None:
        """Something was not seen: what the statement makes is unknown, or what the run wrote.

        Args:
            run: whose it is; None for whatever goes on.
            reason: why.
        """
        tags = unknown(reason)
        if run is None or run is self._current.run:
            statement = self._current.statement
            if statement is not None:
                statement.execution.arrivals.append(Arrival(None, tags))
            return
        known = lineage_of(run)
        if known is not None:
            self._tracker.blur(known.writes, tags)

    def anything(self) -> None:
        """A cell ran of which nothing is known: it may have changed whatever can be changed."""
        memory = self._tracker.memory
        names = [name for name in memory.names() if can_change(memory.namespace.get(name))]
        self._tracker.blur(names, unknown(FAULT))

    def ran(
        self, run: RunHandle | None, code: CodeType | None, execution: Execution | None
    ) -> None:
        """Code ran that was not followed, or not to its end.

        Args:
            run: of which cell.
            code: the code object; None where nothing ran yet.
            execution: what was known of the statement.
        """
        with shielded(self._recorder.diagnose, "telling what a fault touched"):
            before = execution.names if execution is not None else None
            names = self._tracker.lost(unknown(FAULT), code, before)
            if run is not None:
                followed(run).writes.update(names)
            return
        self._recorder.unknown.add(FAULT)  # from here on nothing is sure
