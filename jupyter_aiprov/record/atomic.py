"""Writing a file whole or not at all, over nobody's save, and as the very file it was."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import Changed, NotWritable
from .exchange import exchange
from .journal import pour, write_journal
from .lease import Lease, busy, stamp
from .leftovers import fresh, swap_name

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_FIXED = {errno.EBUSY, errno.EXDEV, errno.EPERM}  # a mount of its own, another's in a shared folder
_GRACE = 0.05
_PATIENCE = 2.0


def write_atomic(
    path: Path, chunks: bytes | Iterable[bytes], expected: bytes | None = None
) -> None:
    """Put ``chunks`` into ``path`` at one stroke.

    A reader sees the old file or the new one, never half. Owner, group, mode, extended
    attributes and access lists are kept; a symbolic link stays one, its target is replaced. A
    file with several names, or one that could not be kept as it is, is written in place. On
    failure the original is untouched and nothing is left behind.

    Args:
        path: the file. A pipe or device is written to as it is.
        chunks: its new content.
        expected: what it was read as; somebody else's save since then is never overwritten.

    Raises:
        Changed: it holds something else than ``expected``.
        NotWritable: with the reason and what to do about it.
    """
    data = chunks if isinstance(chunks, bytes) else b"".join(chunks)
    try:
        _write(Path(os.path.realpath(path)), path, data, expected)
    except Changed:
        raise Changed(f"{path} was changed by another program meanwhile; run it again.") from None
    except OSError as error:
        raise NotWritable(_message(path, error)) from error


def _write(target: Path, path: Path, data: bytes, expected: bytes | None) -> None:
    before = _state(path)
    if before is None:
        if expected is not None:
            raise Changed
        _create(target, data)
        return
    if not stat.S_ISREG(before.st_mode):
        with path.open("wb") as file:
            file.write(data)
        return
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    if not _replaced(target, before, data, expected):
        _in_place(target, data, expected)
    _sync_folder(target.parent)


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _create(target: Path, data: bytes) -> None:
    mask = os.umask(0)
    os.umask(mask)
    with fresh(target.parent) as temporary:
        _fill(temporary, data)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(target)
    _sync_folder(target.parent)


def _fill(temporary: Path, data: bytes) -> None:
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _replaced(target: Path, before: os.stat_result, data: bytes, expected: bytes | None) -> bool:
    """Whether another file could take the place of this one."""
    if before.st_nlink > 1:
        return False
    with fresh(target.parent) as temporary:
        _fill(temporary, data)
        if not _alike(temporary, target, before):
            return False
        try:
            if expected is None:
                temporary.replace(target)
            else:
                _trade(temporary, target, expected)
        except OSError as error:
            if error.errno not in _FIXED:
                raise
            return False
    return True


def _alike(temporary: Path, target: Path, before: os.stat_result) -> bool:
    """Whether the new file could be given all that the old one has besides its content."""
    try:
        made = temporary.stat()
        if (made.st_uid, made.st_gid) != (before.st_uid, before.st_gid):
            os.chown(temporary, before.st_uid, before.st_gid)
        _take_attributes(temporary, target)
        temporary.chmod(stat.S_IMODE(before.st_mode))
    except OSError:
        return False
    return True


def _take_attributes(temporary: Path, target: Path) -> None:
    """Extended attributes; access lists are among them."""
    if not hasattr(os, "listxattr"):
        return
    wanted, found = _attributes(target), _attributes(temporary)
    for name in found.keys() - wanted.keys():
        os.removexattr(temporary, name)
    for name, value in wanted.items():
        if found.get(name) != value:
            os.setxattr(temporary, name, value)


def _attributes(path: Path) -> dict[str, bytes]:
    try:
        return {name: os.getxattr(path, name) for name in os.listxattr(path)}
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.EOPNOTSUPP):
            return {}
        raise


def _trade(temporary: Path, target: Path, expected: bytes) -> None:
    """Take the place of ``target`` if it still is what was read, and nobody saves it meanwhile.

    The files trade places, so that what came back can be looked at; a save that slipped in
    between the last look and the rename is put back.
    """
    with _opened(target, os.O_RDONLY) as handle:
        lease = Lease(handle)
        if not lease.take():
            raise busy(target)
        state = os.fstat(handle)
        if _content(handle) != expected or not _is_still(target, state):
            raise Changed
        with _uninterrupted():
            aside = swap_name(temporary, target, stamp(state))
            temporary.rename(aside)
            _swap(aside, target, lease, state)


def _swap(aside: Path, target: Path, lease: Lease, before: os.stat_result) -> None:
    own = aside.stat().st_ino
    try:
        traded = exchange(aside, target)
        if not traded:
            aside.replace(target)
    except OSError as error:
        aside.unlink()
        if isinstance(error, FileNotFoundError):
            raise Changed from None
        raise
    if not traded:
        _rescue(target, lease)
    elif aside.stat().st_ino != before.st_ino or not lease.undisturbed(_GRACE):
        _put_back(aside, target, own)
        raise Changed
    else:
        aside.unlink()


def _put_back(aside: Path, target: Path, placed: int) -> None:
    """The save that came back goes where it belongs, unless yet another one went there since.

    Where that fails it stays under its name of ours, and the next command puts it back.
    """
    while True:
        newer = aside.stat().st_ino
        try:
            exchange(aside, target)
        except FileNotFoundError:
            aside.rename(target)
            return
        if aside.stat().st_ino == placed:
            aside.unlink()
            return
        placed = newer


def _rescue(target: Path, lease: Lease) -> None:
    """Where files cannot trade places: what was saved into the replaced one is saved anew."""
    if lease.undisturbed(_GRACE):
        return
    lease.release()
    Lease(lease.handle).take()
    _replaced(target, target.stat(), _content(lease.handle), None)
    raise Changed


def _in_place(target: Path, data: bytes, expected: bytes | None) -> None:
    with _opened(target, os.O_RDWR) as handle, fresh(target.parent, "journal") as journal:
        old = _content(handle)
        if expected not in (None, old):
            raise Changed
        write_journal(journal, target, old, data)
        lease = Lease(handle)
        alone = lease.take(alone=True, wait=_PATIENCE)
        if not alone and _is_written(target, handle):
            raise busy(target)
        if _content(handle) != old or not _is_still(target, os.fstat(handle)):
            raise Changed
        with _uninterrupted():
            pour(handle, data)
        if not _is_still(target, os.fstat(handle)):
            raise Changed


def _is_written(target: Path, ours: int) -> bool:
    """Whether a file that others have open changes just now; those who only read do not harm."""
    before = stamp(os.fstat(ours))
    return not Lease(ours).undisturbed(_GRACE) or stamp(target.stat()) != before


@contextmanager
def _opened(target: Path, how: int) -> Iterator[int]:
    try:
        handle = os.open(target, how | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise Changed from None
    try:
        yield handle
    finally:
        os.close(handle)


def _content(handle: int) -> bytes:
    with os.fdopen(os.dup(handle), "rb") as file:
        file.seek(0)
        return file.read()


def _is_still(target: Path, state: os.stat_result) -> bool:
    present = _state(target)
    return present is not None and os.path.samestat(present, state)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """No signal's exception falls between two renames that belong together."""
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    before = mask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)


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
