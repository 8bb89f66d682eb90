"""Which run is going on here: in this task, in this thread, in a pool's thread.

Nothing is put on a thread, on a pool, or on what is submitted to one. A thread is noted as the
interpreter is asked for it, a piece of work as a pool makes an item of it: both by their address,
which is looked up from within when somebody asks.
"""

from __future__ import annotations

import functools
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import thread as pools
from contextvars import ContextVar
from types import FrameType, MethodType
from typing import TYPE_CHECKING

from ..values.raw import address, defined, is_a, own
from .patching import Original, Patch
from .shield import Report, shielded

if TYPE_CHECKING:
    from .runs import RunHandle

#: Takes what a thread is given to do as a cell starts it, and how to ask whether it is done.
Began = Callable[[tuple[object, ...], Callable[[], bool]], None]

_current: ContextVar[RunHandle | None] = ContextVar("jupyter_aiprov_run", default=None)
_MAIN = threading.main_thread().ident
#: By which ``threading`` asks for a thread, in older versions and in newer ones.
_STARTS = ("_start_new_thread", "_start_joinable_thread")
_FINISHED = frozenset(("CANCELLED", "CANCELLED_AND_NOTIFIED", "FINISHED"))
_WORKS = pools._WorkItem.run.__code__
_MANY = 2000

#: By the address of a thread that a run started, and of a pool's item that it submitted. None is
#: an answer too: submitted outside any run, whoever started the pool's thread.
_threads: dict[int, RunHandle] = {}
_items: dict[int, tuple[RunHandle | None, object]] = {}


def current_run() -> RunHandle | None:
    """The run of the cell that led here, or None outside any cell."""
    run = _current.get()
    if run is None and (_threads or _items) and threading.get_ident() != _MAIN:
        return _of_thread()
    return run


def enter(run: RunHandle | None) -> RunHandle | None:
    """Make ``run`` the current one of this context; answers the one before."""
    before = _current.get()
    _current.set(run)
    return before


def carry_into_threads(
    began: Began = lambda _values, _done: None, report: Report = lambda _code, _detail: None
) -> Callable[[], None]:
    """Let threads and thread pools know the run that started them; answers the undo.

    Only our own variable is carried: copying the whole context would change what a user's
    thread sees of their own variables.

    Args:
        began: told of what a cell's own code starts.
        report: takes a fault of ours.
    """
    patches = [Patch(pools._WorkItem, "__init__", functools.partial(_submitted, began, report))]
    patches += [
        Patch(threading, name, functools.partial(_asked, began, report))
        for name in _STARTS
        if hasattr(threading, name)
    ]

    def undo() -> None:
        for patch in patches:
            patch.undo()

    return undo


def _asked(began: Began, report: Report, original: Original, patch: Patch) -> Original:
    @functools.wraps(original)
    def start(function: Callable[..., object], *args: object, **kwargs: object) -> object:
        thread = function.__self__ if type(function) is MethodType else None
        if patch.active and is_a(thread, threading.Thread):
            with shielded(report, "following a thread"):
                _started(began, thread)
        return original(function, *args, **kwargs)

    return start


def _started(began: Began, thread: object) -> None:
    run, key = current_run(), address(thread)
    if run is None:
        _threads.pop(key, None)  # the address may be that of a thread that is gone
        return
    _threads[key] = run
    if len(_threads) > _MANY:
        alive = set(map(address, _known()))
        for gone in [one for one in _threads if one not in alive and one != key]:
            _threads.pop(gone, None)
    # A pool's thread works on what is submitted, which is told by itself.
    if own(thread).get("_target") is not pools._worker:
        _tell(
            began, (thread, defined(type(thread), "run")), lambda: key not in map(address, _known())
        )


def _known() -> list[threading.Thread]:
    """The threads that have begun or are about to, and are not done."""
    limbo: dict[object, threading.Thread] = threading._limbo  # type: ignore[attr-defined]
    return [*limbo.copy().values(), *threading._active.copy().values()]  # type: ignore[attr-defined]


def _submitted(began: Began, report: Report, original: Original, patch: Patch) -> Original:
    @functools.wraps(original)
    def __init__(  # noqa: N807 - stands in for one
        item: pools._WorkItem[object], future: object, *work: object
    ) -> None:
        original(item, future, *work)
        if patch.active:
            with shielded(report, "following a pool's work"):
                _note(began, item, work)

    return __init__


def _note(began: Began, item: pools._WorkItem[object], work: tuple[object, ...]) -> None:
    """Remember whose an item is until it is done; it is the pool's own, and nobody sees it."""
    run, key = current_run(), address(item)
    follow = _Follow(item, key)
    _items[key] = run, follow
    if run is not None:
        _tell(began, work, follow.is_done)


class _Follow:
    """An item of a pool's queue, for as long as it is there."""

    __slots__ = ("_item",)

    def __init__(self, item: pools._WorkItem[object], key: int) -> None:
        self._item = weakref.ref(item, lambda _: _items.pop(key, None))

    def is_done(self) -> bool:
        """Whether the work is over, or was called off."""
        item = self._item()
        return item is None or item.future._state in _FINISHED


def _tell(began: Began, values: tuple[object, ...], done: Callable[[], bool]) -> None:
    # What a thread starts is part of its own work.
    if threading.get_ident() == _MAIN:
        began(values, done)


def _of_thread() -> RunHandle | None:
    """Whose work this thread is at: a pool's item that is being run, else the thread's own."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and _items:
        if frame.f_code is _WORKS:
            return _items.get(address(frame.f_locals.get("self")), (None, None))[0]
        frame = frame.f_back
    thread = threading._active.get(threading.get_ident())  # type: ignore[attr-defined]
    return _threads.get(address(thread))
