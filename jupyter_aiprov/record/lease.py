"""Who else writes a file: asked of the system, where it can tell.

Linux grants a read lease on a file only while nobody has it open for writing, and holds whoever
opens it for writing from then on until the lease is given back. Elsewhere, and on file systems
without leases, a change shows by the file's size and times alone.
"""

from __future__ import annotations

import os
import signal
import time
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from .errors import NotWritable

_fcntl: Any = import_module("fcntl") if find_spec("fcntl") else None

_WAIT = 5.0
_STEP = 0.005

Stamp = tuple[int, ...]


def stamp(state: os.stat_result) -> Stamp:
    """What tells one state of a file from another without reading it."""
    return (state.st_ino, state.st_size, state.st_mtime_ns)


class Lease:
    """An open file, and whether anybody else writes it while it is held.

    Attributes:
        handle: its descriptor, to be closed by whoever opened it; that ends the lease too.
    """

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self._stamp = stamp(os.fstat(handle))
        self._kind: int | None = None

    def take(self, *, alone: bool = False, wait: float = _WAIT) -> bool:
        """Wait until nobody has the file open for writing, or at all with ``alone``.

        Returns:
            False where somebody still has it open at the end of the wait.
        """
        if _fcntl is None or not hasattr(_fcntl, "F_SETLEASE"):
            return True
        kind = _fcntl.F_WRLCK if alone else _fcntl.F_RDLCK
        until = time.monotonic() + wait
        while not self._granted(kind):
            if time.monotonic() > until:
                return False
            time.sleep(_STEP)
        self._stamp = stamp(os.fstat(self.handle))
        return True

    def _granted(self, kind: int) -> bool:
        try:
            # The signal that somebody waits would end this process; this one is ignored.
            _fcntl.fcntl(self.handle, _fcntl.F_SETSIG, signal.SIGURG)
            _fcntl.fcntl(self.handle, _fcntl.F_SETLEASE, kind)
        except BlockingIOError:
            return False
        except OSError:
            return True  # no leases here, or not on another's file: the times must do
        self._kind = kind
        return True

    def undisturbed(self, seconds: float = 0.0) -> bool:
        """Whether nobody wrote the file, or waits to, since it was taken and for ``seconds`` yet.

        One who looked the name up before a rename opens the old file only after it; hence the
        time.
        """
        until = time.monotonic() + seconds
        while self._holds():
            if time.monotonic() >= until:
                return True
            time.sleep(_STEP)
        return False

    def release(self) -> None:
        """Let whoever waits go on."""
        if self._kind is not None:
            _fcntl.fcntl(self.handle, _fcntl.F_SETLEASE, _fcntl.F_UNLCK)
            self._kind = None

    def _holds(self) -> bool:
        if self._kind is not None:
            held = _fcntl.fcntl(self.handle, _fcntl.F_GETLEASE)
            if held != self._kind:
                return False
        return stamp(os.fstat(self.handle)) == self._stamp


def busy(path: object) -> NotWritable:
    """The error where somebody keeps a file open for writing."""
    return NotWritable(
        f"{path} is open for writing in another program; let it finish or close the file there, "
        "then run it again. The file is as it was."
    )
