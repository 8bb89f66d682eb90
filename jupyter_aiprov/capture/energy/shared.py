"""One machine, several calls at a time: each is charged its part of the time, none twice."""

from __future__ import annotations

from .cpu import Clock
from .reading import Reading


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
