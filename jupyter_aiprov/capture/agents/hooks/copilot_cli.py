"""GitHub Copilot CLI: hooks preToolUse and postToolUse (docs.github.com, "hooks reference").

The payload has camelCase names, or snake_case ones where the event was configured that way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..calls import Call, changes, text

AGENT = "copilot-cli"
_DONE = ("success", None)


def parse(payload: Mapping[str, Any]) -> Call | None:
    """The call of a hook's payload; None if it failed or changes no notebook."""
    result = payload.get("toolResult", payload.get("tool_result"))
    if isinstance(result, Mapping):
        outcome = result.get("resultType", result.get("result_type"))
        if outcome not in _DONE:
            return None
    found = changes(payload.get("toolArgs", payload.get("tool_input")))
    if not found:
        return None
    return Call(
        AGENT,
        "before" if result is None else "after",
        found,
        {"tool": "GitHub Copilot CLI"},
        cwd=text(payload, "cwd"),
        session=text(payload, "sessionId", "session_id"),
        call=text(payload, "toolUseId", "tool_use_id"),
    )
