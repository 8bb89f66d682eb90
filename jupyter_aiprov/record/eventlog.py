"""The ledger's table of agent events, for programs that must be quick.

An agent waits while its hook runs, so this module needs nothing beyond the standard library:
reading an event back as a typed record is :mod:`.agent_event`'s part.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from .digest import new_id

EVENT_SCHEMA = "aiprov-event 1.0"
#: What was there before a change is kept this long, should the change be refused after all.
_KEPT = timedelta(days=1)
_BEFORE = "before"


def now() -> str:
    """The present moment as the record format writes it."""
    text = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def put_event(db: sqlite3.Connection, agent: str, event: Mapping[str, object]) -> None:
    """Keep what an agent reported.

    Args:
        db: the ledger.
        agent: who reports.
        event: as JSON has it; what JSON has no word for is kept as its text.

    Raises:
        sqlite3.Error: the ledger cannot be written.
    """
    row = (new_id(), agent, now(), json.dumps(dict(event), default=str))
    db.execute("INSERT INTO events VALUES (?, ?, ?, ?)", row)


def put_before(db: sqlite3.Connection, agent: str, call: str, sources: Mapping[str, str]) -> None:
    """Keep what stood in a notebook's cells before an agent's tool call changes them.

    Args:
        db: the ledger.
        agent: whose call it is.
        call: its id.
        sources: the text of each cell, by its id.
    """
    put_event(db, f"{_BEFORE}:{agent}", {"call": call, "sources": dict(sources)})
    limit = datetime.now(timezone.utc) - _KEPT
    db.execute(
        "DELETE FROM events WHERE agent LIKE ? AND time < ?",
        (f"{_BEFORE}:%", limit.strftime("%Y-%m-%dT%H:%M:%S")),
    )


def take_before(db: sqlite3.Connection, agent: str, call: str) -> dict[str, str] | None:
    """What :func:`put_before` kept of this call, taken out; None if nothing was.

    Args:
        db: the ledger.
        agent: whose call it is.
        call: its id.

    Returns:
        The text of each cell by its id, or None.
    """
    query = (
        "SELECT id, event FROM events WHERE agent = ? AND json_extract(event, '$.call') = ? "
        "ORDER BY id DESC LIMIT 1"
    )
    row = db.execute(query, (f"{_BEFORE}:{agent}", call)).fetchone()
    if row is None:
        return None
    db.execute("DELETE FROM events WHERE id = ?", (row[0],))
    sources: dict[str, str] = json.loads(row[1])["sources"]
    return sources
