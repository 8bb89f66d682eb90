"""The wall between our faults and the user's work."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from types import TracebackType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger("jupyter_aiprov")
_log.addHandler(logging.NullHandler())  # else Python prints our warnings into the user's cell

Report = Callable[[str, str], object]


class shielded:  # noqa: N801 - used as a keyword would be: ``with shielded(...)``
    """Turn an exception raised within into an ``AP001`` diagnostic; nothing passes.

    Args:
        report: takes the diagnostic's code and detail; itself allowed to fail.
        what: what was being done, in two or three words.
    """

    def __init__(self, report: Report, what: str) -> None:
        self._report = report
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        if error is None or not isinstance(error, Exception):
            return False
        note_fault(self._report, self._what, error)
        return True


def note_fault(report: Report, what: str, error: BaseException) -> None:
    """Say a fault of ours in the record and in the log; never raises."""
    try:
        _log.debug("fault while %s", what, exc_info=error)
        report("AP001", f"While {what}: {type(error).__name__}: {error}"[:300])
    except Exception:  # noqa: BLE001 - the last wall: there is nowhere left to report to
        return


def guard(report: Report, what: str) -> Callable[[Callable[P, T]], Callable[P, T | None]]:
    """Decorate a callback so that it answers None where it would have raised."""

    def decorate(function: Callable[P, T]) -> Callable[P, T | None]:
        @functools.wraps(function)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> T | None:
            with shielded(report, what):
                return function(*args, **kwargs)
            return None

        return wrapped

    return decorate
