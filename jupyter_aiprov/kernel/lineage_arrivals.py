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
from typing import Any

from ..capture.context import current_run
from ..capture.runs import RunHandle
from ..lineage.callbacks import watched
from ..lineage.syntax import with_inner
from ..lineage.tags import Tags, tags_of
from ..lineage.tracker import Came, Step
from ..record.activity import Activity, Evidence
from ..record.run import Mark
from ..values.raw import exactly, is_a
from ..values.user_modules import is_local
from .lineage_steps import Following
from .lineage_trace import trace_of

_FRAMES = 300


class Arriving(Following):
    """Takes up marks as they arrive."""

    _last: tuple[object, ...] = ()

    def begins(self, record: str, into: Any = None) -> None:
        """A model's answer begins to arrive, or goes on to in another statement."""
        tags = _answer(record, "observed")
        if into is not None:
            self.tracker.memory.mark(into, tags)
        self._arrives(tags)

    def arrived(self, activity: Activity) -> None:
        """A model answered: what the statement makes carries it."""
        self._arrives(_answer(activity.id, activity.evidence))

    def _arrives(self, tags: Tags) -> None:
        steps = self._waiting()
        for step in steps:
            self._came_to(step, tags)
        moment = (self._recorder.moment, current_thread(), tags)
        if self._last == moment:
            return
        self._last = moment
        run = current_run()
        if run is not None and run.finished:
            self._awaited(run, tags)
        if frames := self._unforeseen(steps[0] if steps else None):
            work = watched(frames, tags, _done(), self.tracker.memory, self.tracker.world.modules)
            self.tracker.background.add(work)

    def _waiting(self) -> list[Step]:
        """The statement that led here; in a thread of an earlier cell, those that may wait."""
        step = self._step
        if step is not None:
            return [step]
        if current_thread() is main_thread():
            return []
        return [step for step in self._others().values() if step.plan.called]

    def _unforeseen(self, step: Step | None) -> list[FrameType]:
        """The calls of the user's functions that led here, of which no statement told."""
        names, found = self._shell.user_ns, list[FrameType]()
        codes = step.plan.codes if step is not None else set()
        frame: FrameType | None = sys._getframe(2)
        for _ in range(_FRAMES):
            if frame is None:
                break
            code = frame.f_code
            if frame.f_globals is names and code.co_name == "<module>":
                within = with_inner(code)
                return [one for one in found if one.f_code not in within]
            if code not in codes and is_local(frame.f_globals.get("__name__")):
                found.append(frame)
            frame = frame.f_back
        return found

    def _awaited(self, run: RunHandle, tags: Tags) -> None:
        """A thread answers after its cell ended: what its cell holds of it is marked."""
        trace = trace_of(run)
        if trace is None:
            return
        trace.tags |= tags
        for name in trace.writes:
            value = self.tracker.memory.namespace.get(name)
            if is_a(value, Future, Promise, Thread):
                self.tracker.memory.mark(value, tags)

    def _came(self, tags: Tags, word: str = "") -> None:
        for step in self._waiting():
            self._came_to(step, tags, word)

    def _came_to(self, step: Step, tags: Tags, word: str = "") -> None:
        came = Came(self._line(), tags, word)
        if came not in step.came[-2:]:
            step.came.append(came)

    def _line(self) -> int | None:
        """The cell's line this thread is executing, None outside it."""
        raise NotImplementedError


def _answer(record: str, evidence: Evidence) -> Tags:
    return tags_of((Mark(mark="ai-output", records=(record,), evidence=evidence),))


def _done() -> Callable[[], bool]:
    """Tells whether what runs here is over: at the next statement, but for tasks and threads."""
    thread = current_thread()
    if thread is not main_thread():
        return lambda: not thread.is_alive()
    task = _task()
    return task.done if task is not None else lambda: True


def _task() -> Any:
    """The event loop's task that runs here, if it is not the shell's own."""
    try:
        task: Any = asyncio.current_task()
    except RuntimeError:  # no event loop runs here
        return None
    coroutine = task.get_coro() if exactly(task, asyncio.Task) else None
    frame = coroutine.cr_frame if type(coroutine) is CoroutineType else None
    return task if frame is not None and is_local(frame.f_globals.get("__name__")) else None
