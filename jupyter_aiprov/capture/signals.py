"""Signals wait while our code runs, and reach the user's code as it goes on.

A handler of the user's may raise, to end a cell that takes too long: an ``except`` of ours, or of
a library we call, must not be where that exception ends. So while a hook of ours runs in the main
thread the handlers are set aside, and what came meanwhile is handed to them as the hook ends.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # signal.getsignal asks an enum each time
import sys
import time
from collections.abc import Callable
from threading import get_ident, main_thread
from types import FrameType, TracebackType

from ..values.raw import addresses

Handler = Callable[[int, FrameType | None], object]
_SIGNALS = tuple(
    sorted(set(map(int, _signal.valid_signals())) - {9, 19})
    if hasattr(_signal, "valid_signals")
    else range(1, _signal.NSIG)
)
#: Seconds after which a signal does not wait any longer: a fault of ours may hang.
PATIENCE = 0.5


class _State:
    """What waits, in the main thread.

    Attributes:
        depth: how many hooks of ours stand within one another.
        handlers: the user's, by the signal's number, while they are set aside.
        known: the addresses of all handlers as they were last looked at, and
        code: which of them are somebody's code; what is not is never freed.
        waiting: the signals that came, in order.
        raised: what a handler raised while a hook was going on for too long.
        since: when the outermost hook began, on the monotonic clock.
    """

    def __init__(self) -> None:
        self.depth = 0
        self.handlers: dict[int, Handler] = {}
        self.known = b""
        self.code: tuple[int, ...] = ()
        self.waiting: list[int] = []
        self.raised: BaseException | None = None
        self.since = 0.0


_state = _State()
_MAIN = main_thread().ident


class held:  # noqa: N801 - used as a keyword would be: ``with held():``
    """While this stands, handlers of signals wait; nothing happens outside the main thread.

    What they raise is raised as the context ends, in the place of anything raised within.

    Args:
        over: leave what came to the next context that is not ``over``: an exception raised here
            would end where the user's code does not see it.
    """

    def __init__(self, *, over: bool = False) -> None:
        self._over = over
        self._on = False

    def __enter__(self) -> None:
        if get_ident() != _MAIN:
            return
        _state.depth += 1
        self._on = True
        if _state.depth == 1:
            try:
                _set_aside()
            except BaseException:  # a handler's own, before it was set aside
                self._on = False
                _state.depth -= 1
                _put_back()
                raise

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _: TracebackType | None,
    ) -> None:
        if not self._on:
            return
        _state.depth -= 1
        if not _state.depth:
            _put_back()
            if not self._over:
                deliver(error)


def deliver(error: BaseException | None = None) -> None:
    """Hand what came to the handlers; what they raise passes.

    Args:
        error: what is being raised already, so that it is not raised twice.
    """
    raised, _state.raised = _state.raised, None
    while _state.waiting:
        number = _state.waiting.pop(0)
        handler = _signal.getsignal(number)
        if _is_code(handler):
            handler(number, _outside(sys._getframe(1)))
    if raised is not None and raised is not error:
        raise raised


def without_ours(error: BaseException) -> None:
    """Leave our frames out of a traceback, the first aside, which a shell does not show."""
    first = trace = error.__traceback__
    while trace is not None and _is_ours(trace.tb_frame):
        trace = trace.tb_next
    if first is not None and trace is not None and trace is not first:
        lines = first.tb_lasti, first.tb_lineno
        error.__traceback__ = TracebackType(trace, first.tb_frame, *lines)


def is_from_handler(error: BaseException) -> bool:
    """Whether a handler of the user's raised this while a hook of ours was going on."""
    return error is _state.raised


def _set_aside() -> None:
    _state.since = time.monotonic()
    now = tuple(map(_signal.getsignal, _SIGNALS))
    known = addresses(now)
    if known != _state.known:
        pairs = enumerate(now)
        _state.code = tuple([at for at, one in pairs if type(one) is not int and _is_code(one)])
        _state.known = known
    for at in _state.code:
        _state.handlers[_SIGNALS[at]] = now[at]
        _signal.signal(_SIGNALS[at], _wait)


def _put_back() -> None:
    while _state.handlers:
        number, handler = _state.handlers.popitem()
        if _signal.getsignal(number) is _wait:
            _signal.signal(number, handler)


def _wait(number: int, frame: FrameType | None) -> None:
    if time.monotonic() - _state.since < PATIENCE or number not in _state.handlers:
        _state.waiting.append(number)
        return
    try:
        _state.handlers[number](number, _outside(frame))
    except BaseException as error:
        _state.raised = error
        raise


def _is_code(handler: object) -> bool:
    """Whether a handler is somebody's code; the interpreter's own ways are numbers, or None."""
    return handler is not None and type(handler) is not int and handler is not _wait


def _outside(frame: FrameType | None) -> FrameType | None:
    """The nearest frame that is not ours: what the handler is told was interrupted."""
    while frame is not None and _is_ours(frame):
        frame = frame.f_back
    return frame


_PACKAGE = __name__.partition(".")[0]


def _is_ours(frame: FrameType) -> bool:
    name = frame.f_globals.get("__name__")
    return type(name) is str and name.partition(".")[0] == _PACKAGE
