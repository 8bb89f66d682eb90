"""The one spot every captured request passes before a byte of it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ...record.activity import Endpoint
from ..shield import Report, note_fault
from .request import Request


class RefusedCall(BaseException):
    """A guard refused a call; nothing of it was sent.

    No ``Exception``: clients of models catch those, try again, and report a lost connection.
    A person must read why their data did not leave.
    """


class Guard(Protocol):
    """Looks at a request that is about to leave."""

    def inspect(self, request: Request, endpoint: Endpoint) -> None:
        """Allow the request by returning.

        Raises:
            RefusedCall: it must not leave; the message names the reason and the remedy.
        """


class Gate:
    """The guards of one kernel, asked in the order they came; without any, all may pass."""

    def __init__(self) -> None:
        self._guards: list[Guard] = []

    def add(self, guard: Guard) -> Callable[[], None]:
        """Ask ``guard`` from now on; answers what removes it."""
        self._guards.append(guard)
        return lambda: self._guards.remove(guard)

    def check(self, request: Request, endpoint: Endpoint, report: Report) -> None:
        """Ask every guard. One that fails is said in the record and does not refuse.

        Args:
            request: about to leave.
            endpoint: where it goes.
            report: takes diagnostics.

        Raises:
            RefusedCall: a guard refused.
        """
        for guard in tuple(self._guards):
            try:
                guard.inspect(request, endpoint)
            except RefusedCall as refusal:
                report("AP406", str(refusal))
                raise
            except Exception as error:  # noqa: BLE001 - a faulty guard must not end the user's work
                note_fault(report, f"asking the guard {type(guard).__name__}", error)
