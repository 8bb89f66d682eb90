"""An agent's own configuration: our hook put in, shown, and taken out again."""

from __future__ import annotations

import difflib
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ...record.atomic import write_atomic
from ...record.errors import BadInput
from ...record.jsontext import patch
from ..narrow import mapping, sequence

_EDITING = "NotebookEdit|Write|Edit|MultiEdit"

Hooks = dict[str, list[object]]


def _nested(events: dict[str, str]) -> Callable[[str], Hooks]:
    """Events to matchers, in the form Claude Code, Codex and Gemini CLI share."""

    def build(command: str) -> Hooks:
        run = {"type": "command", "command": command}
        return {event: [{"matcher": which, "hooks": [run]}] for event, which in events.items()}

    return build


def _flat(key: str, *events: str, **more: object) -> Callable[[str], Hooks]:
    """One command an event, as Cursor and Copilot have it."""
    return lambda command: {event: [{**more, key: command}] for event in events}


_AGENTS: dict[str, tuple[str, Callable[[str], Hooks], dict[str, object]]] = {
    "claude-code": (
        ".claude/settings.local.json",
        _nested({"PreToolUse": _EDITING, "PostToolUse": _EDITING}),
        {},
    ),
    "codex": (
        ".codex/hooks.json",
        _nested({"PreToolUse": "apply_patch", "PostToolUse": "apply_patch"}),
        {},
    ),
    "gemini-cli": (
        ".gemini/settings.json",
        _nested({"BeforeTool": "write_file|replace", "AfterTool": "write_file|replace"}),
        {},
    ),
    "cursor": (".cursor/hooks.json", _flat("command", "afterFileEdit"), {"version": 1}),
    "copilot-cli": (
        ".github/hooks/aiprov.json",
        _flat("bash", "preToolUse", "postToolUse", type="command"),
        {"version": 1},
    ),
}


def change(agent: str, project: Path, *, install: bool) -> tuple[Path, str]:
    """Put our hook into the agent's configuration of this project, or take it out.

    Args:
        agent: whose configuration it is.
        project: the folder the configuration stands in.
        install: whether our hook is put in, or taken out.

    Returns:
        The file, and what changed in it as a unified diff, empty if nothing did.

    Raises:
        BadInput: no configuration of this agent is known, or the file is not JSON.
        NotWritable: the file cannot be written.
    """
    if agent not in _AGENTS:
        known = ", ".join(sorted(_AGENTS))
        raise BadInput(f"How '{agent}' is configured is not known here. Known: {known}.")
    name, build, base = _AGENTS[agent]
    file = project / name
    old = file.read_text(encoding="utf-8") if file.is_file() else ""
    settings = _settings(old, file)
    kept = _without(settings, agent)
    if install:
        kept = _with(kept or dict(base), build(command(agent, personal=".local." in name)))
    elif kept == base:
        kept = {}
    new = _written(old, settings, kept)
    if new != old:
        _write(file, new)
    return file, "".join(_diff(old, new, name))


def command(agent: str, *, personal: bool) -> str:
    """What the agent shall run.

    In a person's own settings it is the program of this very environment, which need not be on
    the agent's path; a file the project shares names no place on one machine.
    """
    beside = Path(sys.executable).with_name("jupyter-aiprov")
    program = shlex.quote(str(beside)) if personal and beside.is_file() else "jupyter-aiprov"
    return f"{program} hook {agent}"


def _settings(text: str, file: Path) -> dict[str, object]:
    try:
        found = json.loads(text) if text.strip() else {}
    except ValueError as error:
        raise BadInput(f"{file} is not JSON ({error}); repair it first.") from None
    if not isinstance(found, dict) or not isinstance(found.get("hooks", {}), dict):
        raise BadInput(f"{file} does not hold an object with 'hooks'; repair it first.")
    return found


def _with(settings: dict[str, object], ours: Hooks) -> dict[str, object]:
    hooks = dict(mapping(settings.get("hooks")))
    for event, entries in ours.items():
        hooks[event] = [*sequence(hooks.get(event)), *entries]
    return {**settings, "hooks": hooks}


def _without(settings: dict[str, object], agent: str) -> dict[str, object]:
    """The settings without our entries, and without what held nothing but them."""
    mark = f" hook {agent}"
    hooks: dict[str, object] = {}
    for event, entries in mapping(settings.get("hooks")).items():
        ours = [one for one in sequence(entries) if _is_ours(one, mark)]
        kept = [one for one in sequence(entries) if one not in ours] if ours else entries
        if kept or not entries:
            hooks[event] = kept
    out = {key: value for key, value in settings.items() if key != "hooks"}
    return {**out, "hooks": hooks} if hooks else out


def _is_ours(entry: object, mark: str) -> bool:
    inner = entry.get("hooks", [entry]) if isinstance(entry, dict) else []
    commands = [one.get("command") or one.get("bash") for one in inner if isinstance(one, dict)]
    return bool(commands) and all(
        isinstance(text, str) and "jupyter-aiprov" in text and text.endswith(mark)
        for text in commands
    )


def _written(old: str, settings: dict[str, object], new: dict[str, object]) -> str:
    """The file's text with the change in it, all else as it was."""
    if new == settings:
        return old
    if not new:
        return ""
    return "".join(patch(old, new)) if old.strip() else json.dumps(new, indent=2) + "\n"


def _write(file: Path, text: str) -> None:
    if not text:
        file.unlink()
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(file, text.encode())


def _diff(old: str, new: str, name: str) -> Iterator[str]:
    yield from difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
