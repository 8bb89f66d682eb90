"""jupyter-ai's ``.chat`` files: tool calls of its personas, with the text before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path

from ....record.agent_event import AgentEvent
from ....record.base import utc
from ...narrow import objects
from ..calls import Call, Change, changes, text
from ..cells import edits, sources
from . import Found, Request
from .making import belongs, made

AGENT = "jupyter-ai"
#: A chat larger than this is not read, in bytes.
_LARGEST = 64_000_000
_SKIPPED = {".ipynb_checkpoints", "node_modules", ".git"}


def trace(request: Request) -> Found:
    """The edits of the notebook that the project's chats tell of."""
    found = Found()
    for path in _chats(request):
        if path.stat().st_size > _LARGEST:
            request.say(f"AP603 {path.name}: larger than 64 MB: skipped")
            continue
        try:
            found.events.extend(_events(request, json.loads(path.read_bytes())))
            found.sources += 1
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            request.say(f"AP603 {path.name}: {type(error).__name__}: skipped")
    found.events.sort(key=lambda event: event.time)
    return found


def _chats(request: Request) -> list[Path]:
    source = request.source or request.root
    if source.is_file():
        return [source]
    found = source.rglob("*.chat")
    return sorted(path for path in found if path.is_file() and not _SKIPPED & set(path.parts))


def _events(request: Request, chat: Mapping[str, object]) -> Iterator[AgentEvent]:
    users = chat.get("users")
    for message in objects(chat.get("messages")):
        details = message.get("metadata")
        calls = details.get("tool_calls") if isinstance(details, Mapping) else None
        for call in calls if isinstance(calls, list) else ():
            if isinstance(call, Mapping) and call.get("status") in ("completed", None):
                yield from _call(request, message, call, users)


def _call(
    request: Request, message: Mapping[str, object], call: Mapping[str, object], users: object
) -> Iterator[AgentEvent]:
    told = tuple(_changes(call))
    mine = [change for change in told if belongs(request, change.path, None)]
    found = [edit for change in mine for edit in edits(change, None, None)]
    moment = message.get("time")
    if not isinstance(moment, int | float):
        return
    sender = str(message.get("sender"))
    user = users.get(sender) if isinstance(users, Mapping) else None
    name = text(user, "display_name", "name") if isinstance(user, Mapping) else None
    event = made(
        Call(
            AGENT,
            "after",
            tuple(mine),
            {"tool": f"jupyter-ai ({name or sender})"},
            call=text(call, "tool_call_id"),
            time=utc(datetime.fromtimestamp(moment, timezone.utc)),
        ),
        request,
        found,
    )
    if event is not None:
        yield event


def _changes(call: Mapping[str, object]) -> Iterator[Change]:
    """From the diffs the chat shows; from the tool's own arguments where there are none."""
    diffs = call.get("diffs")
    shown = False
    for diff in diffs if isinstance(diffs, list) else ():
        path, new = text(diff, "path"), text(diff, "new_text")
        if path and new is not None:
            shown = True
            yield _of_diff(path, text(diff, "old_text"), new)
    if not shown:
        yield from changes(call.get("raw_input"), call.get("raw_output"))


def _of_diff(path: str, old: str | None, new: str) -> Change:
    if sources(new) is not None:
        return Change(path, "file", new, original=old or None, created=not old)
    return Change(path, "parts", parts=((old or "", new),))
