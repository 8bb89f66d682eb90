"""A moment on every meter this machine has."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import ModuleType

import psutil

from .cpu import Clock
from .hardware import Counter, Hardware

#: Seconds by which the machine's account of CPU time moves on: within one it says nothing new.
_TICK = 0.01


@dataclass(frozen=True)
class Reading:
    """Wall and CPU clock of this process, and the machine's meters.

    Attributes:
        clock: wall and CPU seconds.
        busy: CPU seconds of the whole machine that were not idle.
        cpu_joules: by RAPL counter; empty without them.
        gpu_joules: by device; empty without one.
    """

    clock: Clock
    busy: float
    cpu_joules: tuple[float, ...] = ()
    gpu_joules: tuple[float, ...] = ()


class Meters:
    """Reads what there is to read; at most about 30 µs without RAPL and GPU."""

    def __init__(self, hardware: Hardware | None = None) -> None:
        self._counters = hardware.counters if hardware else ()
        self._nvml, self._devices = _devices(hardware)
        self._looked, self._busy = float("-inf"), 0.0

    def read(self) -> Reading:
        """The present moment."""
        clock = Clock.now()
        if clock.wall - self._looked >= _TICK:
            self._looked, self._busy = clock.wall, _busy()
        return Reading(
            clock=clock,
            busy=self._busy,
            cpu_joules=tuple(map(_joules, self._counters)),
            gpu_joules=tuple(map(self._device, self._devices)),
        )

    def uses_gpu(self, process: int) -> list[bool | None]:
        """Of each device, whether ``process`` is the only one that computes on it.

        False: it does not compute there. None: others do as well, or it cannot be told.
        """
        return [self._alone(device, process) for device in self._devices]

    def _device(self, device: object) -> float:
        assert self._nvml is not None  # it named the device
        return float(self._nvml.nvmlDeviceGetTotalEnergyConsumption(device)) / 1e3

    def _alone(self, device: object, process: int) -> bool | None:
        with suppress(Exception):
            assert self._nvml is not None  # it named the device
            running = self._nvml.nvmlDeviceGetComputeRunningProcesses(device)
            there = {found.pid for found in running}
            if process not in there:
                return False
            return True if there == {process} else None
        return None


def _busy() -> float:
    ticks = _ticks()
    if ticks is not None:
        user, nice, system, _idle, _iowait, *others = ticks
        return sum((user, nice, system, *others)) / os.sysconf("SC_CLK_TCK")
    times = psutil.cpu_times()
    waiting = getattr(times, "iowait", 0.0)
    return float(sum(times[:8]) - times.idle - waiting)


def _ticks() -> list[int] | None:
    """The machine's CPU time by kind as Linux counts it; None where there is no such account.

    psutil opens the file anew each time, which costs a cell ten times what reading it does.
    """
    handle = _stat()
    if handle is None:
        return None
    try:
        name, *ticks = os.pread(handle, 512, 0).partition(b"\n")[0].split()
        return list(map(int, ticks[:8])) if name == b"cpu" and len(ticks) >= 8 else None  # noqa: PLR2004
    except (OSError, ValueError):  # somebody closed it, or it is another file by now
        return None


@cache
def _stat() -> int | None:
    with suppress(OSError, AttributeError):  # Windows has no pread
        handle = os.open("/proc/stat", os.O_RDONLY | os.O_CLOEXEC)
        os.pread(handle, 1, 0)
        return handle
    return None


def _joules(counter: Counter) -> float:
    try:
        with open(counter.path, encoding="ascii") as file:  # noqa: PTH123 - on the cell path
            return float(file.read()) / 1e6
    except (OSError, ValueError):
        return float("nan")


def _devices(hardware: Hardware | None) -> tuple[ModuleType | None, list[object]]:
    if hardware is None or not hardware.gpus:
        return None, []
    with suppress(Exception):
        import pynvml  # type: ignore[import-untyped]

        pynvml.nvmlInit()
        found = map(pynvml.nvmlDeviceGetHandleByIndex, range(pynvml.nvmlDeviceGetCount()))
        # Devices before Volta have no energy counter: they raise here, not in a cell.
        return pynvml, [d for d in found if pynvml.nvmlDeviceGetTotalEnergyConsumption(d) >= 0]
    return None, []
