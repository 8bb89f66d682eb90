"""Codex: hooks PreToolUse and PostToolUse, edits as patches (developers.openai.com, "Hooks")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..calls import Call, Phase, changes, text

AGENT = "codex"
_PHASES: dict[str, Phase] = {"PreToolUse": "before", "PostToolUse": "after"}


def parse(payload: Mapping[str, Any]) -> Call | None:
    """The call of a hook's payload; None if it changes no notebook."""
    phase = _PHASES.get(str(payload.get("hook_event_name")))
    found = changes(payload.get("tool_input"), payload.get("tool_response"))
    if phase is None or not found:
        return None
    return Call(
        AGENT,
        phase,
        found,
        {"tool": "Codex", "provider": "openai", "model": text(payload, "model")},
        cwd=text(payload, "cwd"),
        session=text(payload, "session_id"),
        call=text(payload, "tool_use_id", "turn_id"),
    )
