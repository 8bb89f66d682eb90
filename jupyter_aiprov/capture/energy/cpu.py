"""CPU time of this process and of the children it waited for."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

if sys.platform != "win32":  # Windows has no such account of children
    import resource

_ours = 0.0


def spent() -> float:
    """Seconds of CPU used so far, children that have ended included, our own helpers excluded.

    Takes about a microsecond. On Windows children are not counted.
    """
    return time.process_time() + _children() - _ours


def discount(seconds: float) -> None:
    """Do not count ``seconds`` a helper process of ours took."""
    global _ours  # noqa: PLW0603 - the account is the process's, as the clock is
    _ours += seconds


def _children() -> float:
    if sys.platform == "win32":
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass(frozen=True)
class Clock:
    """A moment in wall time and CPU time."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> Clock:
        """The present moment."""
        return cls(time.perf_counter(), spent())

    def since(self, before: Clock) -> tuple[float, float]:
        """Seconds of wall time and of CPU time since ``before``; neither is negative."""
        return max(0.0, self.wall - before.wall), max(0.0, self.cpu - before.cpu)
