"""What could not be followed: whatever it may have touched is unknown."""

from __future__ import annotations

from typing import Any

from ..capture.patching import Patch
from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..capture.shield import Report, shielded
from ..lineage.tags import unknown
from ..lineage.tracker import Came, Step, Tracker, can_change
from ..record.run import FAULT
from .lineage_trace import followed, trace_of


class Gaps:
    """Tells the tracker of gaps in what it was told."""

    def __init__(self, tracker: Tracker, recorder: Recorder) -> None:
        self._tracker = tracker
        self._recorder = recorder

    def arrived(self, ended: RunHandle | None, step: Step | None, reason: str) -> None:
        """Something was not seen: what the statement makes is unknown, or what the run wrote.

        Args:
            ended: the run, where it is not the one going on.
            step: the statement going on.
            reason: why.
        """
        tags = unknown(reason)
        if ended is None:
            if step is not None:
                step.came.append(Came(None, tags))
            return
        trace = trace_of(ended)
        if trace is not None:
            self._tracker.blur(trace.writes, tags)

    def anything(self) -> None:
        """A cell ran of which nothing is known: it may have changed whatever can be changed."""
        memory = self._tracker.memory
        names = [name for name in memory.names() if can_change(memory.namespace.get(name))]
        self._tracker.blur(names, unknown(FAULT))

    def ran(self, run: RunHandle | None, code: Any, step: Step | None = None) -> None:
        """Code ran that was not followed, or not to its end.

        Args:
            run: of which cell.
            code: the code object; None where nothing ran yet.
            step: what was known of the statement.
        """
        with shielded(self._recorder.diagnose, "telling what a fault touched"):
            before = step.names if step is not None else None
            names = self._tracker.lost(unknown(FAULT), code, before)
            if run is not None:
                followed(run).writes.update(names)
            return
        self._recorder.unknown.add(FAULT)  # from here on nothing is sure


def shown_values(shell: Any, show: Any, report: Report) -> Patch:
    """Call ``show`` with the execution count under which the shell keeps a value it shows."""

    def wrap(original: Any, patch: Patch) -> Any:
        def update_user_ns(result: Any) -> None:
            original(result)
            if patch.active:
                with shielded(report, "following a result"):
                    show(shell.displayhook.prompt_count)

        return update_user_ns

    return Patch(shell.displayhook, "update_user_ns", wrap)
