"""Sees every request the transports hand over, and opens an exchange for calls to models."""

from __future__ import annotations

import os
from functools import lru_cache

from ... import providers, seams
from ...hooks import Dialect
from ...record.activity import Activity
from ...record.diagnostics import diagnostic
from ...record.errors import BadInput
from .. import plugins
from ..opentelemetry import response_id
from ..recorder import Recorder
from ..runs import RunHandle
from ..shield import shielded
from .costs import Costs
from .exchange import Exchange
from .foreign import Foreign
from .request import Request, endpoint
from .unknown import UNKNOWN

_ROLE = "dialect"


class Observer:
    """One a kernel: the dialects, where they are spoken, and the costs of calls."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self._costs = Costs(recorder)
        self._process = os.getpid()
        self._providers = providers.known()
        self._dialects: list[Dialect] = []
        self._candidates = lru_cache(maxsize=256)(self._find)
        for fault in self._providers.faults:
            recorder.diagnose("AP001", f"While reading what is known of providers: {fault}"[:300])
        for name in seams.names("adapters", _ROLE):
            with shielded(recorder.diagnose, f"loading '{name}'"):
                self._load(name)

    def _load(self, name: str) -> None:
        if seams.is_ours("adapters", name):
            self._dialects.append(_dialect(name))
            return
        report = self.recorder.diagnose
        dialect = plugins.call(report, f"loading '{name}'", _dialect, name)
        if dialect is not plugins.FAILED:
            self._dialects.append(Foreign(name, dialect, report))

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

    def _add(self, activity: Activity, run: RunHandle | None) -> None:
        """A call is over; a span that told of it before gives way to what was seen."""
        told = response_id(activity)
        if run is not None and told in run.spans:
            run.activities.pop(run.spans.pop(told), None)
        self.recorder.add(activity, run)

    def _dialect(self, request: Request) -> tuple[Dialect | None, str]:
        """Where a dialect is known to be spoken it is sure; elsewhere the request must fit it."""
        for dialect, home, operation in self._candidates(request.host, request.path):
            with shielded(self.recorder.diagnose, f"asking the dialect '{dialect.name}'"):
                if home or dialect.fits(request):
                    return dialect, operation
        return (UNKNOWN if UNKNOWN.fits(request) else None), "unknown"

    def _find(self, host: str, path: str) -> list[tuple[Dialect, bool, str]]:
        """The dialects that have a path, those the host understands before others."""
        found = []
        for dialect in self._dialects:
            for pattern, operation in self._providers.paths(dialect.name):
                if pattern.search(path):
                    home = self._providers.understands(host, dialect.name)
                    found.append((dialect, home, operation))
                    break
        return sorted(found, key=lambda candidate: not candidate[1])

    def _recognise(self, request: Request) -> Exchange | None:
        if request.method != "POST":
            return None
        dialect, operation = self._dialect(request)
        if dialect is None:
            return None
        known = self._providers
        exchange = Exchange(
            self.recorder,
            request,
            dialect,
            operation=operation,
            endpoint=endpoint(request.host, self.recorder.settings),
            costs=self._costs,
            add=self._add,
        )
        with shielded(self.recorder.diagnose, "reading a request"):
            provider = known.at(request.host) or known.self_hosted(dialect.name)
            exchange.call.provider = provider
            dialect.ask(exchange.call, request)
            if dialect is UNKNOWN:
                exchange.notes.append(diagnostic("AP401"))
        return exchange


def _dialect(name: str) -> Dialect:
    found = seams.load("adapters", name)
    if not isinstance(found, Dialect):
        raise BadInput(f"it is no Dialect, but of {type(found).__name__}")
    return found


def watch(recorder: Recorder) -> Observer:
    """The observer of a kernel, made when the first transport asks for it."""
    return recorder.part(Observer)
