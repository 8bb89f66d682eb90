"""What a call cost: this machine's energy for a server on it, an estimate for any other."""

from __future__ import annotations

from threading import Lock

import msgspec

from ...record.activity import Endpoint
from ...record.diagnostics import Diagnostic, diagnostic
from ...record.quantity import Impact
from ..energy.cpu import Clock
from ..energy.reading import Reading
from ..energy.remote import Remote
from ..recorder import Recorder
from .call import Call

_OUTPUT = "gen_ai.usage.output_tokens"
_ERRORS = 400
_CONDITIONS = ("mode", "tdp_w", "machine_share")


class Costs:
    """Energy of calls, begun and ended in any thread."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._remote = Remote(recorder.settings.zone)
        self._shared = SharedTime()
        self._lock = Lock()

    def begin(self, endpoint: Endpoint, provider: str | None) -> Reading | None:
        """A call begins: start the meter where a server on this machine will answer."""
        if endpoint.class_ != "local":
            self._remote.warm_for(provider)
            return None
        with self._lock:
            return self._shared.enter(self._recorder.meter.read())

    def end(
        self, call: Call, begun: Reading | None, status: int | None, seconds: float
    ) -> tuple[Impact | None, list[Diagnostic]]:
        """What a call cost, and what is to be said of that.

        Args:
            call: as its answer left it.
            begun: what :meth:`begin` answered.
            status: of the HTTP answer; None where nobody answered.
            seconds: from the request to the end of the answer.

        Returns:
            The cost, None where a failed call has none; and diagnostics of the call itself.
        """
        if begun is not None:
            with self._lock:
                ended = self._shared.leave(self._recorder.meter.read())
            if status is None:
                return None, []  # nobody answered: no server of this machine worked for it
            return _brief(self._recorder.meter.machine_since(begun, ended)), [diagnostic("AP402")]
        if status is None or status >= _ERRORS:
            return None, []
        return self._remote.impact(
            call.provider, (call.served, call.requested), call.usage.get(_OUTPUT), seconds
        ), []


def _brief(impact: Impact) -> Impact:
    """The run that holds the call tells the components and the machine; here the sum will do."""
    kept = {key: impact.conditions[key] for key in _CONDITIONS if key in impact.conditions}
    return msgspec.structs.replace(impact, components={}, conditions=kept)


class SharedTime:
    """A clock that divides what the meters count between the calls under way.

    Where n calls overlap, each sees a n-th of the time, of the processor seconds and of the
    joules that pass meanwhile; over all of them the sum is what the machine used. Not
    thread-safe: the caller holds a lock.
    """

    def __init__(self) -> None:
        self._under_way = 0
        self._last: Reading | None = None
        self._shares: list[float] = []

    def enter(self, now: Reading) -> Reading:
        """A call begins; answers where it stands on the divided clock."""
        divided = self._advance(now)
        self._under_way += 1
        return divided

    def leave(self, now: Reading) -> Reading:
        """A call ends; answers where it stands on the divided clock."""
        divided = self._advance(now)
        self._under_way -= 1
        return divided

    def _advance(self, now: Reading) -> Reading:
        figures = _figures(now)
        if self._last is None or len(self._shares) != len(figures):
            self._shares = [0.0] * len(figures)  # the hardware has only now been found
        elif self._under_way:
            passed = zip(figures, _figures(self._last), strict=True)
            for at, (end, start) in enumerate(passed):
                self._shares[at] += max(0.0, end - start) / self._under_way
        self._last = now
        return _reading(self._shares, len(now.cpu_joules))


def _figures(reading: Reading) -> list[float]:
    clock = reading.clock
    return [clock.wall, clock.cpu, reading.busy, *reading.cpu_joules, *reading.gpu_joules]


def _reading(figures: list[float], counters: int) -> Reading:
    wall, cpu, busy, *joules = figures
    return Reading(Clock(wall, cpu), busy, tuple(joules[:counters]), tuple(joules[counters:]))
