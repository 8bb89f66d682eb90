"""The payloads of agents' hooks, each read as a :class:`.calls.Call`: one function an agent.

None stands for a payload that changes no notebook, or for a call that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..narrow import mapping
from .calls import Call, Phase, changes, text

Payload = Mapping[str, object]
Parser = Callable[[Payload], Call | None]


def claude_code(payload: Payload) -> Call | None:
    """Claude Code: hooks PreToolUse and PostToolUse (code.claude.com, "Hooks reference")."""
    phase = _TOOL_USE.get(str(payload.get("hook_event_name")))
    found = changes(payload.get("tool_input"), payload.get("tool_response"))
    if phase is None or not found:
        return None
    return Call(
        "claude-code",
        phase,
        found,
        CLAUDE_CODE,
        cwd=text(payload, "cwd"),
        session=text(payload, "session_id"),
        call=text(payload, "tool_use_id"),
        transcript=text(payload, "transcript_path"),
    )


def codex(payload: Payload) -> Call | None:
    """Codex: the same hooks, edits as patches (developers.openai.com, "Hooks")."""
    phase = _TOOL_USE.get(str(payload.get("hook_event_name")))
    found = changes(payload.get("tool_input"), payload.get("tool_response"))
    if phase is None or not found:
        return None
    return Call(
        "codex",
        phase,
        found,
        {"tool": "Codex", "provider": "openai", "model": text(payload, "model")},
        cwd=text(payload, "cwd"),
        session=text(payload, "session_id"),
        call=text(payload, "tool_use_id", "turn_id"),
    )


def opencode(payload: Payload) -> Call | None:
    """opencode: ``tool.execute.before`` and ``tool.execute.after`` (opencode.ai, "Plugins").

    A plugin runs inside opencode; ours passes on what it is given, as one JSON object:
    ``{"phase", "directory", "tool", "sessionID", "callID", "args", "model"}``.
    """
    found = changes(payload.get("args"))
    if not found:
        return None
    return Call(
        "opencode",
        "before" if payload.get("phase") == "before" else "after",
        found,
        {
            "tool": "opencode",
            "provider": text(payload, "provider"),
            "model": text(payload, "model"),
        },
        cwd=text(payload, "directory"),
        session=text(payload, "sessionID"),
        call=text(payload, "callID"),
    )


def gemini_cli(payload: Payload) -> Call | None:
    """Gemini CLI: hooks BeforeTool and AfterTool (geminicli.com, "Hooks reference")."""
    phase = _TOOL.get(str(payload.get("hook_event_name")))
    response = mapping(payload.get("tool_response"))
    found = changes(payload.get("tool_input"), response.get("returnDisplay"))
    if phase is None or response.get("error") or not found:
        return None
    return Call(
        "gemini-cli",
        phase,
        found,
        {"tool": "Gemini CLI", "provider": "gcp.gemini"},
        cwd=text(payload, "cwd"),
        session=text(payload, "session_id"),
        time=text(payload, "timestamp") if phase == "after" else None,
    )


def cursor(payload: Payload) -> Call | None:
    """Cursor: hook afterFileEdit (cursor.com, "Hooks")."""
    if payload.get("hook_event_name") not in ("afterFileEdit", "afterTabFileEdit"):
        return None
    found = changes(payload)
    roots = payload.get("workspace_roots")
    root = roots[0] if isinstance(roots, list) and roots and isinstance(roots[0], str) else None
    if not found:
        return None
    return Call(
        "cursor",
        "after",
        found,
        {
            "tool": "Cursor",
            "tool_version": text(payload, "cursor_version"),
            "model": text(payload, "model"),
        },
        cwd=root,
        session=text(payload, "conversation_id"),
        call=text(payload, "tool_use_id"),
    )


def copilot_cli(payload: Payload) -> Call | None:
    """GitHub Copilot CLI: hooks preToolUse and postToolUse (docs.github.com, "hooks reference").

    The payload has camelCase names, or snake_case ones where the event was configured that way.
    """
    result = payload.get("toolResult", payload.get("tool_result"))
    if isinstance(result, Mapping):
        outcome = result.get("resultType", result.get("result_type"))
        if outcome not in ("success", None):
            return None
    found = changes(payload.get("toolArgs", payload.get("tool_input")))
    if not found:
        return None
    return Call(
        "copilot-cli",
        "before" if result is None else "after",
        found,
        {"tool": "GitHub Copilot CLI"},
        cwd=text(payload, "cwd"),
        session=text(payload, "sessionId", "session_id"),
        call=text(payload, "toolUseId", "tool_use_id"),
    )


CLAUDE_CODE = {"tool": "Claude Code", "provider": "anthropic"}
_TOOL_USE: dict[str, Phase] = {"PreToolUse": "before", "PostToolUse": "after"}
_TOOL: dict[str, Phase] = {"BeforeTool": "before", "AfterTool": "after"}

#: By the name an agent has on the command line.
PARSERS: dict[str, Parser] = {
    "claude-code": claude_code,
    "codex": codex,
    "opencode": opencode,
    "gemini-cli": gemini_cli,
    "cursor": cursor,
    "copilot-cli": copilot_cli,
}
