"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from .errors import NotWritable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}


def write_atomic(path: Path, chunks: bytes | Iterable[bytes]) -> None:
    """Put ``chunks`` into ``path`` at one stroke.

    A reader sees the old file or the new one, never half. Mode bits and, where possible, the
    owner are kept; a symbolic link stays one, its target is replaced. On failure the original
    is untouched and nothing is left behind.

    Raises:
        NotWritable: with the reason and what to do about it.
    """
    try:
        _replace(Path(os.path.realpath(path)), chunks)
    except OSError as error:
        raise NotWritable(_message(path, error)) from error


def _replace(target: Path, chunks: bytes | Iterable[bytes]) -> None:
    before = target.stat() if target.exists() else None
    if before and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    handle, name = tempfile.mkstemp(
        prefix=f".{target.name[:100]}.", suffix=".tmp", dir=target.parent
    )
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines([chunks] if isinstance(chunks, bytes) else chunks)
            file.flush()
            _take_over(temporary, before)
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _take_over(temporary: Path, before: os.stat_result | None) -> None:
    if before is None:
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        return
    if hasattr(os, "chown") and before.st_uid != os.geteuid():
        with contextlib.suppress(OSError):
            os.chown(temporary, before.st_uid, before.st_gid)
    temporary.chmod(stat.S_IMODE(before.st_mode))


def _sync_folder(folder: Path) -> None:
    """The new name survives a power cut too, where the system lets folders be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _message(path: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return f"{path} was not written: {reason}. Free some space; the file is as it was."
    if error.errno in _REFUSED:
        return (
            f"{path} was not written: {reason}. Make the file and its folder writable, or give "
            "another place to write to; the file is as it was."
        )
    return f"{path} was not written: {reason}. The file is as it was."
