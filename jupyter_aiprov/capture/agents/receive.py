"""One event of an agent into the project's ledger, while the agent waits.

Nothing here may make the agent's step fail: whatever is wrong is said on standard error, and the
exit code is 0. The whole process takes well under 150 ms, most of it Python's own start.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ...record.eventlog import EVENT_SCHEMA, now, put_before, put_event, take_before
from ...record.ledgerfile import connect, project_root, relative
from ..narrow import mapping
from .calls import NOTEBOOK, Call, Change
from .cells import LARGEST, Edit, edits, sources
from .hooks import PARSERS, Parser

if TYPE_CHECKING:
    from ...hooks import AgentHook

#: An event larger than this is not read, in bytes.
_LARGEST_EVENT = 64_000_000


def receive(agent: str, stream: BinaryIO, say: Callable[[str], object] | None = None) -> int:
    """Take one event; answers how many edits were kept. Never raises.

    Args:
        agent: who reports.
        stream: one JSON object.
        say: takes what was wrong, one line; standard error by default.

    Returns:
        How many edits were kept.
    """
    say = say or (lambda line: sys.stderr.write(f"jupyter aiprov hook: {line}\n"))
    try:
        payload = _payload(stream)
        return _take(agent, payload, say)
    except Outside as error:
        say(f"AP604 skipped: {error}")
    except Exception as error:  # noqa: BLE001 - the agent's step must not fail with us
        say(f"AP603 skipped: {type(error).__name__}: {str(error)[:200]}")
    return 0


def _payload(stream: BinaryIO) -> Mapping[str, object]:
    data = stream.read(_LARGEST_EVENT + 1)
    if len(data) > _LARGEST_EVENT:
        raise ValueError("the event is larger than 64 MB")
    payload = json.loads(data)
    if not isinstance(payload, Mapping):
        raise ValueError("the event is not a JSON object")  # noqa: TRY004 - a value, not a type
    return payload


def _take(agent: str, payload: Mapping[str, object], say: Callable[[str], object]) -> int:
    if str(payload.get("schema", "")).startswith("aiprov-event"):
        return _generic(agent, payload)
    call = parser(agent)(payload)
    if call is None:
        return 0
    base = Path(call.cwd) if call.cwd else Path.cwd()
    kept = 0
    for change in call.changes:
        try:
            kept += _change(call, change, base)
        except Outside as error:
            say(f"AP604 skipped: {error}")
    return kept


def parser(agent: str) -> Parser:
    """What reads the payloads of an agent.

    Ours are no entry points: looking through the entry points of every installed package would
    cost more than all the rest. A plugin's come by the entry point ``hook.NAME``.
    """
    if agent in PARSERS:
        return PARSERS[agent]
    from ...seams import load

    hook: AgentHook = load("adapters", f"hook.{agent}")
    return hook.parse


def _change(call: Call, change: Change, base: Path) -> int:
    path, root, name = inside(change.path, base)
    key = call.call or sha256(repr((change.path, change.text, change.parts)).encode()).hexdigest()
    db = connect(root, create=True)
    if db is None:
        raise ValueError("the project's ledger cannot be used")
    try:
        if call.phase == "before":
            put_before(db, call.agent, f"{name} {key}", _present(path) or {})
            return 0
        found = edits(change, take_before(db, call.agent, f"{name} {key}"), _present(path))
        if found:
            put_event(db, call.agent, event(call, name, found))
        return len(found)
    finally:
        db.close()


def _present(path: Path) -> dict[str, str] | None:
    """The cells of the file as it is; None if it is not there or too large to look into."""
    try:
        if path.stat().st_size > LARGEST:
            return None
        return sources(path.read_bytes())
    except OSError:
        return None


def event(call: Call, notebook: str, found: list[Edit]) -> dict[str, object]:
    """The call as an ``aiprov-event``.

    Args:
        call: of the agent.
        notebook: its path, relative to the project's root.
        found: the edits of its cells.

    Returns:
        The event's members that are known.
    """
    told: Mapping[str, object] = {}
    if call.transcript and call.call:
        from .transcript import told_of

        told = told_of(call.transcript, call.call)
    system = {
        key: value for key, value in {**call.system, **mapping(told.get("system"))}.items() if value
    }
    whole = {
        "schema": EVENT_SCHEMA,
        "agent": call.agent,
        "notebook": notebook,
        "time": call.time or told.get("time") or now(),
        "session": call.session,
        "call": call.call,
        "message": call.message or told.get("message"),
        "usage": dict(call.usage) or told.get("usage"),
        "system": {key: value for key, value in system.items() if value},
        "edits": found,
    }
    return {key: value for key, value in whole.items() if value}


def _generic(agent: str, payload: Mapping[str, object]) -> int:
    """An ``aiprov-event`` as such: checked in full, since anyone may send it."""
    from ...record.agent_event import read_event

    raw = {**payload, "agent": payload.get("agent", agent)}
    raw.setdefault("time", now())
    base = Path(str(raw.pop("cwd", ""))) if raw.get("cwd") else Path.cwd()
    _, root, name = inside(str(raw.get("notebook", "")), base)
    checked = read_event({**raw, "notebook": name})
    if checked is None or not name.endswith(NOTEBOOK):
        raise ValueError("this is not an aiprov-event 1.0; see docs/agents.md")
    db = connect(root, create=True)
    if db is None:
        raise ValueError("the project's ledger cannot be used")
    try:
        put_event(db, checked.agent, {**raw, "notebook": name})
    finally:
        db.close()
    return len(checked.edits)


class Outside(Exception):  # noqa: N818 - named after what happened
    """The path leads out of the project."""


def inside(path: str, base: Path) -> tuple[Path, Path, str]:
    """The file, the root of its own project, and its name in records.

    Args:
        path: as the trace names it, absolute or relative to ``base``.
        base: the folder the agent works in; its project is the limit.

    Raises:
        Outside: it leads elsewhere, by ``..``, by a link, or plainly.
    """
    if not path or "\0" in path:
        raise Outside("it names no file")
    path = path.removeprefix("file://")
    whole = Path(os.path.abspath(base / path))  # noqa: PTH100 - a link's own place counts
    limit = project_root(base)
    for file, place in ((whole, limit), (whole.resolve(), limit.resolve())):
        if not file.is_relative_to(place):
            raise Outside(f"{whole.name} is outside the project {limit.name}")
    root = project_root(whole)
    return whole, root, relative(whole, root)
