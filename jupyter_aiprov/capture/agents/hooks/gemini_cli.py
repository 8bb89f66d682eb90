"""Gemini CLI: hooks BeforeTool and AfterTool (geminicli.com, "Hooks reference")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..calls import Call, Phase, changes, text

AGENT = "gemini-cli"
_PHASES: dict[str, Phase] = {"BeforeTool": "before", "AfterTool": "after"}


def parse(payload: Mapping[str, Any]) -> Call | None:
    """The call of a hook's payload; None if it failed or changes no notebook."""
    phase = _PHASES.get(str(payload.get("hook_event_name")))
    response = payload.get("tool_response")
    failed = isinstance(response, Mapping) and response.get("error")
    shown = response.get("returnDisplay") if isinstance(response, Mapping) else None
    found = changes(payload.get("tool_input"), shown)
    if phase is None or failed or not found:
        return None
    return Call(
        AGENT,
        phase,
        found,
        {"tool": "Gemini CLI", "provider": "gcp.gemini"},
        cwd=text(payload, "cwd"),
        session=text(payload, "session_id"),
        time=text(payload, "timestamp") if phase == "after" else None,
    )
