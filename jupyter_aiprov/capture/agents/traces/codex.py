"""Codex's sessions: one JSON Lines file each, ``{timestamp, type, payload}`` a line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from ....record.agent_event import AgentEvent
from ...narrow import mapping
from ..calls import Call, Change, changes, text
from ..cells import edits
from . import Found, Request, files, lines
from .making import belongs, made

AGENT = "codex"
_CALLS = ("custom_tool_call", "function_call")
_OUTPUTS = ("custom_tool_call_output", "function_call_output")


def trace(request: Request) -> Found:
    """The edits of the notebook that sessions of this project tell of."""
    home = Path(os.environ.get("CODEX_HOME") or Path.home() / ".codex")
    found = Found()
    for path in files(request.source or home / "sessions", "rollout-*.jsonl"):
        found.events.extend(_Session(request, path).events())
        found.sources += 1
    found.events.sort(key=lambda event: event.time)
    return found


class _Session:
    """One session: what holds until it is changed, and the calls not yet answered."""

    def __init__(self, request: Request, path: Path) -> None:
        self._request = request
        self._path = path
        self._session: str | None = None
        self._cwd: str | None = None
        self._version: str | None = None
        self._model: str | None = None
        self._asked: dict[str, tuple[str, tuple[Change, ...]]] = {}

    def events(self) -> Iterator[AgentEvent]:
        """The edits in order."""
        name = self._request.path.name.encode()
        for line in lines(self._path, self._request.say):
            if name in line or b"session_meta" in line or b"turn_context" in line or self._asked:
                try:
                    yield from self._line(json.loads(line))
                except (ValueError, TypeError, AttributeError, RecursionError) as error:
                    self._request.say(f"AP603 {self._path.name}: {type(error).__name__}: skipped")

    def _line(self, entry: Mapping[str, object]) -> Iterator[AgentEvent]:
        payload = entry.get("payload")
        if not isinstance(payload, Mapping):
            return
        kind = payload.get("type")
        if entry.get("type") == "session_meta":
            self._session, self._cwd = text(payload, "id"), text(payload, "cwd")
            self._version = text(payload, "cli_version")
        elif entry.get("type") == "turn_context":
            self._model = text(payload, "model")
            self._cwd = text(payload, "cwd") or self._cwd
        elif kind in _CALLS:
            given = payload.get("input", payload.get("arguments"))
            found = changes({"input": given} if kind == "custom_tool_call" else given)
            mine = tuple(c for c in found if belongs(self._request, c.path, self._cwd))
            call = text(payload, "call_id")
            if mine and call:
                self._asked[call] = (str(entry.get("timestamp")), mine)
        elif kind in _OUTPUTS:
            yield from self._done(text(payload, "call_id") or "", payload.get("output"))

    def _done(self, call: str, output: object) -> Iterator[AgentEvent]:
        asked = self._asked.pop(call, None)
        if asked is None or _failed(output):
            return
        time, mine = asked
        system = {
            "tool": "Codex",
            "tool_version": self._version,
            "provider": "openai",
            "model": self._model,
        }
        found = [edit for change in mine for edit in edits(change, None, None)]
        made_of = Call(AGENT, "after", mine, system, session=self._session, call=call, time=time)
        event = made(made_of, self._request, found)
        if event is not None:
            yield event


def _failed(output: object) -> bool:
    """Whether the tool says it did not work: an exit code other than 0."""
    if isinstance(output, str):
        try:
            return _failed_with(json.loads(output))
        except ValueError:
            return not output.lstrip().startswith(("Success", "Exit code: 0"))
    return _failed_with(output)


def _failed_with(told: object) -> bool:
    return bool(mapping(mapping(told).get("metadata")).get("exit_code"))
