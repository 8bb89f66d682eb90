"""Agents' hooks: payloads as their makers publish them, joined to cells character by character.

Sources of the payloads' forms: code.claude.com "Hooks reference"; developers.openai.com "Codex:
Hooks"; geminicli.com "Hooks reference"; cursor.com "Hooks"; docs.github.com "Copilot CLI hooks
reference"; opencode.ai "Plugins".
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.agents.hooks import (
    CLAUDE,
    claude,
    claude_write,
    codex,
    copilot,
    cursor,
    gemini,
    opencode,
    tell,
)
from support.agents.sim import by, score

from jupyter_aiprov.capture.agents.hooks import PARSERS
from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.record.ledger import Ledger


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
        f"[r.parser(a) for a in {tuple(PARSERS)!r}]\n"
        "heavy = {'traitlets', 'msgspec', 'IPython', 'jupyter_core', 'git'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-P", "-c", code], check=True, timeout=60)
