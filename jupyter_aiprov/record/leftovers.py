"""Files of ours beside a file being written, and what becomes of those a killed process left.

Their names say who made them, so that nobody else's file is ever taken for one, and hold all that
must be known to finish or undo what was begun. A file that may hold somebody's save is never
removed before that save is in its place.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from .exchange import exchange
from .journal import finish
from .lease import Stamp, stamp
from .processes import is_gone, this_process

_PREFIX = ".aiprov-"
_OLD = 3600.0
_NAME = re.compile(
    r"\.aiprov-(?P<host>[0-9a-f]{8})-(?P<pid>\d+)-(?P<started>\d*)-[0-9a-f]{8}"
    r"\.(?:(?P<plain>tmp|journal)"
    r"|(?P<target>[0-9a-f]{16})\.(?P<own>\d+)\.(?P<ino>\d+)\.(?P<size>\d+)\.(?P<mtime>\d+)\.swap)"
)


@contextmanager
def fresh(folder: Path, kind: str = "tmp") -> Iterator[Path]:
    """An empty file of ours in ``folder``, gone at the end whatever happened."""
    path = folder / f"{_prefix()}.{kind}"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield path
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


def swap_name(temporary: Path, target: Path, before: Stamp) -> Path:
    """A name under which ``temporary`` may trade places with ``target``.

    Args:
        temporary: the file that holds the new content.
        target: the file to be replaced.
        before: the stamp ``target`` had when it was read.

    Returns:
        The path, in the folder of ``temporary``; its name says what to do should the program die.
    """
    own = temporary.stat().st_ino
    ino, size, mtime = before
    return temporary.with_name(
        f"{_prefix()}.{_digest(target.name)}.{own}.{ino}.{size}.{mtime}.swap"
    )


def tidy(folder: Path) -> None:
    """Put right what processes that have ended left in ``folder``; never raises."""
    try:
        with os.scandir(folder) as entries:
            names = [one.name for one in entries if one.name.startswith(_PREFIX)]
    except OSError:
        return
    for name in names:
        found = _NAME.fullmatch(name)
        if found:
            with contextlib.suppress(OSError):
                _one(folder, found)


def _one(folder: Path, found: re.Match[str]) -> None:
    path = folder / found[0]
    state = path.lstat()
    if not stat.S_ISREG(state.st_mode) or not _abandoned(found, state):
        return
    mine = folder / f"{_prefix()}{found[0][found.end('started') + 9 :]}"
    path.rename(mine)  # of two commands that tidy at once, one gets it
    if found["plain"] == "journal":
        finish(mine)
    elif found["target"] and _is_a_save(mine, found):
        _restore(mine, found["target"])
    mine.unlink()


def _abandoned(found: re.Match[str], state: os.stat_result) -> bool:
    if found["host"] != _digest(platform.node())[:8] or not found["started"]:
        return time.time() - state.st_ctime > _OLD
    return is_gone(f"{platform.node()}:{found['pid']}:{found['started']}") is True


def _is_a_save(path: Path, found: re.Match[str]) -> bool:
    """Whether it is neither what we wrote nor what we meant to replace."""
    state = path.stat()
    if state.st_ino == int(found["own"]):
        return False
    return stamp(state) != (int(found["ino"]), int(found["size"]), int(found["mtime"]))


def _restore(save: Path, digest: str) -> None:
    """A save that fell under our name goes back, unless a later one is in its place."""
    for target in save.parent.iterdir():
        if _digest(target.name) == digest:
            if target.stat().st_mtime_ns <= save.stat().st_mtime_ns:
                exchange(save, target) or save.replace(target)
            return


def _prefix() -> str:
    host, pid, started = this_process().rsplit(":", 2)
    return f"{_PREFIX}{_digest(host)[:8]}-{pid}-{started}-{secrets.token_hex(4)}"


def _digest(name: str) -> str:
    return blake2b(os.fsencode(name), digest_size=8).hexdigest()
