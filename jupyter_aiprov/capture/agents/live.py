"""Tool calls inside a Jupyter server: what stood in the notebook before, and what was asked.

Knows nothing of the servers that make them; :mod:`jupyter_aiprov.serving.agents` brings them here.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ...record.eventlog import now, put_event
from ...record.ledgerfile import connect
from .calls import Call, Change, changes
from .cells import edits, sources
from .receive import Outside, event, inside

#: The open document's cells by its path; None where it is not open in a shared room.
Live = Callable[[str], Awaitable["dict[str, str] | None"]]

_USAGE = {
    "input_tokens": "gen_ai.usage.input_tokens",
    "output_tokens": "gen_ai.usage.output_tokens",
}


class Pending(NamedTuple):
    """A call that goes on: its changes, and the cells before it of each notebook."""

    changes: tuple[Change, ...]
    before: tuple[dict[str, str] | None, ...]


class Watcher:
    """Follows tool calls of one server.

    Args:
        root: the folder the server serves.
        live: the cells of an open document.
    """

    def __init__(self, root: Path, live: Live) -> None:
        self._root = root
        self._live = live
        self._models: dict[str, str] = {}
        self._used: dict[str, dict[str, int]] = {}
        self._last: dict[str, tuple[Path | None, dict[str, object]]] = {}

    async def before(
        self, tool: str, arguments: Mapping[str, object], path: str | None = None
    ) -> Pending | None:
        """Note what a call is about to change; None if it changes no notebook.

        Args:
            tool: its name.
            arguments: its arguments.
            path: the notebook it works on, where the arguments do not say.

        Returns:
            The call as :meth:`after` wants it; None if it changes no notebook.
        """
        given = {"path": path, **arguments} if path else dict(arguments)
        found = changes(given, None, tool)
        if not found:
            return None
        return Pending(found, tuple([await self._cells(change.path) for change in found]))

    async def after(
        self, pending: Pending, agent: str, system: Mapping[str, object], session: str | None
    ) -> int:
        """The call succeeded: keep its edits in the project's ledger; how many there were.

        Args:
            pending: what :meth:`before` answered.
            agent: who made the call.
            system: the AI system behind it, by the names of
                :class:`~jupyter_aiprov.record.activity.System`.
            session: the agent's own id of its session.

        Returns:
            How many edits were kept.
        """
        kept = 0
        for change, before in zip(pending.changes, pending.before, strict=True):
            present = await self._cells(change.path)
            found = edits(change, before, present)
            call = Call(agent, "after", (change,), system, session=session, call=uuid.uuid4().hex)
            try:
                _, root, name = inside(change.path, self._root)
            except Outside:
                continue
            told = event(call, name, found)
            if found and put(root, agent, told):
                self._last[agent] = (root, told)
                kept += len(found)
        return kept

    async def _cells(self, path: str) -> dict[str, str] | None:
        try:
            file, _, _ = inside(path, self._root)
        except Outside:
            return None
        shared = await self._live(file.relative_to(self._root).as_posix())
        if shared is not None:
            return shared
        try:
            return sources(file.read_bytes())
        except OSError:
            return None

    def persona_state(self, data: Mapping[str, object]) -> None:
        """jupyter-ai tells which model a persona uses, and what it has used in all so far.

        Tokens used since they were last told belong to the persona's last edit, if there was one.
        """
        persona, model, usage = (data.get(name) for name in ("persona_id", "model", "usage"))
        if not isinstance(persona, str):
            return
        if isinstance(model, Mapping) and isinstance(model.get("current"), str):
            self._models[persona] = model["current"]
        if isinstance(usage, Mapping):
            spent = self._spent(persona, usage)
            root, told = self._last.pop(persona, (None, {}))
            if root is not None and spent:
                put(root, persona, {**told, "message": uuid.uuid4().hex, "usage": spent})

    def _spent(self, persona: str, usage: Mapping[str, object]) -> dict[str, float]:
        before = self._used.setdefault(persona, {})
        spent: dict[str, float] = {}
        for key, name in _USAGE.items():
            total = usage.get(key)
            if isinstance(total, int) and total >= before.get(key, 0):
                spent[name] = total - before.get(key, 0)
                before[key] = total
        return spent

    def model_of(self, persona: str | None) -> str | None:
        """The model a persona was last said to use."""
        return self._models.get(persona or "")


def put(root: Path, agent: str, told: Mapping[str, object]) -> bool:
    """Keep an event in a project's ledger; False where that is not possible.

    Args:
        root: of the project.
        agent: who reports.
        told: the ``aiprov-event``.

    Returns:
        Whether it was kept.
    """
    db = connect(root, create=True)
    if db is None:
        return False
    try:
        put_event(db, agent, told)
    finally:
        db.close()
    return True


def accepted(body: bytes, root: Path) -> str | None:
    """Keep an ``aiprov-event`` sent to the server; what is wrong with it, None if nothing is."""
    from ...record.agent_event import read_event

    try:
        raw = json.loads(body)
        raw = {"agent": "unknown", "time": now(), **raw}
        _, project, name = inside(str(raw.get("notebook", "")), root)
    except Outside as error:
        return f"AP604 {error}"
    except (ValueError, TypeError, RecursionError):
        return "AP603 this is not a JSON object"
    checked = read_event({**raw, "notebook": name})
    if checked is None:
        return "AP603 this is not an aiprov-event 1.0; see docs/agents.md"
    if not put(project, checked.agent, {**raw, "notebook": name}):
        return "AP302 the project's ledger cannot be used"
    return None
