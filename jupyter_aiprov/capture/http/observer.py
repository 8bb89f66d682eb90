"""Sees every request the transports hand over, and opens an exchange for calls to models."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from ... import seams
from ...record.activity import Activity
from ...record.diagnostics import diagnostic
from .. import plugins
from ..opentelemetry import response_id
from ..runs import RunHandle
from ..shield import shielded
from . import places
from .costs import Costs
from .dialect import Dialect
from .exchange import Exchange
from .foreign import Foreign
from .request import Request
from .unknown import UNKNOWN

if TYPE_CHECKING:
    from ..recorder import Recorder

_ROLE = "dialect"


class Observer:
    """One a kernel: the dialects, the gate and the costs of calls."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.costs = Costs(recorder)
        self._process = os.getpid()
        self.dialects: list[Dialect] = []
        self._candidates = lru_cache(maxsize=256)(self._find)
        for name in seams.names("adapters", _ROLE):
            with shielded(recorder.diagnose, f"loading '{name}'"):
                self._load(name)

    def _load(self, name: str) -> None:
        if seams.is_ours("adapters", name):
            self.dialects.append(seams.load("adapters", name))
            return
        report = self.recorder.diagnose
        dialect = plugins.call(report, f"loading '{name}'", seams.load, "adapters", name)
        if dialect is not plugins.FAILED:
            self.dialects.append(Foreign(name, dialect, report))

    def begin(self, request: Request) -> Exchange | None:
        """Called before a byte of ``request`` is sent; None where it is no call to a model.

        Raises:
            RefusedCall: a guard refused; the transport lets it through to the user.
        """
        exchange = None
        with shielded(self.recorder.diagnose, "recognising a request"):
            exchange = self._recognise(request)
        if exchange is not None:
            self.recorder.gate.check(request, exchange.endpoint, self.recorder.diagnose)
            if os.getpid() != self._process:
                return None  # a forked child: guarded as well, but its record would reach nobody
            with shielded(self.recorder.diagnose, "starting a call's meter", loses="energy"):
                exchange.start()
        return exchange

    def add(self, activity: Activity, run: RunHandle | None) -> None:
        """A call is over; a span that told of it before gives way to what was seen."""
        told = response_id(activity)
        if run is not None and told in run.spans:
            run.activities.pop(run.spans.pop(told), None)
        self.recorder.add(activity, run)

    def _dialect(self, request: Request) -> tuple[Dialect | None, str]:
        """At its own host a dialect is sure; elsewhere the request must have its shape."""
        for dialect, home, operation in self._candidates(request.host, request.path):
            with shielded(self.recorder.diagnose, f"asking the dialect '{dialect.name}'"):
                if home or dialect.fits(request):
                    return dialect, operation
        return (UNKNOWN if UNKNOWN.fits(request) else None), "unknown"

    def _find(self, host: str, path: str) -> list[tuple[Dialect, bool, str]]:
        found = []
        for dialect in self.dialects:
            with shielded(self.recorder.diagnose, f"asking the dialect '{dialect.name}'"):
                place = dialect.place(host, path)
                if place is not None:
                    found.append((dialect, *place))
        return sorted(found, key=lambda candidate: not candidate[1])

    def _recognise(self, request: Request) -> Exchange | None:
        if request.method != "POST":
            return None
        dialect, operation = self._dialect(request)
        if dialect is None:
            return None
        endpoint = places.endpoint(request.host, self.recorder.settings)
        exchange = Exchange(self, request, dialect, operation, endpoint)
        with shielded(self.recorder.diagnose, "reading a request"):
            exchange.call.provider = places.provider(request.host) or dialect.provider
            dialect.ask(exchange.call, request)
            if dialect is UNKNOWN:
                exchange.notes.append(diagnostic("AP401"))
        return exchange


def watch(recorder: Recorder) -> Observer:
    """The watch of a kernel, made when the first transport asks for it."""
    return recorder.part(Observer)
