"""Cursor: hook afterFileEdit (cursor.com, "Hooks")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..calls import Call, changes, text

AGENT = "cursor"


def parse(payload: Mapping[str, Any]) -> Call | None:
    """The call of a hook's payload; None if it changes no notebook."""
    if payload.get("hook_event_name") not in ("afterFileEdit", "afterTabFileEdit"):
        return None
    found = changes(payload)
    roots = payload.get("workspace_roots")
    root = roots[0] if isinstance(roots, list) and roots and isinstance(roots[0], str) else None
    if not found:
        return None
    return Call(
        AGENT,
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
