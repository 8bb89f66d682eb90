"""Which run is going on here: in this task, in this thread, in a pool's thread."""

from __future__ import annotations

import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from threading import Thread, current_thread, local, main_thread
from typing import TYPE_CHECKING, Any

from .patching import Patch

if TYPE_CHECKING:
    from .runs import RunHandle

_here = local()
_current: ContextVar[RunHandle | None] = ContextVar("jupyter_aiprov_run", default=None)


def current_run() -> RunHandle | None:
    """The run of the cell that led here, or None outside any cell."""
    return _current.get()


def enter(run: RunHandle | None) -> RunHandle | None:
    """Make ``run`` the current one of this context; answers the one before."""
    before = _current.get()
    _current.set(run)
    return before


#: Takes what a thread is given to do as a cell starts it, and how to ask whether it is done.
Began = Callable[[tuple[Any, ...], Callable[[], bool]], None]


def carry_into_threads(began: Began = lambda _values, _done: None) -> Callable[[], None]:
    """Let threads and thread pools know the run that started them; answers the undo.

    Only our own variable is carried: copying the whole context would change what a user's
    thread sees of their own variables.
    """
    patches = [
        Patch(Thread, "start", functools.partial(_start, began)),
        Patch(ThreadPoolExecutor, "submit", functools.partial(_submit, began)),
    ]

    def undo() -> None:
        for patch in patches:
            patch.undo()

    return undo


def _start(began: Began, original: Any, patch: Patch) -> Any:
    @functools.wraps(original)
    def start(self: Thread) -> None:
        run = _current.get()
        if patch.active and run is not None:
            _tell(began, (self, getattr(type(self), "run", None)), lambda: not self.is_alive())
            _prepare(self, run)
        original(self)

    return start


def _prepare(thread: Thread, run: RunHandle) -> None:
    inner = thread.run

    def carried() -> None:
        thread.__dict__.pop("run", None)  # from here on the thread looks as the user made it
        _current.set(run)
        inner()

    thread.__dict__["run"] = carried


def _tell(began: Began, values: tuple[Any, ...], done: Callable[[], bool]) -> None:
    # What a thread starts is part of its own work; a pool's threads work on what is submitted.
    if current_thread() is main_thread() and not getattr(_here, "submitting", False):
        began(values, done)


def _submit(began: Began, original: Any, patch: Patch) -> Any:
    @functools.wraps(original)
    def submit(self: Any, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        if not patch.active:
            return original(self, fn, *args, **kwargs)
        run = _current.get()
        made: list[Any] = []
        if run is not None:
            _tell(began, (fn, args, kwargs), lambda: all(future.done() for future in made))
        # Also where no run is going on: the pool's thread may remember the run that made it.
        _here.submitting = True
        try:
            made.append(original(self, _Carried(fn, run), *args, **kwargs))
        finally:
            _here.submitting = False
        return made[0]

    return submit


class _Carried:
    """A function that runs within the run of whoever submitted it."""

    __slots__ = ("__wrapped__", "_run")

    def __init__(self, function: Any, run: RunHandle | None) -> None:
        self.__wrapped__ = function
        self._run = run

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        before = enter(self._run)
        try:
            return self.__wrapped__(*args, **kwargs)
        finally:
            enter(before)
