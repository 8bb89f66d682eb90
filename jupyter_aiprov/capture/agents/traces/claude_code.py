"""Claude Code's transcripts: one JSON Lines file a session.

They are streamed: of a hundred megabytes only the lines that name a notebook are parsed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ....record.agent_event import AgentEvent
from ...narrow import needed, objects
from ..calls import Call, Change, changes, text
from ..cells import edits, joined, sources
from ..transcript import usage
from . import Found, Request, files, lines
from .making import belongs, made

AGENT = "claude-code"
_SYSTEM = {"tool": "Claude Code", "provider": "anthropic"}


def trace(request: Request) -> Found:
    """The edits of the notebook that transcripts tell of and the tool confirmed."""
    found = Found()
    for path in files(request.source or _usual(request.root), "*.jsonl"):
        session = _Session(request, path)
        found.events.extend(session.events())
        found.sources += 1
    found.events.sort(key=lambda event: event.time)
    return found


def _usual(root: Path) -> Path:
    """Where Claude Code keeps the transcripts of a project."""
    home = Path(os.environ.get("CLAUDE_CONFIG_DIR") or Path.home() / ".claude")
    return home / "projects" / re.sub(r"[^A-Za-z0-9]", "-", str(root))


class _Session:
    """One transcript, read once from beginning to end."""

    def __init__(self, request: Request, path: Path) -> None:
        self._request = request
        self._path = path
        self._name = request.path.name.encode()
        self._asked: dict[str, tuple[Mapping[str, object], Change]] = {}
        self._cells: dict[str, str] = {}

    def events(self) -> Iterator[AgentEvent]:
        """The confirmed edits in order."""
        for line in lines(self._path, self._request.say):
            if self._name not in line and not (self._asked and b'"tool_result"' in line):
                continue
            try:
                entry = json.loads(line)
                yield from self._entry(entry)
            except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
                self._request.say(f"AP603 {self._path.name}: {type(error).__name__}: skipped")

    def _entry(self, entry: Mapping[str, object]) -> Iterator[AgentEvent]:
        content = needed(entry.get("message", {})).get("content")
        for block in content if isinstance(content, list) else ():
            if not isinstance(block, Mapping):
                continue
            if block.get("type") == "tool_use":
                self._ask(dict(entry), block)
            elif block.get("type") == "tool_result":
                yield from self._result(entry, block)

    def _ask(self, entry: dict[str, object], block: Mapping[str, object]) -> None:
        given = block.get("input")
        found = changes(given)
        named = found[0].path if found else None
        if named is None and isinstance(given, Mapping):
            named = text(given, "file_path", "notebook_path")
        if named and belongs(self._request, named, text(entry, "cwd")):
            self._asked[str(block["id"])] = (entry, found[0] if found else Change(named, "cell"))

    def _result(
        self, entry: Mapping[str, object], block: Mapping[str, object]
    ) -> Iterator[AgentEvent]:
        asked = self._asked.pop(str(block.get("tool_use_id")), None)
        if asked is None or block.get("is_error"):
            return
        said, change = asked
        told = entry.get("toolUseResult")
        told = told if isinstance(told, Mapping) else {}
        self._read(told)
        blocks = objects(needed(said["message"])["content"])
        given = next(one["input"] for one in blocks if one.get("id") == block["tool_use_id"])
        confirmed = changes(given, told)
        if not confirmed:
            return
        change = confirmed[0]
        found = edits(change, dict(self._cells) or None, None)
        self._remember(change, found)
        event = made(self._call(said, change, str(block["tool_use_id"])), self._request, found)
        if event is not None:
            yield event

    def _read(self, told: Mapping[str, object]) -> None:
        """What the agent was shown of the notebook is what stood there before."""
        shown = told.get("file")
        cells = shown.get("cells") if isinstance(shown, Mapping) else None
        for cell in cells if isinstance(cells, list) else ():
            name = text(cell, "cell_id")
            if name is not None:
                source = cell.get("source")
                self._cells[name] = joined(source)

    def _remember(self, change: Change, found: list[dict[str, object]]) -> None:
        if change.kind == "file":
            self._cells = sources(change.text) or {}
        for edit in found:
            if "cell" in edit and not edit.get("part"):
                self._cells[str(edit["cell"])] = str(edit["after"])

    def _call(self, entry: Mapping[str, object], change: Change, call: str) -> Call:
        message = needed(entry["message"])
        system = {**_SYSTEM, "model": message.get("model"), "tool_version": entry.get("version")}
        return Call(
            AGENT,
            "after",
            (change,),
            system,
            session=text(entry, "sessionId"),
            call=call,
            message=text(message, "id"),
            usage=usage(message.get("usage")),
            time=text(entry, "timestamp"),
        )
