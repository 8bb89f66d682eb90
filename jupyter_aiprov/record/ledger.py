"""The project's ledger: what kernels and tools of one project tell each other.

One SQLite file, ``.aiprov/ledger.sqlite`` at the project's root, written by several processes
at once (WAL). It is a help, never a need: where it cannot be used, records stay in the
notebooks. Nobody's work waits for it or fails with it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from .agent_event import AgentEvent, read_event
from .base import JsonObject, Record, decode, encode, utc, utc_now
from .ledgerfile import FOLDER, PATIENCE, connect, project_root, relative, set_aside
from .notebook import Delivery
from .processes import this_process
from .run import Mark
from .tolerant import read_record

__all__ = ["FOLDER", "Artefact", "Event", "Ledger", "Pending", "project_root", "relative"]

T = TypeVar("T")

#: How long a settled delivery is kept, should the notebook be restored from an older copy.
_KEPT = timedelta(days=31)
_DAMAGE = ("malformed", "not a database", "disk image", "corrupt")


class Artefact(Record, frozen=True):
    """A file some run wrote: what it carries, and where it came from."""

    sha256: str
    path: str
    marks: tuple[Mark, ...] = ()
    origin: JsonObject = {}
    time: str = ""


class Event(Record, frozen=True):
    """Something a coding agent reported."""

    id: str
    agent: str
    time: str
    event: JsonObject = {}


class Pending(Record, frozen=True):
    """A delivery that waits in the ledger. ``process`` is the kernel that wrote it."""

    id: int
    delivery: Delivery
    process: str = ""
    settled: bool = False


class Ledger:
    """An open ledger. Writing answers whether it worked; nothing here raises.

    Attributes:
        root: the project's root.
        damaged: where a damaged ledger was set aside when this one was opened, else None.
        busy: whether what was asked last failed because another program holds the file.
    """

    def __init__(
        self, root: Path, connection: sqlite3.Connection, patience: float = PATIENCE
    ) -> None:
        self.root = root
        self.damaged: Path | None = None
        self.busy = False
        self._patience = patience
        self._connection = connection
        self._lock = threading.Lock()
        self._owner = os.getpid()

    @classmethod
    def open(cls, root: Path, patience: float = PATIENCE) -> Ledger | None:
        """The ledger of a project, made if there is none; None where it cannot be used.

        Args:
            root: the project's.
            patience: seconds one write waits for another program's.
        """
        return cls._open(root, create=True, patience=patience)

    @classmethod
    def open_existing(cls, root: Path, patience: float = PATIENCE) -> Ledger | None:
        """The ledger of a project, None if there is none."""
        return cls._open(root, create=False, patience=patience)

    @classmethod
    def _open(cls, root: Path, *, create: bool, patience: float) -> Ledger | None:
        damaged = None
        for _ in range(2):
            try:
                connection = connect(root, create=create, patience=patience)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    return None
                damaged = set_aside(root)
                create = create or damaged is not None
                continue
            except OSError:
                return None
            if connection is None:
                return None
            ledger = cls(root, connection, patience)
            ledger.damaged = damaged
            return ledger
        return None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def put_delivery(
        self, notebook: str, delivery: Mapping[str, object], *, settled: bool = False
    ) -> bool:
        """Leave a delivery for whoever next reads ``notebook``.

        Args:
            notebook: its path, relative to the root.
            delivery: what a kernel hands over, encoded.
            settled: somebody else brings it home; it is kept against accidents only.

        Returns:
            Whether it was kept.
        """
        row = (notebook, this_process(), utc_now(), int(settled), json.dumps(delivery))
        return self._do(lambda db: bool(db.execute(_PUT_DELIVERY, row)), default=False)

    def deliveries(self, notebook: str, *, settled: bool = False) -> list[Pending]:
        """The deliveries of a notebook in order, ``settled`` ones on demand.

        That a run goes on is left out once there is a later word on the same run.
        """
        rows = self._rows(_DELIVERIES, (notebook,))
        found = [pending for row in rows if (pending := _pending(row))]
        ended = {_run_id(one) for one in found if not _goes_on(one)}
        found = [one for one in found if not (_goes_on(one) and _run_id(one) in ended)]
        return found if settled else [one for one in found if not one.settled]

    def settle(self, ids: Iterable[int]) -> bool:
        """These deliveries are in the notebook's file now. They are kept for a month more."""
        marked = [(one,) for one in ids]

        def work(db: sqlite3.Connection) -> bool:
            db.execute("BEGIN IMMEDIATE")
            with db:
                db.executemany("UPDATE deliveries SET settled = 1 WHERE id = ?", marked)
                db.execute(_PRUNE, (utc(datetime.now(timezone.utc) - _KEPT),))
            return True

        return self._do(work, default=False)

    def settle_last(self) -> bool:
        """Somebody else brings home after all what was left last through this connection."""
        return self._do(lambda db: bool(db.execute(_SETTLE_LAST)), default=False)

    def put_artefact(
        self, sha256: str, path: str, marks: Iterable[Mark], origin: Mapping[str, object]
    ) -> bool:
        """Say what the file at ``path`` (relative to the root) carries, and who made it.

        Args:
            sha256: of the file's bytes, or its stamp.
            path: relative to the root.
            marks: what it carries.
            origin: who made it, as JSON has it.

        Returns:
            Whether it was kept.
        """
        carried = json.dumps([encode(mark) for mark in marks])
        row = (sha256, path, carried, json.dumps(dict(origin), default=str), utc_now())
        return self._do(lambda db: bool(db.execute(_PUT_ARTEFACT, row)), default=False)

    def artefact(self, *, sha256: str | None = None, path: str | None = None) -> Artefact | None:
        """The last word on a file, by its digest, its path, or both; None if there is none."""
        rows = self._rows(_ARTEFACT, {"sha256": sha256, "path": path})
        for digest, where, marks, origin, time in rows:
            raw = {"sha256": digest, "path": where, "time": time}
            loaded = {"marks": json.loads(marks), "origin": json.loads(origin)}
            return decode({**raw, **loaded}, Artefact)
        return None

    def put_artefacts(self, rows: Iterable[tuple[str, str, Iterable[Mark], str]]) -> bool:
        """As :meth:`put_artefact` for many files at once, each with its origin as JSON.

        What was said of a path without a digest is forgotten.
        """
        now = utc_now()
        made = [
            (sha256, path, json.dumps([encode(mark) for mark in marks]) if marks else "[]", *rest)
            for sha256, path, marks, *rest in ((*row, now) for row in rows)
        ]

        def work(db: sqlite3.Connection) -> bool:
            db.execute("BEGIN IMMEDIATE")
            with db:
                db.executemany(_FORGET_STAMPS, [(path,) for _, path, *_ in made])
                db.executemany(_PUT_ARTEFACT, made)
            return True

        return self._do(work, default=False)

    def artefacts_at(self, paths: Sequence[str]) -> dict[str, list[tuple[str, tuple[Mark, ...]]]]:
        """By path, the digests and marks of what lay there, the last word first."""
        found: dict[str, list[tuple[str, tuple[Mark, ...]]]] = {}
        read: dict[str, tuple[Mark, ...]] = {"[]": ()}
        for start in range(0, len(paths), _AT_ONCE):
            part = tuple(paths[start : start + _AT_ONCE])
            query = _ARTEFACTS_AT.format(", ".join("?" * len(part)))
            for sha256, path, marks in self._rows(query, part):
                if marks not in read:
                    raw = {"sha256": sha256, "path": path, "marks": json.loads(marks)}
                    read[marks] = decode(raw, Artefact).marks
                found.setdefault(path, []).append((sha256, read[marks]))
        return found

    def carries(self) -> bool:
        """Whether a file it knows carries a mark."""
        return bool(self._rows(_ANY_MARKED, ()))

    def events(self, agent: str | None = None, since: str | None = None) -> Iterator[Event]:
        """What agents reported, oldest first; ``since`` is an event's id, itself left out."""
        for key, name, time, event in self._rows(_EVENTS, {"agent": agent, "since": since}):
            yield Event(id=key, agent=name, time=time, event=json.loads(event))

    def events_of(self, notebook: str) -> list[AgentEvent]:
        """What agents did in a notebook (a path relative to the root), oldest first."""
        rows = self._rows(_EVENTS_OF, (notebook,))
        found = (read_event(json.loads(text)) for (text,) in rows)
        return [event for event in found if event is not None]

    def edited_notebooks(self) -> list[str]:
        """The paths of the notebooks agents reported of."""
        return [path for (path,) in self._rows(_EDITED, ()) if isinstance(path, str)]

    def _rows(
        self, query: str, values: Sequence[object] | Mapping[str, object]
    ) -> list[tuple[Any, ...]]:
        return self._do(lambda db: db.execute(query, values).fetchall(), default=[])

    def _do(self, work: Callable[[sqlite3.Connection], T], *, default: T) -> T:
        """Work on the file; damage found on the way sets it aside and begins a new one."""
        with self._lock:
            self.busy = False
            try:
                self._after_fork()
                return work(self._connection)
            except sqlite3.DatabaseError as error:
                self.busy = "locked" in str(error)
                if not _is_damage(error):
                    return default
            except (OSError, ValueError, TypeError):
                return default
            return self._begun_anew(work, default)

    def _begun_anew(self, work: Callable[[sqlite3.Connection], T], default: T) -> T:
        try:
            self._connection.close()
            self.damaged = set_aside(self.root) or self.damaged
            fresh = connect(self.root, create=True, patience=self._patience)
            if fresh is None:
                return default
            self._connection = fresh
            return work(fresh)
        except (sqlite3.Error, OSError):
            return default

    def _after_fork(self) -> None:
        """SQLite's connections must not cross a fork: a child opens its own."""
        if self._owner != os.getpid():
            fresh = connect(self.root, create=True, patience=self._patience)
            if fresh is not None:
                self._connection, self._owner = fresh, os.getpid()


def _pending(row: tuple[Any, ...]) -> Pending | None:
    key, process, settled, text = row
    try:
        delivery, _ = read_record(json.loads(text), Delivery)
    except (ValueError, msgspec.ValidationError):
        return None
    return Pending(id=key, delivery=delivery, process=process, settled=bool(settled))


def _run_id(pending: Pending) -> str | None:
    return pending.delivery.run.id if pending.delivery.run else None


def _goes_on(pending: Pending) -> bool:
    return pending.delivery.run is not None and pending.delivery.run.status == "running"


def _is_damage(error: sqlite3.Error) -> bool:
    return any(word in str(error) for word in _DAMAGE)


_PUT_DELIVERY = (
    "INSERT INTO deliveries (notebook, process, time, settled, delivery) VALUES (?, ?, ?, ?, ?)"
)
_DELIVERIES = "SELECT id, process, settled, delivery FROM deliveries WHERE notebook = ? ORDER BY id"
_SETTLE_LAST = "UPDATE deliveries SET settled = 1 WHERE id = last_insert_rowid()"
_PRUNE = "DELETE FROM deliveries WHERE settled = 1 AND time < ?"
_PUT_ARTEFACT = (
    "INSERT OR REPLACE INTO artefacts (sha256, path, marks, origin, time) VALUES (?, ?, ?, ?, ?)"
)
_ARTEFACT = (
    "SELECT sha256, path, marks, origin, time FROM artefacts "
    "WHERE (:sha256 IS NULL OR sha256 = :sha256) AND (:path IS NULL OR path = :path) "
    "ORDER BY time DESC, rowid DESC LIMIT 1"
)
_AT_ONCE = 500
_ARTEFACTS_AT = (
    "SELECT sha256, path, marks FROM artefacts WHERE path IN ({}) ORDER BY time DESC, rowid DESC"
)
_FORGET_STAMPS = "DELETE FROM artefacts WHERE path = ? AND sha256 GLOB 'stat:*'"
_ANY_MARKED = "SELECT 1 FROM artefacts WHERE marks != '[]' LIMIT 1"
_EVENTS = (
    "SELECT id, agent, time, event FROM events "
    "WHERE (:agent IS NULL OR agent = :agent) AND (:since IS NULL OR id > :since) ORDER BY id"
)
_EVENTS_OF = "SELECT event FROM events WHERE json_extract(event, '$.notebook') = ? ORDER BY id"
_EDITED = "SELECT DISTINCT json_extract(event, '$.notebook') FROM events"
