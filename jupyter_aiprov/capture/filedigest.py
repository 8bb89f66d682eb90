"""Digests of files at a bounded cost."""

from __future__ import annotations

import hashlib
import os
from typing import NamedTuple

#: Up to this size, in bytes, a file is read whole (about 5 ms); above, slices of it are.
WHOLE = 8 * 1024 * 1024
#: Nanoseconds by which a file's time may lag: file systems stamp by a coarser clock.
COARSE = 20_000_000
_SLICES = 32
_SLICE = 32 * 1024


class Signature(NamedTuple):
    """What tells a changed file at no cost."""

    size: int
    mtime: int
    inode: int


def signature(path: str) -> Signature | None:
    """The signature of a regular file, None where there is none."""
    try:
        stat = os.stat(path)  # noqa: PTH116 - the path is text
    except OSError:
        return None
    if not os.path.isfile(path):  # noqa: PTH113 - the path is text
        return None
    return Signature(stat.st_size, stat.st_mtime_ns, stat.st_ino)


def digest(path: str) -> tuple[str, bool] | None:
    """SHA-256 of a file, and whether it is of the whole content.

    Of a file larger than :data:`WHOLE` it is that of its size and of slices spread over it: two
    files with the same one are the same for all that was looked at.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - the path is text
            size = os.fstat(file.fileno()).st_size
            if size <= WHOLE:
                return hashlib.sha256(file.read()).hexdigest(), True
            found = hashlib.sha256(b"sampled %d" % size)
            for at in range(_SLICES):
                file.seek(at * (size - _SLICE) // (_SLICES - 1))
                found.update(file.read(_SLICE))
            return found.hexdigest(), False
    except OSError:
        return None
