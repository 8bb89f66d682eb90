"""Writing into a file as it stands, so that a kill in the middle loses nothing.

For files that must stay the very file they are: with several names, or of another's. Old and new
content are kept beside it until the last byte is written; :func:`finish` completes a write that
was cut off.
"""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path

_CHUNK = 1 << 20


def write_journal(journal: Path, target: Path, old: bytes, new: bytes) -> None:
    """Keep what ``target`` holds and what it is to hold, safely on the disk.

    Args:
        journal: the file to write.
        target: the file that is about to be changed.
        old: its bytes now.
        new: its bytes afterwards.
    """
    head = {
        "name": os.fsencode(target.name).hex(),
        "old": len(old),
        "new": len(new),
        "sha256": _digest(old, new),
    }
    with journal.open("wb") as file:
        file.write(json.dumps(head).encode() + b"\n" + old + new)
        file.flush()
        os.fsync(file.fileno())


def pour(handle: int, data: bytes) -> None:
    """Make ``data`` all that an open file holds.

    From its beginning on, so that :func:`finish` knows a write that was cut off.
    """
    at = 0
    while at < len(data):
        at += os.pwrite(handle, data[at : at + _CHUNK], at)
    os.ftruncate(handle, len(data))
    os.fsync(handle)


def finish(journal: Path) -> None:
    """Complete the write a journal tells of, if it was cut off; the journal stays.

    A file that somebody else saved since is left as it is.

    Raises:
        OSError: it could not be read or written.
    """
    entry = _read(journal)
    if entry is None:
        return  # cut off itself: the file was not touched yet
    target, old, new = entry
    try:
        handle = os.open(target, os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        if _is_half(target.read_bytes(), old, new):
            pour(handle, new)
    finally:
        os.close(handle)


def _read(journal: Path) -> tuple[Path, bytes, bytes] | None:
    first, _, rest = journal.read_bytes().partition(b"\n")
    try:
        head = json.loads(first)
        old, new = rest[: head["old"]], rest[head["old"] :]
        if len(new) != head["new"] or _digest(old, new) != head["sha256"]:
            return None
        return journal.with_name(os.fsdecode(bytes.fromhex(head["name"]))), old, new
    except (ValueError, KeyError, TypeError):
        return None


def _is_half(present: bytes, old: bytes, new: bytes) -> bool:
    """Whether it begins as the new content does and goes on as the old one did."""
    if present in (old, new):
        return False
    low, high = 0, min(len(present), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if present[:middle] == new[:middle] else (low, middle - 1)
    return present[low:] == old[low:]


def _digest(old: bytes, new: bytes) -> str:
    return sha256(old + new).hexdigest()
