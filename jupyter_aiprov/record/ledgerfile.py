"""The ledger's file: where it is, how it is opened, what happens when it is damaged."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

FOLDER = ".aiprov"
FILE = "ledger.sqlite"
#: How long one writer waits for another, in seconds.
PATIENCE = 2.0


def project_root(path: Path) -> Path:
    """The project a notebook or folder belongs to: its git root, else the folder itself."""
    start = Path(os.path.abspath(path))  # noqa: PTH100 - a link's own place counts, not its target's
    folder = start if start.is_dir() else start.parent
    for place in (folder, *folder.parents):
        if (place / ".git").exists():
            return place
    return folder


def relative(path: Path, root: Path) -> str:
    """``path`` as records name it: relative to the project, with forward slashes.

    Of a file outside the project only the name is told.
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - as above
    with contextlib.suppress(ValueError):
        return whole.relative_to(root).as_posix()
    with contextlib.suppress(ValueError, OSError):
        return whole.resolve().relative_to(root.resolve()).as_posix()
    return whole.name


def connect(root: Path, *, create: bool, patience: float = PATIENCE) -> sqlite3.Connection | None:
    """Open the ledger under ``root``; None if it is not there, or of a newer version.

    Args:
        root: the project's folder.
        create: make the file where there is none.
        patience: how long a lock is waited for, in seconds.

    Returns:
        The connection, in autocommit mode; or None.

    Raises:
        sqlite3.DatabaseError: damaged, locked or not writable.
        OSError: the folder cannot be made.
    """
    file = root / FOLDER / FILE
    if not file.exists():
        if not create:
            return None
        _make_folder(file.parent)
    connection = sqlite3.connect(
        file, timeout=patience, check_same_thread=False, isolation_level=None
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if not _migrate(connection):
            connection.close()
            return None
    except BaseException:
        connection.close()
        raise
    return connection


def _make_folder(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def set_aside(root: Path) -> Path | None:
    """Move a damaged ledger out of the way; where it went, None if another process was faster."""
    file = root / FOLDER / FILE
    moment = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S%f")
    aside = file.with_name(f"ledger.damaged-{moment}.sqlite")
    if not _is_damaged(file):
        return None
    try:
        file.rename(aside)
    except OSError:
        return None
    for suffix in ("-wal", "-shm"):
        with contextlib.suppress(OSError):
            Path(f"{file}{suffix}").rename(f"{aside}{suffix}")
    return aside


def _is_damaged(file: Path) -> bool:
    """Looked at once more, since another process may have set it aside just now."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.OperationalError as error:
        return "unable to open" not in str(error) and "locked" not in str(error)
    except sqlite3.DatabaseError:
        return True


def _first(db: sqlite3.Connection) -> None:
    db.execute(
        "CREATE TABLE deliveries (id INTEGER PRIMARY KEY, notebook TEXT NOT NULL, "
        "process TEXT NOT NULL, time TEXT NOT NULL, settled INTEGER NOT NULL, "
        "delivery TEXT NOT NULL)"
    )
    db.execute("CREATE INDEX deliveries_of ON deliveries (notebook)")
    db.execute(
        "CREATE TABLE artefacts (sha256 TEXT NOT NULL, path TEXT NOT NULL, marks TEXT NOT NULL, "
        "origin TEXT NOT NULL, time TEXT NOT NULL, PRIMARY KEY (sha256, path))"
    )
    db.execute("CREATE INDEX artefacts_path ON artefacts (path)")
    db.execute(
        "CREATE TABLE events (id TEXT PRIMARY KEY, agent TEXT NOT NULL, time TEXT NOT NULL, "
        "event TEXT NOT NULL)"
    )


def _second(db: sqlite3.Connection) -> None:
    db.execute("CREATE INDEX events_of ON events (json_extract(event, '$.notebook'))")


#: Steps from one version of the tables to the next; ``user_version`` counts those done.
_STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first, _second)


def _migrate(db: sqlite3.Connection) -> bool:
    """Bring the tables up to date; False if they are of a newer version than this one."""
    done = db.execute("PRAGMA user_version").fetchone()[0]
    if done >= len(_STEPS):
        return bool(done == len(_STEPS))
    with db:
        db.execute("BEGIN IMMEDIATE")
        done = db.execute("PRAGMA user_version").fetchone()[0]
        for number in range(done, len(_STEPS)):
            _STEPS[number](db)
            db.execute(f"PRAGMA user_version = {number + 1}")
    return True
