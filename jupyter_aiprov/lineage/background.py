"""Work that goes on after the statement that began it: threads, pools, tasks.

What such work may touch is noted as it begins. Until it is done, every statement first looks
whether any of that changed: it was the work that did it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from types import CoroutineType
from typing import Any

from ..spec.effects import effects
from ..values.fingerprints import Fingerprints, prints
from ..values.identity import identity
from ..values.kinds import is_class, is_module, is_plain
from ..values.raw import MISSING, address, exactly, module_of
from ..values.reach import reach
from ..values.user_modules import is_local
from .callees import Callee, Variable, expand, expand_code
from .changes import Changes
from .tags import NONE, Tags

_MOST = 200
_PARTS = 60
_QUEUES = effects("types", "queues", tuple[str, ...])

Done = Callable[[], bool]


class Work:
    """One piece of work: what it was given, and how what it may touch stood.

    Args:
        done: tells whether it is over.
        tags: marks of what it was given; what it reads meanwhile comes to that.
        reads: names it may read.
        bound: names it may bind anew, with the addresses of what they stood for last.

    Attributes:
        before: prints of the values it may change.
    """

    __slots__ = ("before", "bound", "done", "reads", "tags")

    def __init__(
        self, done: Done, tags: Tags, reads: set[Variable], bound: dict[Variable, int]
    ) -> None:
        self.done = done
        self.tags = tags
        self.reads = reads
        self.bound = bound
        self.before: dict[Variable, Fingerprints] = {}


class Background:
    """The work that is going on behind the statements."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._memory = changes.memory
        self._works: list[Work] = []
        self._fresh: list[Work] = []
        self._seen: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._works)

    def began(self, values: Iterable[object], done: Done, modules: dict[int, str]) -> None:
        """Work with these values begins, a function or coroutine among them.

        Args:
            values: what it is given.
            done: tells whether it is over.
            modules: see :func:`callees.expand`.
        """
        if not self._memory or len(self._works) >= _MOST:
            return
        use, given, tags = Callee(), set[int | None](), NONE
        for value in values:
            for part in reach(value, limit=_PARTS):
                given.add(identity(part))
                _expand(part, modules, use)
            tags |= self._memory.held(value)
        bound = {variable: address(self._memory.value(variable)) for variable in use.writes}
        work = Work(done, tags, use.reads, bound)
        for variable in use.reads | self._named(given - {None}):
            value = self._memory.value(variable)
            if value is not MISSING and not is_plain(value) and not is_module(value):
                work.before[variable] = prints(value)
        if work.before or work.bound:
            self._works.append(work)
            self._fresh.append(work)

    def add(self, work: Work) -> None:
        """Work whose marks are known already goes on."""
        if (work.before or work.bound) and len(self._works) < _MOST:
            self._works.append(work)

    def tasks(self, modules: dict[int, str]) -> None:
        """Look for tasks of the event loop that run code of the user's."""
        running = _running()
        fresh = {number: task for number, task in running.items() if number not in self._seen}
        self._seen = set(running)
        for number, task in fresh.items():
            coroutine = task.get_coro()
            frame = coroutine.cr_frame if type(coroutine) is CoroutineType else None
            if frame is not None and is_local(frame.f_globals.get("__name__")):
                self.began([coroutine], partial(_is_done, number), modules)

    def given(self, tags: Tags) -> None:
        """The statement that began the last pieces of work has ended: its marks are theirs."""
        for work in self._fresh:
            work.tags |= tags
        self._fresh.clear()

    def settle(self) -> set[Variable]:
        """Mark what the work changed so far; answers the names it bound."""
        bound: set[Variable] = set()
        for work in self._works[:]:
            done = work.done()  # asked first: what it does after this is seen the next time
            work.tags |= self._read_by(work)
            bound |= self._bound(work)
            for variable, before in work.before.items():
                self._filled(work, self._memory.value(variable))
                if self._changes.spread(variable, before, work.tags):
                    work.before[variable] = prints(self._memory.value(variable))
            if done and work not in self._fresh:
                self._works.remove(work)
        return bound

    def _filled(self, work: Work, value: object) -> None:
        """A queue that marked work may fill is marked; it may be empty again by now."""
        if work.tags and module_of(type(value)) in _QUEUES:
            self._memory.mark(value, work.tags)

    def forget(self, variables: set[Variable]) -> None:
        """These names stand for other values now: the work has the old ones."""
        for work in self._works:
            for variable in variables & work.before.keys():
                del work.before[variable]

    def _read_by(self, work: Work) -> Tags:
        """Marks of what it reads, as it is now: a queue may have been filled meanwhile."""
        found = NONE
        for variable in work.reads:
            found |= self._memory.of_variable(variable)
            found |= self._memory.held(self._memory.value(variable))
        return found

    def _bound(self, work: Work) -> set[Variable]:
        found = set()
        for variable, before in work.bound.items():
            value = self._memory.value(variable)
            if value is not MISSING and address(value) != before:
                work.bound[variable] = address(value)
                found.add(variable)
                self._memory.drop(variable)
                number = identity(value)
                if number is None or not self._memory.share(variable, number):
                    self._memory.put(variable, work.tags, {})
        return found

    def _named(self, numbers: set[int | None]) -> set[Variable]:
        """The names that stand for any of these values."""
        return {
            Variable("", name)
            for name in self._memory.names()
            if identity(self._memory.namespace.get(name)) in numbers
        }


def _running() -> dict[int, asyncio.Task[Any]]:
    """The tasks of this thread's event loop that are not done, by their addresses."""
    try:
        running = asyncio.all_tasks()
    except RuntimeError:  # no event loop runs here
        return {}
    return {address(task): task for task in running if exactly(task, asyncio.Task)}


def _is_done(number: int) -> bool:
    return number not in _running()


def _expand(part: object, modules: dict[int, str], into: Callee) -> None:
    if type(part) is CoroutineType:
        if part.cr_frame is not None:
            expand_code(part.cr_frame.f_code, part.cr_frame.f_globals, modules, into)
    elif callable(part) and not is_class(part):
        expand(part, modules, into)
