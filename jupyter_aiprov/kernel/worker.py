"""Threads of ours: for what may have to wait, and for what is done after the kernel answered."""

from __future__ import annotations

import _thread
import os
import threading
from collections.abc import Callable, Sequence
from enum import Enum
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from ..capture.plugins import aside
from ..capture.shield import Report, shielded


class Late(Enum):
    """No answer in time."""

    LATE = "late"


LATE: Final = Late.LATE
T = TypeVar("T")
_PATIENCE = 0.5  # seconds one waits for an answer
_REST = 0.5  # seconds between two looks at what could not be done
_MOST = 5000

#: What is being done, in two or three words, and what does it.
Job = tuple[str, Callable[[], object]]


class Worker:
    """Does jobs in their order, in a thread of its own; whoever asks waits half a second at most.

    Once somebody waited in vain, nobody does until all that was asked has been done.

    Args:
        report: takes a fault of a job.
        what: what it does, in two or three words.
        idle: called between jobs while :attr:`again` is true, twice a second.
    """

    def __init__(self, report: Report, what: str, idle: Callable[[], object] = bool) -> None:
        self.again = False
        self._report = report
        self._what = what
        self._idle = idle
        self._jobs: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._begun = False
        self._stuck = False
        self._process = os.getpid()

    def do(self, job: Callable[[], object]) -> bool:
        """Have a job done some time; False where too many wait already, or after a fork."""
        if self._jobs.qsize() > _MOST or os.getpid() != self._process:
            return False
        self._jobs.put(job)
        if not self._begun:
            self._begun = True
            aside(self._work)
        return True

    def ask(self, job: Callable[[], T], patience: float = _PATIENCE) -> T | Late:
        """What a job answers; :data:`LATE` where that takes too long, though it will be done."""
        answers: list[T] = []
        over = _thread.allocate_lock()
        over.acquire()

        def work() -> None:
            try:
                answers.append(job())
            finally:
                over.release()

        if not self.do(work):
            return LATE
        if not over.acquire(timeout=0 if self._stuck else patience):
            self._stuck = True
            return LATE
        return answers[0] if answers else LATE

    def drain(self, patience: float) -> None:
        """Wait until all that was asked, or could not be done yet, has been done; for a while."""
        if self._begun:
            self._stuck = False
            self.ask(self._idle, patience)

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=_REST if self.again else None)
            except Empty:
                job = self._idle
            with shielded(self._report, self._what):
                job()
            if self._jobs.empty():
                self._stuck = False


class Background:
    """Jobs done one after the other, in one thread, shielded, a moment after loading.

    Args:
        report: takes a fault of a job.
        jobs: what is to be done.
        delay: seconds until the first.
    """

    def __init__(self, report: Report, jobs: Sequence[Job], delay: float) -> None:
        self._report = report
        self._jobs = jobs
        self._delay = delay
        self._stop = threading.Event()

    def start(self) -> Callable[[], None]:
        """Begin; answers what calls off the jobs not yet begun."""
        if self._jobs:
            threading.Thread(target=self._run, name="aiprov-background", daemon=True).start()
        return self._stop.set

    def _run(self) -> None:
        self._stop.wait(self._delay)
        for what, job in self._jobs:
            if self._stop.is_set():
                return
            with shielded(self._report, what, loses=None):
                job()
