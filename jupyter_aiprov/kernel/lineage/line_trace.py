"""Which lines of a statement run, for one whose branches decide about marks.

The interpreter's trace function is set while such a statement runs, within a budget: a loop of a
million rounds pays for the first hundreds of them. A debugger that traces already is left alone.
"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from types import CodeType, FrameType
from typing import TYPE_CHECKING

from ...lineage.execution import Execution

if TYPE_CHECKING:
    from _typeshed import TraceFunction

_BUDGET = 1000


def lines(code: CodeType, execution: Execution | None) -> AbstractContextManager[None]:
    """Watch the lines of a statement, where they matter."""
    return Lines(code, execution) if execution is not None and execution.forked else nullcontext()


class Lines:
    """Watches the lines of a statement while it stands as a context, and tells the execution."""

    def __init__(self, code: CodeType, execution: Execution) -> None:
        self._code = code
        self._execution = execution
        self._left = _BUDGET
        self._seen: set[int] = set()
        self._hook: TraceFunction | None = None

    def __enter__(self) -> None:
        if sys.gettrace() is None:
            self._hook = self._call
            sys.settrace(self._hook)

    def __exit__(self, *_error: object) -> None:
        if self._hook is not None and sys.gettrace() is self._hook:
            sys.settrace(None)
        if self._seen and self._left > 0:
            self._execution.ran = frozenset(self._seen)

    def _call(self, frame: FrameType, _event: str, _arg: object) -> TraceFunction | None:
        if self._spent():
            return None
        return self._line if frame.f_code is self._code else None

    def _line(self, frame: FrameType, event: str, _arg: object) -> TraceFunction | None:
        if event == "line":
            self._seen.add(frame.f_lineno)
        return None if self._spent() else self._line

    def _spent(self) -> bool:
        self._left -= 1
        if self._left > 0:
            return False
        if sys.gettrace() is self._hook:
            sys.settrace(None)
        return True
