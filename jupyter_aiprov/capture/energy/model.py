"""From two readings to kilowatt-hours: pure arithmetic over codecarbon's power model.

Two figures bound each component, so that kernels side by side never add up to more than the
machine. The *share by CPU time* gives a process its exact part of the machine's capacity. The
*share of the machine* gives it that part of what the machine drew, idle draw included, that it
has in all CPU time the machine spent meanwhile.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...record.quantity import Quantity
from .hardware import Counter, Hardware
from .reading import Reading

KWH = "kWh"
_JOULES = 3.6e6
_IDLE = 0.1  # codecarbon's machine mode: a tenth of TDP at rest, cubic in the load above it


@dataclass(frozen=True)
class Span:
    """What passed between two readings; all in seconds, ``memory`` a share from 0 to 1."""

    wall: float
    cpu: float
    busy: float
    memory: float

    @property
    def share(self) -> float:
        """This process's part of the machine's busy CPU time."""
        return min(1.0, self.cpu / max(self.cpu, self.busy)) if self.cpu > 0 else 0.0


def span(before: Reading, after: Reading, memory: float) -> Span:
    """The time between two readings.

    Args:
        before: the earlier.
        after: the later.
        memory: this process's share of the machine's, from 0 to 1.

    Returns:
        What passed in between, in seconds.
    """
    wall, cpu = after.clock.since(before.clock)
    return Span(wall, cpu, max(0.0, after.busy - before.busy), memory)


def machine(passed: Span) -> Span:
    """The same time, charged to the whole machine rather than to this process."""
    return Span(passed.wall, max(passed.cpu, passed.busy), passed.busy, 1.0)


def cpu(hardware: Hardware, passed: Span, joules: float | None) -> Quantity | None:
    """Energy of the processors; measured by RAPL where there is one, else modelled by TDP.

    Args:
        hardware: the machine.
        passed: the time it is asked of.
        joules: of all processors meanwhile, as RAPL counted them; None without it.

    Returns:
        This process's part in kWh; None where the processor's power is not known.
    """
    capacity = max(passed.wall, 1e-9) * hardware.cores
    used = min(1.0, passed.cpu / capacity)
    if joules is not None:
        low, high = joules * used, joules * passed.share
        return _quantity(low, high, f"codecarbon {hardware.mode}", hardware.version)
    if hardware.tdp is None:
        return None
    load = min(1.0, passed.busy / capacity)
    drawn = hardware.tdp * (_IDLE + (1 - _IDLE) * load**3) * passed.wall
    own = hardware.tdp * passed.cpu / hardware.cores
    method = f"codecarbon {hardware.mode}: CPU time × TDP, share of the machine"
    return _quantity(own, drawn * passed.share, method, hardware.version)


def ram(hardware: Hardware, passed: Span) -> Quantity:
    """Energy of the memory: by the part held, and by the part of the machine's CPU time."""
    drawn = hardware.ram_power * passed.wall
    method = "codecarbon RAM power × share of memory, share of the machine"
    return _quantity(drawn * passed.memory, drawn * passed.share, method, hardware.version)


def gpu(joules: tuple[float, ...], alone: list[bool | None], version: str) -> Quantity | None:
    """Energy of the devices this process computes on.

    Args:
        joules: of each device meanwhile.
        alone: of each, whether only this process computes on it: False where it does not, None
            where others do as well, or it cannot be told.
        version: of the power model.

    Returns:
        In kWh; None where it uses none.
    """
    if not joules or not any(use is not False for use in alone):
        return None
    pairs = list(zip(joules, alone, strict=True))
    low = sum(energy for energy, use in pairs if use is True)
    high = sum(energy for energy, use in pairs if use is not False)
    return _quantity(low, high, "NVML energy counter", version)


def rapl(counters: tuple[Counter, ...], before: Reading, after: Reading) -> float | None:
    """What was spent between two readings over all counters, a counter's new start reckoned with.

    Args:
        counters: of the machine.
        before: the earlier reading.
        after: the later.

    Returns:
        In joules; None where there is no counter, or one could not be read.
    """
    if not counters or len(before.cpu_joules) != len(counters) != len(after.cpu_joules):
        return None
    total = 0.0
    for counter, start, end in zip(counters, before.cpu_joules, after.cpu_joules, strict=True):
        total += end - start if end >= start else end - start + counter.wraps_at / 1e6
    return None if math.isnan(total) else total


def total(parts: dict[str, Quantity], version: str) -> Quantity:
    """The sum of the components."""
    low = sum(part.min for part in parts.values())
    high = sum(part.max for part in parts.values())
    methods = "; ".join(dict.fromkeys(part.method for part in parts.values()))
    return Quantity(min=short(low), max=short(high), unit=KWH, method=methods, version=version)


def _quantity(one: float, other: float, method: str, version: str) -> Quantity:
    low, high = sorted((one / _JOULES, other / _JOULES))
    return Quantity(min=short(low), max=short(high), unit=KWH, method=method, version=version)


def short(figure: float) -> float:
    """Four significant digits: more than these methods know, and short in the file."""
    return float(f"{figure:.4g}")
