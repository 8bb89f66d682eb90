"""Events of agents' hooks, as their makers publish them, sent for an edit."""

import io
import json

from jupyter_aiprov.capture.agents.receive import receive

CLAUDE = {"session_id": "s-1", "hook_event_name": "PostToolUse", "tool_use_id": "toolu_1"}


def tell(agent, payload):
    said = []
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return receive(agent, io.BytesIO(data), said.append), said


def raw_change(sim, edit):
    """Make ``edit`` in the file; the passages of its JSON text before and after it."""
    old = sim.path.read_text()
    edit()
    sim.write()
    new = sim.path.read_text()
    a, b = old.splitlines(), new.splitlines()
    head = next(i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y)
    tail = next(i for i, (x, y) in enumerate(zip(a[::-1], b[::-1], strict=False)) if x != y)
    return a[head - 1 : len(a) - tail + 1], b[head - 1 : len(b) - tail + 1]


def claude(sim, cell, edit):
    given = {"notebook_path": str(sim.path), "cell_id": cell.id, "cell_type": "code"}
    base = {**CLAUDE, "cwd": str(sim.folder), "tool_name": "NotebookEdit"}
    tell(
        "claude-code",
        {**base, "hook_event_name": "PreToolUse", "tool_input": given | {"new_source": ""}},
    )
    edit()
    sim.write()
    given = {**given, "new_source": cell.source, "edit_mode": "replace"}
    return tell("claude-code", {**base, "tool_input": given, "tool_response": {"cell_id": cell.id}})


def claude_write(sim, cell, edit):
    base = {**CLAUDE, "cwd": str(sim.folder), "tool_name": "Write"}
    given = {"file_path": str(sim.path), "content": ""}
    tell("claude-code", {**base, "hook_event_name": "PreToolUse", "tool_input": given})
    edit()
    sim.write()
    given = {**given, "content": sim.json()}
    return tell("claude-code", {**base, "tool_input": given, "tool_response": {"success": True}})


def gemini(sim, cell, edit):
    old, new = raw_change(sim, edit)
    given = {"file_path": str(sim.path), "old_string": "\n".join(old), "new_string": "\n".join(new)}
    base = {"session_id": "g", "cwd": str(sim.folder), "hook_event_name": "AfterTool"}
    base |= {"timestamp": "2026-11-24T10:00:00Z", "transcript_path": "/nowhere.json"}
    response = {"llmContent": "ok", "returnDisplay": "ok"}
    return tell(
        "gemini-cli",
        {**base, "tool_name": "replace", "tool_input": given, "tool_response": response},
    )


def codex(sim, cell, edit):
    old, new = raw_change(sim, edit)
    hunk = [f"-{line}" for line in old] + [f"+{line}" for line in new]
    patch = ["*** Begin Patch", f"*** Update File: {sim.name}", "@@", *hunk, "*** End Patch"]
    base = {"session_id": "x", "turn_id": "t", "cwd": str(sim.folder), "model": "gpt-5-codex"}
    base |= {"hook_event_name": "PostToolUse", "tool_name": "apply_patch", "tool_use_id": "call_1"}
    return tell(
        "codex", {**base, "tool_input": {"command": "\n".join(patch)}, "tool_response": "Success"}
    )


def cursor(sim, cell, edit):
    old, new = raw_change(sim, edit)
    edits = [{"old_string": "\n".join(old), "new_string": "\n".join(new)}]
    base = {"conversation_id": "c", "generation_id": "g", "workspace_roots": [str(sim.folder)]}
    base |= {"hook_event_name": "afterFileEdit", "model": "gpt-5", "cursor_version": "2.0.77"}
    return tell("cursor", {**base, "file_path": str(sim.path), "edits": edits})


def copilot(sim, cell, edit):
    old, new = raw_change(sim, edit)
    given = {"path": str(sim.path), "old_str": "\n".join(old), "new_str": "\n".join(new)}
    base = {"sessionId": "p", "timestamp": 1795500000000, "cwd": str(sim.folder)}
    result = {"resultType": "success", "textResultForLlm": ""}
    return tell(
        "copilot-cli",
        {**base, "toolName": "str_replace", "toolArgs": json.dumps(given), "toolResult": result},
    )


def opencode(sim, cell, edit):
    old, new = raw_change(sim, edit)
    given = {"filePath": str(sim.path), "oldString": "\n".join(old), "newString": "\n".join(new)}
    base = {"phase": "after", "directory": str(sim.folder), "tool": "edit", "sessionID": "o"}
    return tell("opencode", {**base, "callID": "1", "args": given, "model": "big-model"})
