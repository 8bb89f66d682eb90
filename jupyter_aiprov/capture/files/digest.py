"""Digests of files at a bounded cost, and without a trace in the user's work."""

from __future__ import annotations

import hashlib
import io
import os
import stat as kinds
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ...record.digest import sha256_bytes

#: Up to this size, in bytes, a file is read whole (about 5 ms); above, slices of it are.
WHOLE = 8 * 1024 * 1024
#: Nanoseconds by which a file's time may lag: file systems stamp by a coarser clock.
COARSE = 20_000_000
_SLICES = 32
_SLICE = 32 * 1024
#: A pipe put in a file's place a moment ago is not waited for.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_FLAGS |= getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)


class Signature(NamedTuple):
    """What tells a changed file at no cost."""

    size: int
    mtime: int
    inode: int


def signature(path: str) -> Signature | None:
    """The signature of a regular file, None where there is none."""
    try:
        stat = os.stat(path)  # noqa: PTH116 - the path is text
    except (OSError, ValueError):
        return None
    if not kinds.S_ISREG(stat.st_mode):
        return None
    return Signature(stat.st_size, stat.st_mtime_ns, stat.st_ino)


def is_pipe(path: str) -> bool:
    """Whether a path is a pipe or a socket: what comes out of it was put in by somebody."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - the path is text
    except (OSError, ValueError):
        return False
    return kinds.S_ISFIFO(mode) or kinds.S_ISSOCK(mode)


def locked() -> frozenset[int] | None:
    """The inodes this process holds locks on, None where the system does not tell.

    A file that is closed anywhere in a process loses the locks the process holds on it: a
    database open beside us would lose its own.
    """
    # Not /proc/locks: whoever reads it waits until every processor has let go of its locks.
    try:
        handles = os.listdir("/proc/self/fd")  # noqa: PTH208
    except OSError:
        return None
    found = set()
    for handle in handles:
        with suppress(OSError):  # closed meanwhile
            stat = os.fstat(int(handle))
            if kinds.S_ISREG(stat.st_mode) and _has_lock(handle):
                found.add(stat.st_ino)
    return frozenset(found)


def _has_lock(handle: str) -> bool:
    with io.FileIO(f"/proc/self/fdinfo/{handle}") as file:
        return any(
            b"POSIX" in line for line in file.read().splitlines() if line.startswith(b"lock:")
        )


def digest(path: str) -> tuple[str, bool] | None:
    """SHA-256 of a file, and whether it is of the whole content; None of what is no file.

    Of a file larger than :data:`WHOLE` it is that of its size and of slices spread over it: two
    files with the same one are the same for all that was looked at.
    """
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError):
        return None
    try:
        stat = os.fstat(handle)
        return _digest(handle, stat.st_size) if kinds.S_ISREG(stat.st_mode) else None
    except OSError:
        return None
    finally:
        os.close(handle)


def _digest(handle: int, size: int) -> tuple[str, bool]:
    with io.FileIO(handle, closefd=False) as file:  # ``open`` may be a user's own by now
        if size <= WHOLE:
            return hashlib.sha256(file.read()).hexdigest(), True
        found = hashlib.sha256(b"sampled %d" % size)
        for at in range(_SLICES):
            file.seek(at * (size - _SLICE) // (_SLICES - 1))
            found.update(file.read(_SLICE))
        return found.hexdigest(), False


def file_bytes(path: Path | str, sha256: str | None) -> bytes | None:
    """The bytes of a file; None if it is not there, or is not the one with this digest."""
    if sha256 is None:
        return None
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError):
        return None
    return data if sha256_bytes(data) == sha256 else None
