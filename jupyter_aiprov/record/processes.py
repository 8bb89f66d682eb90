"""Telling whether the kernel that wrote a record still lives."""

from __future__ import annotations

import os
import platform
from functools import lru_cache


def this_process() -> str:
    """A name for this process that no later one shares: host, number, moment of its start."""
    return _named(os.getpid())


@lru_cache(maxsize=4)
def _named(pid: int) -> str:
    return f"{platform.node()}:{pid}:{_started(pid)}"


def is_gone(process: str) -> bool | None:
    """Whether a process has ended; None where that cannot be told (another machine)."""
    host, _, rest = process.rpartition(":")[0].rpartition(":")
    started = process.rpartition(":")[2]
    if host != platform.node() or not rest.isdecimal() or not started:
        return None
    return _started(int(rest)) != started


def _started(pid: int) -> str:
    """When a process began, in hundredths of a second; empty if there is none."""
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""
        return str(round(process.create_time() * 100))
    except (psutil.Error, OSError):
        return ""
