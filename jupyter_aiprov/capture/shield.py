"""The wall between our faults and the user's work."""

from __future__ import annotations

import dis
import logging
from collections.abc import Callable
from types import TracebackType

from ..imports import at_work, give_back
from ..values.raw import derives, module_of, name_of
from ..values.user_modules import is_local
from .signals import held, is_from_handler

_log = logging.getLogger("jupyter_aiprov")
_log.addHandler(logging.NullHandler())  # else Python prints our warnings into the user's cell

#: Takes a diagnostic's code and detail, and what is said besides.
Report = Callable[..., object]

_arguments: Callable[[BaseException], tuple[object, ...]] = BaseException.__dict__["args"].__get__
#: Raised without a word by code written in C; others say what is wrong.
_WORDLESS = (StopIteration, StopAsyncIteration, MemoryError)
_RAISING = frozenset(dis.opmap[name] for name in ("RAISE_VARARGS", "RERAISE") if name in dis.opmap)


class shielded:  # noqa: N801 - used as a keyword would be: ``with shielded(...)``
    """Turn a fault of ours raised within into an ``AP001`` diagnostic; nothing of ours passes.

    What is not ours does: an interrupt, and whatever a signal's handler or another thread raised
    in the user's code while ours was running. Where the user's code calls ours, signals wait
    until the outermost of these ends.

    Args:
        report: takes the diagnostic's code and detail; itself allowed to fail.
        what: what was being done, in two or three words.
        over: see :class:`~jupyter_aiprov.capture.signals.held`.
        given: what ``report`` takes besides.
    """

    def __init__(self, report: Report, what: str, *, over: bool = False, **given: object) -> None:
        self._report = report
        self._what = what
        self._over = over
        self._given = given
        self._held: held | None = None

    def __enter__(self) -> None:
        if not at_work.depth:
            self._held = held(over=self._over)
            self._held.__enter__()
        at_work.depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        at_work.depth -= 1
        noted = False
        try:
            if at_work.loaded:
                give_back()
            if error is not None and is_fault(error, trace):
                note_fault(self._report, self._what, error, **self._given)
                noted = True
        finally:
            if self._held is not None:
                self._held.__exit__(kind, None if noted else error, trace)
        return noted


def is_fault(error: BaseException, trace: TracebackType | None) -> bool:
    """Whether an exception that arrived in our code was raised by it.

    Another thread may have one raised here (``PyThreadState_SetAsyncExc``), between any two
    instructions: it is of a class of the user's, or says nothing where no code raised it.
    """
    kind = type(error)
    if not derives(kind, Exception) or is_from_handler(error) or is_local(module_of(kind)):
        return False
    if _arguments(error) or any(kind is one for one in _WORDLESS):
        return True
    return name_of(kind) in ("Empty", "Full") or _was_raised(trace)


def _was_raised(trace: TracebackType | None) -> bool:
    """Whether the last instruction that ran is one that raises."""
    if trace is None:
        return True
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code.co_code
    return 0 <= trace.tb_lasti < len(code) and code[trace.tb_lasti] in _RAISING


def note_fault(report: Report, what: str, error: BaseException, **given: object) -> None:
    """Say a fault of ours in the record and in the log; never raises one.

    Args:
        report: takes the code, the detail, and what is ``given`` besides.
        what: what was being done, in two or three words.
        error: the fault.
        **given: handed on to ``report``.
    """
    if report is _nobody:
        return
    with shielded(_nobody, ""):
        _log.debug("fault while %s", what, exc_info=error)
        report("AP001", f"While {what}: {type(error).__name__}: {error}"[:300], **given)


def _nobody(_code: str, _detail: str) -> None:
    """Where there is nowhere left to report to."""
