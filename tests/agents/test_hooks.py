"""Agents' hooks: payloads as their makers publish them, joined to cells character by character.

Sources of the payloads' forms: code.claude.com "Hooks reference"; developers.openai.com "Codex:
Hooks"; geminicli.com "Hooks reference"; cursor.com "Hooks"; docs.github.com "Copilot CLI hooks
reference"; opencode.ai "Plugins".
"""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from agents_sim import by, score

from jupyter_aiprov.capture.agents.receive import AGENTS, receive
from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.record.ledger import Ledger

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


def generic(sim, cell, edit):
    before = cell.source
    edit()
    sim.write()
    event = {"schema": "aiprov-event 1.0", "notebook": sim.name, "cwd": str(sim.folder)}
    event |= {"system": {"tool": "Our assistant", "model": "m-1"}}
    return tell(
        "our-assistant",
        {**event, "edits": [{"cell": cell.id, "before": before, "after": cell.source}]},
    )


ALL = [claude, claude_write, gemini, codex, cursor, copilot, opencode, generic]


@pytest.fixture
def study(sim):
    made = sim(3)
    for _ in range(4):
        made.new_cell("human")
    made.write()
    return made


@pytest.mark.parametrize("agent", ALL, ids=lambda f: f.__name__)
def test_an_edit_is_joined_to_its_characters(study, agent):
    cell = study.cells[1]

    def edit():
        cell.chars = cell.chars + by("ai", "\nrate = events / person_years  # 'à la carte' \\n")

    assert agent(study, cell, edit) == (1, [])
    found = score(study, open_notebook(study.path))
    assert (found.wrong, found.missed) == ([], [])
    cell.chars = by("human", "import numpy as np\n") + cell.chars
    study.write()
    found = score(study, open_notebook(study.path))
    assert found.wrong == []
    assert found.recall == 1.0


@pytest.mark.parametrize("agent", ALL, ids=lambda f: f.__name__)
def test_the_record_says_which_tool_and_how_it_is_known(study, agent):
    cell = study.cells[0]

    def edit():
        cell.chars = cell.chars + by("ai", "\nsurvival = fitter.predict(180)")

    agent(study, cell, edit)
    (activity,) = open_notebook(study.path).cells[0].record.records
    assert activity.evidence == "imported"
    assert activity.kind == "edit"
    assert activity.system.tool
    assert activity.response.text is None


def test_many_edits_by_agent_and_person(sim):
    for seed in range(6):
        study = sim(seed)
        study.name = f"study{seed}.ipynb"
        for _ in range(3):
            study.new_cell("human")
        study.write()
        for number in range(20):
            if study.random.random() < 0.5:
                study.edit("human")
                study.write()
                continue
            before = study.path.read_bytes()
            cell, _ = study.edit("ai")
            after = study.json()
            base = {**CLAUDE, "tool_use_id": f"toolu_{number}", "cwd": str(study.folder)}
            given = {
                "notebook_path": str(study.path),
                "cell_id": cell.id,
                "new_source": cell.source,
            }
            study.path.write_bytes(before)
            tell("claude-code", {**base, "hook_event_name": "PreToolUse", "tool_input": given})
            study.path.write_text(after)
            tell("claude-code", {**base, "tool_input": given})
        found = score(study, open_notebook(study.path))
        assert found.wrong == [], seed
        assert found.recall >= 0.95, (seed, found.missed)


def test_an_inserted_cell_is_a_generation_and_gets_its_id_from_the_file(study):
    made = study.new_cell("ai")
    study.write()
    given = {"notebook_path": str(study.path), "new_source": made.source, "edit_mode": "insert"}
    tell("claude-code", {**CLAUDE, "cwd": str(study.folder), "tool_input": given})
    notebook = open_notebook(study.path)
    assert score(study, notebook).missed == []
    (activity,) = next(c for c in notebook.cells if c.id == made.id).record.records
    assert activity.kind == "generation"


def test_what_an_unknown_text_was_replaced_by_claims_no_characters(study):
    cell = study.cells[0]
    given = {"notebook_path": str(study.path), "cell_id": cell.id, "new_source": cell.source}
    tell("claude-code", {**CLAUDE, "cwd": str(study.folder), "tool_input": given})
    record = open_notebook(study.path).cells[0].record
    assert record.authorship is None
    assert [d.code for d in record.records[0].diagnostics] == ["AP602"]


def test_model_and_tokens_come_from_the_transcript(study):
    transcript = study.folder / "session.jsonl"
    usage = {"input_tokens": 5, "cache_read_input_tokens": 100, "output_tokens": 40}
    block = {"type": "tool_use", "id": "toolu_1", "name": "NotebookEdit", "input": {}}
    message = {"id": "msg_1", "model": "claude-opus-4-6", "usage": usage, "content": [block]}
    said = {"type": "assistant", "version": "2.1.0", "timestamp": "2026-11-24T10:00:00.000Z"}
    transcript.write_text("not json\n" + json.dumps({**said, "message": message}) + "\n")
    made = study.new_cell("ai")
    study.write()
    given = {"notebook_path": str(study.path), "new_source": made.source, "edit_mode": "insert"}
    base = {**CLAUDE, "cwd": str(study.folder), "transcript_path": str(transcript)}
    tell("claude-code", {**base, "tool_input": given})
    notebook = open_notebook(study.path)
    record = next(c for c in notebook.cells if c.id == made.id).record
    call = next(a for a in record.records if a.kind == "model-call")
    assert (call.system.model, call.system.tool_version) == ("claude-opus-4-6", "2.1.0")
    assert call.usage["gen_ai.usage.input_tokens"] == 105
    assert record.cost.systems[0].usage["gen_ai.usage.output_tokens"] == 40


def test_a_renamed_notebook_keeps_its_events(study):
    cell = study.cells[0]
    claude(study, cell, lambda: setattr(cell, "chars", cell.chars + by("ai", "\ntotal = a + b")))
    study.path.rename(study.folder / "other.ipynb")
    study.name = "other.ipynb"
    assert score(study, open_notebook(study.path)).missed == []


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "AP603"),
        (b"not json", "AP603"),
        (b"[1]", "AP603"),
        (b"{" * 100_000, "AP603"),
        (b"\xff\xfe", "AP603"),
        ({"schema": "aiprov-event 1.0", "notebook": "x.ipynb", "edits": 3}, "AP603"),
        ({"schema": "aiprov-event 1.0", "notebook": "../x.ipynb", "edits": []}, "AP604"),
    ],
)
def test_a_bad_event_is_skipped_with_a_message(project, monkeypatch, payload, code):
    monkeypatch.chdir(project)
    kept, said = tell("claude-code", payload)
    assert kept == 0
    assert said[0].startswith(code)
    assert Ledger.open_existing(project) is None


@pytest.mark.parametrize(
    "path", ["../other/nb.ipynb", "/etc/nb.ipynb", "link/nb.ipynb", "a\0.ipynb"]
)
def test_a_forged_path_touches_nothing_outside_the_project(project, tmp_path, path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "nb.ipynb").write_text('{"cells": []}')
    (project / "link").symlink_to(other)
    given = {"notebook_path": path, "cell_id": "a", "new_source": "x = 1"}
    kept, said = tell("claude-code", {**CLAUDE, "cwd": str(project), "tool_input": given})
    assert kept == 0
    assert said[0].startswith("AP604")
    assert sorted(p.name for p in other.iterdir()) == ["nb.ipynb"]


def test_the_process_ends_well_whatever_it_is_given(study):
    program = Path(sys.executable).with_name("jupyter-aiprov")
    for agent, event in [("claude-code", b"{"), ("nobody", b"{}"), ("cursor", b"{}")]:
        done = subprocess.run(
            [program, "hook", agent],
            input=event,
            cwd=study.folder,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0
        assert done.stdout == b""


def test_the_short_way_imports_nothing_heavy():
    code = (
        "import sys; import jupyter_aiprov.capture.agents.receive as r\n"
        f"[r.parser(a) for a in {AGENTS!r}]\n"
        "heavy = {'traitlets', 'msgspec', 'IPython', 'jupyter_core', 'git'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-P", "-c", code], check=True, timeout=60)
