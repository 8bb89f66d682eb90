"""A dialect that another package provides: asked as ours are, and never trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...hooks import Dialect
from ..plugins import FAILED, call, checked
from ..shield import Report
from .call import Call
from .request import Request


class Foreign(Dialect):
    """Stands before a plugin's dialect; each method answers in time, and in the right form.

    Bytes are read by us, and handed on as answers and events.

    One that did not answer in time is asked no more.

    Args:
        name: of the plugin.
        dialect: the plugin's.
        report: takes what is to be said of it.
    """

    def __init__(self, name: str, dialect: Dialect, report: Report) -> None:
        self.name = name.partition(".")[2]
        self._dialect = dialect
        self._report = report
        self._silent = False

    def fits(self, request: Request) -> bool:
        """The plugin's answer; it does not fit where it is none."""
        return self._ask("fits", lambda answer: type(answer) is bool, request) is True

    def ask(self, call: Call, request: Request) -> None:
        """Let the plugin read the request."""
        self._fill("ask", call, request)

    def answer(self, call: Call, answer: Mapping[str, object]) -> None:
        """Let the plugin read a whole answer."""
        self._fill("answer", call, answer)

    def event(self, call: Call, name: str, event: Mapping[str, object]) -> None:
        """Let the plugin read one event of a stream.

        Args:
            call: as the events before left it.
            name: the event's; empty where the stream gives none.
            event: its data.
        """
        self._fill("event", call, name, event)

    def headers(self, call: Call, headers: Mapping[str, str]) -> None:
        """Let the plugin read the kept headers of the answer."""
        self._fill("headers", call, dict(headers))

    def _fill(self, method: str, call: Call, *args: object) -> None:
        """Let the plugin fill in a copy, and take it where it can be told of."""
        trial = call.copy()
        if self._ask(method, lambda _: True, trial, *args) is FAILED:
            call.unread = True
        elif trial.is_sound():
            call.take_over(trial)
        else:
            call.unread = True
            self._report("AP001", f"While asking '{self.name}' ({method}): it left no sound call.")

    def _ask(self, method: str, fits: Callable[[object], bool], *args: object) -> object:
        if self._silent:
            return FAILED
        what = f"asking the dialect '{self.name}' ({method})"

        def ask() -> object:
            return getattr(self._dialect, method)(*args)

        return checked(self._report, what, call(self._report, what, ask, late=self._left), fits)

    def _left(self) -> None:
        self._silent = True
