"""What arrives while code runs: which statement it belongs to, and where callbacks put it.

A model's answer may arrive in a function that no statement calls: a widget's, a log handler's, a
timer's, a thread's. The stack shows whose code runs at that moment; what it may touch is watched
from then on, as work in the background is.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio import Future as Promise
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread, current_thread, main_thread
from types import CoroutineType, FrameType

from ...capture.recorder import Recorder
from ...capture.runs import RunHandle
from ...lineage.callbacks import watched
from ...lineage.execution import Arrival, Execution
from ...lineage.other_processes import REASON, handed_over
from ...lineage.syntax import with_inner
from ...lineage.tags import NONE, Tags, unknown
from ...lineage.tracker import Tracker
from ...values.raw import exactly, is_a
from ...values.user_modules import is_local
from ..files.book import FileBook
from .current import Current
from .statement import Statement, innermost, lineage_of

_FRAMES = 300


class Arrivals:
    """Takes up marks as they arrive, for the statements that may have brought them in.

    Args:
        recorder: counts the moments at which statements begin and end.
        tracker: of the kernel.
        files: tell what came in by them.
        current: tells which statement goes on.
        names: the notebook's namespace.
    """

    def __init__(
        self,
        recorder: Recorder,
        tracker: Tracker,
        files: FileBook,
        current: Current,
        names: dict[str, object],
    ) -> None:
        self._recorder = recorder
        self._tracker = tracker
        self._files = files
        self._current = current
        self._names = names
        self._last: tuple[object, ...] = ()

    def answer(self, tags: Tags) -> None:
        """A model's answer arrives, or goes on to: what the statement makes carries it."""
        statements = self._waiting()
        for statement in statements:
            self._take(statement.execution, tags)
        moment = (self._recorder.moment, current_thread(), tags)
        if self._last == moment:
            return
        self._last = moment
        run = self._current.run
        if run is not None and run.finished:
            self._awaited(run, tags)
        if frames := self._unforeseen(statements[0].execution if statements else None):
            memory, modules = self._tracker.memory, self._tracker.world.modules
            self._tracker.background.add(watched(frames, tags, _done(), memory, modules))

    def came(self, tags: Tags) -> None:
        """Marks arrive that somebody puts on a value just now."""
        for statement in self._waiting():
            self._take(statement.execution, tags)

    def gather(self, statement: Statement) -> None:
        """Take up what a statement brought in by files and from other processes so far."""
        execution = statement.execution
        execution.arrivals.extend(self._files.came(execution, statement.uses))
        if statement.handed != (handed := handed_over()):
            statement.handed = handed
            execution.arrivals.append(Arrival(None, unknown(REASON)))
        statement.native.look(statement.uses, self._files.tags_of)

    def tags_at(self, line: int | None) -> Tags:
        """Marks of what the statement that goes on touches at a line; None: at any of them."""
        statement = self._current.statement
        if statement is None:
            return NONE
        self.gather(statement)
        execution = statement.execution
        effects = execution.effects
        tags = effects.tags if line is None else innermost(effects.lines, line)
        return execution.resolved(tags) | execution.unplaced()

    def _take(self, execution: Execution, tags: Tags) -> None:
        arrival = Arrival(self._current.line(), tags)
        if arrival not in execution.arrivals[-2:]:
            execution.arrivals.append(arrival)

    def _waiting(self) -> list[Statement]:
        """The statement that led here; in a thread of an earlier cell, those that may wait."""
        statement = self._current.statement
        if statement is not None:
            return [statement]
        if current_thread() is main_thread():
            return []
        others = self._current.others().values()
        return [other for other in others if other.execution.effects.called]

    def _unforeseen(self, execution: Execution | None) -> list[FrameType]:
        """The calls of the user's functions that led here, of which no statement told."""
        found = list[FrameType]()
        codes = execution.effects.codes if execution is not None else set()
        frame: FrameType | None = sys._getframe(2)
        for _ in range(_FRAMES):
            if frame is None:
                break
            code = frame.f_code
            if frame.f_globals is self._names and code.co_name == "<module>":
                within = with_inner(code)
                return [one for one in found if one.f_code not in within]
            if code not in codes and is_local(frame.f_globals.get("__name__")):
                found.append(frame)
            frame = frame.f_back
        return found

    def _awaited(self, run: RunHandle, tags: Tags) -> None:
        """A thread answers after its cell ended: what its cell holds of it is marked."""
        known = lineage_of(run)
        if known is None:
            return
        known.tags |= tags
        memory = self._tracker.memory
        for name in known.writes:
            value = memory.namespace.get(name)
            if is_a(value, Future, Promise, Thread):
                memory.mark(value, tags)


def _done() -> Callable[[], bool]:
    """Tells whether what runs here is over: at the next statement, but for tasks and threads."""
    thread = current_thread()
    if thread is not main_thread():
        return lambda: not thread.is_alive()
    task = _task()
    return task.done if task is not None else lambda: True


def _task() -> asyncio.Task[object] | None:
    """The event loop's task that runs here, if it is not the shell's own."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # no event loop runs here
        return None
    coroutine = task.get_coro() if task is not None and exactly(task, asyncio.Task) else None
    frame = coroutine.cr_frame if type(coroutine) is CoroutineType else None
    return task if frame is not None and is_local(frame.f_globals.get("__name__")) else None
