"""A thread for what may have to wait, so that no cell waits for it."""

from __future__ import annotations

import _thread
import os
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from ..capture.plugins import aside
from ..capture.shield import Report, shielded

LATE: Any = object()
_PATIENCE = 0.5  # seconds one waits for an answer
_REST = 0.5  # seconds between two looks at what could not be done
_MOST = 5000

Job = Callable[[], Any]


class Worker:
    """Does jobs in their order, in a thread of its own; whoever asks waits half a second at most.

    Once somebody waited in vain, nobody does until all that was asked has been done.

    Args:
        report: takes a fault of a job.
        what: what it does, in two or three words.
        idle: called between jobs while :attr:`again` is true, twice a second.
    """

    def __init__(self, report: Report, what: str, idle: Job = lambda: None) -> None:
        self.again = False
        self._report = report
        self._what = what
        self._idle = idle
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._begun = False
        self._stuck = False
        self._process = os.getpid()

    def do(self, job: Job) -> bool:
        """Have a job done some time; False where too many wait already, or after a fork."""
        if self._jobs.qsize() > _MOST or os.getpid() != self._process:
            return False
        self._jobs.put(job)
        if not self._begun:
            self._begun = True
            aside(self._work)
        return True

    def ask(self, job: Job, patience: float = _PATIENCE) -> Any:
        """What a job answers; :data:`LATE` where that takes too long, though it will be done."""
        answers: list[Any] = []
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
        """Wait until all that was asked has been done, for a while."""
        if self._begun:
            self._stuck = False
            self.ask(lambda: None, patience)

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
