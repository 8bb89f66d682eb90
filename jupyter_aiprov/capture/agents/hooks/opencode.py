"""opencode: a plugin's ``tool.execute.before`` and ``tool.execute.after`` (opencode.ai, "Plugins").

A plugin runs inside opencode; ours passes on what it is given, as one JSON object:
``{"phase", "directory", "tool", "sessionID", "callID", "args", "model"}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..calls import Call, changes, text

AGENT = "opencode"


def parse(payload: Mapping[str, Any]) -> Call | None:
    """The call of a plugin's payload; None if it changes no notebook."""
    found = changes(payload.get("args"))
    if not found:
        return None
    return Call(
        AGENT,
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
