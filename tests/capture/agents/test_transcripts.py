"""Transcripts, chats and records of other tools: streamed, confirmed, of this project only."""

import json
import tracemalloc
from pathlib import Path

import pytest
from support.agents.hooks import CLAUDE, tell
from support.agents.sim import by, commit, score, split_lines

from jupyter_aiprov.capture.agents import traces
from jupyter_aiprov.capture.agents.importing import import_traces
from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.record.errors import BadInput

USAGE = {"input_tokens": 3, "cache_creation_input_tokens": 50, "output_tokens": 77}


class Transcript:
    """A Claude Code session in its own JSON Lines."""

    def __init__(self, sim, path: Path) -> None:
        self.sim, self.path, self.number, self.rows = sim, path, 0, []

    def entry(self, kind, content, **more) -> None:
        self.number += 1
        entry = {"type": kind, "sessionId": "s-1", "cwd": str(self.sim.folder), "version": "2.1.0"}
        entry |= {"timestamp": f"2026-11-24T10:{self.number // 60:02}:{self.number % 60:02}.000Z"}
        message = {"role": kind, "content": content}
        if kind == "assistant":
            message |= {"id": f"msg_{self.number}", "model": "claude-opus-4-6", "usage": USAGE}
        self.rows.append(json.dumps({**entry, "message": message, **more}))
        self.path.write_text("\n".join(self.rows) + "\n")

    def call(self, tool, given, told, failed=False) -> None:
        name = f"toolu_{self.number}"
        self.entry("assistant", [{"type": "tool_use", "id": name, "name": tool, "input": given}])
        result = {"type": "tool_result", "tool_use_id": name, "content": "x", "is_error": failed}
        self.entry("user", [result], toolUseResult=told)

    def read(self) -> None:
        cells = [{"cellType": "code", "source": c.source, "cell_id": c.id} for c in self.sim.cells]
        told = {"type": "notebook", "file": {"filePath": str(self.sim.path), "cells": cells}}
        self.call("Read", {"file_path": str(self.sim.path)}, told)

    def edit(self, cell, **more) -> None:
        given = {"notebook_path": str(self.sim.path), "cell_id": cell.id, "new_source": cell.source}
        self.call("NotebookEdit", {**given, "edit_mode": "replace"}, {"cell_id": cell.id}, **more)

    def insert(self, cell) -> None:
        given = {"notebook_path": str(self.sim.path), "new_source": cell.source}
        self.call("NotebookEdit", {**given, "edit_mode": "insert"}, {"cell_id": cell.id})


@pytest.fixture
def study(sim):
    made = sim(11)
    for _ in range(4):
        made.new_cell("human")
    made.write()
    return made


@pytest.fixture
def session(study, tmp_path):
    return Transcript(study, tmp_path / "session.jsonl")


def imported(sim, name, source):
    notebook, said = open_notebook(sim.path), []
    (result,) = import_traces(notebook, name, source, said.append)
    assert result.fault is None
    return notebook, result, said


def test_a_session_gives_back_its_characters(study, session):
    session.read()
    for number in range(12):
        if number % 4 == 3:
            session.insert(study.new_cell("ai"))
        else:
            cell, _ = study.edit("ai")
            session.edit(cell)
        study.edit("human")
        session.read()
    study.write()
    notebook, result, said = imported(study, "claude-code", session.path)
    found = score(study, notebook)
    assert found.wrong == []
    assert found.recall >= 0.95, found.missed
    assert said == []
    again, second, _ = imported(study, "claude-code", session.path)
    assert (result.cells > 0, second.cells) == (True, result.cells)
    assert [c.record for c in again.cells] == [c.record for c in notebook.cells]


def test_tokens_are_those_of_the_message_and_counted_once(study, session):
    session.read()
    cell = study.cells[0]
    cell.chars += by("ai", "\ntotal = sum(values)")
    session.edit(cell)
    study.write()
    notebook, _, _ = imported(study, "claude-code", session.path)
    cost = notebook.cells[0].record.cost.systems[0]
    assert (cost.system, cost.calls) == ("anthropic/claude-opus-4-6", 1)
    assert cost.usage["gen_ai.usage.input_tokens"] == 53
    import_traces(notebook, "claude-code", session.path, print)
    assert notebook.cells[0].record.cost.systems[0].calls == 1


def test_a_hook_and_a_transcript_tell_one_activity(study, session):
    session.read()
    cell = study.cells[0]
    before = study.path.read_text()
    cell.chars += by("ai", "\nratio = a / b")
    session.edit(cell)
    call = json.loads(session.rows[-2])["message"]["content"][0]
    base = {
        **CLAUDE,
        "cwd": str(study.folder),
        "tool_use_id": call["id"],
        "tool_input": call["input"],
    }
    study.path.write_text(before)
    tell("claude-code", {**base, "hook_event_name": "PreToolUse"})
    study.write()
    tell("claude-code", base)
    notebook, _, _ = imported(study, "claude-code", session.path)
    assert sum(a.kind == "edit" for a in notebook.cells[0].record.records) == 1


def test_a_refused_or_failed_call_is_not_taken_in(study, session):
    session.read()
    cell = study.cells[0]
    cell.chars += by("human", "\nratio = typed_by_hand(a, b)")
    session.edit(cell, failed=True)
    study.write()
    notebook, result, _ = imported(study, "claude-code", session.path)
    assert result.cells == 0
    assert not notebook.changed()


def test_an_observation_stands(study, session):
    import msgspec

    from jupyter_aiprov.record.cell import Authorship, Span
    from jupyter_aiprov.record.digest import sha256_text

    session.read()
    cell = study.cells[0]
    cell.chars += by("ai", "\nratio = observed_as_typed(a)")
    session.edit(cell)
    study.write()
    notebook = open_notebook(study.path)
    typed = (Span(0, len(cell.source), "human"),)
    seen = Authorship(source_sha256=sha256_text(cell.source), spans=typed)
    notebook.set_cell(0, msgspec.structs.replace(notebook.cells[0].record, authorship=seen))
    import_traces(notebook, "claude-code", session.path, print)
    assert notebook.cells[0].record.authorship.spans == typed


@pytest.mark.parametrize("where", ["/elsewhere/project", "../other", "{folder}/../other"])
def test_a_session_of_another_project_gives_nothing(study, session, where):
    session.read()
    session.edit(study.new_cell("human"))
    study.write()
    text = session.path.read_text()
    elsewhere = where.format(folder=study.folder)
    session.path.write_text(text.replace(str(study.folder), elsewhere))
    notebook, result, _ = imported(study, "claude-code", session.path)
    if where.startswith("/elsewhere"):  # the same name in a folder that is gone: it was moved here
        assert result.cells == 1
    else:
        assert (result.cells, notebook.changed()) == (0, False)


def test_hostile_lines_are_skipped_and_said(study, session):
    session.read()
    name = study.name
    hostile = [
        "{",
        f'{{"message": "{name}"}}',
        f'{{"message": {{"content": "{name}"}}}}',
        f'{{"message": {{"content": [{{"type": "tool_use", "name": "{name}"}}]}}}}',
        f'{{"message": {{"content": [7, null, "{name}"]}}}}',
        "[" * 50_000 + f'"{name}"',
        f'"\\ud800 {name}"',
        f'{{"{name}": ' + "9" * 10_000 + "}",
    ]
    session.rows += hostile
    cell = study.cells[1]
    cell.chars += by("ai", "\nweights = fit(cohort)")
    session.edit(cell)
    study.write()
    notebook, _, said = imported(study, "claude-code", session.path)
    assert score(study, notebook).recall == 1.0
    assert said
    assert all(line.startswith("AP603 ") for line in said)


def test_memory_is_bounded_whatever_the_transcript_holds(study, session, monkeypatch):
    monkeypatch.setattr(traces, "LONGEST_LINE", 100_000)
    session.read()
    with session.path.open("a") as file:
        file.write('{"x": "' + f"{study.name} " * 2_000_000)
        file.write('"}\n')
        for _ in range(40_000):
            file.write('{"type": "progress", "data": "' + "y" * 500 + '"}\n')
    tracemalloc.start()
    _, _, said = imported(study, "claude-code", session.path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert session.path.stat().st_size > 45_000_000
    assert peak < 12_000_000
    assert any("skipped" in line for line in said)


def test_codex_session(study, tmp_path):
    old = study.path.read_text().splitlines()
    cell = study.cells[1]
    cell.chars = by("ai", "import scipy.stats as st\n") + cell.chars
    study.write()
    new = study.path.read_text().splitlines()
    at = next(i for i, (x, y) in enumerate(zip(old, new, strict=False)) if x != y)
    hunk = [f" {old[at - 1]}", f"+{new[at]}", f" {old[at]}"]
    patch = ["*** Begin Patch", f"*** Update File: {study.name}", "@@", *hunk, "*** End Patch"]
    time = "2026-11-24T10:00:00.000Z"
    meta = {"id": "s-9", "cwd": str(study.folder), "cli_version": "0.60.0"}
    rows = [
        {"type": "session_meta", "payload": meta},
        {"type": "turn_context", "payload": {"model": "gpt-5-codex", "cwd": str(study.folder)}},
        {
            "type": "response_item",
            "payload": {
                "type": "custom_tool_call",
                "call_id": "c1",
                "name": "apply_patch",
                "input": "\n".join(patch),
            },
        },
        {
            "type": "response_item",
            "payload": {
                "type": "custom_tool_call_output",
                "call_id": "c1",
                "output": json.dumps({"output": "Success.", "metadata": {"exit_code": 0}}),
            },
        },
    ]
    path = tmp_path / "rollout-1.jsonl"
    path.write_text("\n".join(json.dumps({"timestamp": time, **row}) for row in rows) + "\n")
    notebook, _, _ = imported(study, "codex", path)
    found = score(study, notebook)
    assert (found.wrong, found.missed) == ([], [])
    system = notebook.cells[1].record.records[0].system
    assert (system.model, system.tool_version) == ("gpt-5-codex", "0.60.0")


def test_jupyter_ai_chat(study):
    cell = study.cells[2]
    before = cell.source
    cell.chars += by("ai", "\nkm = KaplanMeierFitter().fit(times)")
    study.write()
    diff = {"path": str(study.path), "old_text": before, "new_text": cell.source}
    call = {"tool_call_id": "t1", "title": "Edit", "kind": "edit", "status": "completed"}
    refused = {**call, "tool_call_id": "t2", "status": "failed"}
    message = {"id": "m", "body": "", "time": 1795500000.5, "sender": "jupyter-ai::claude"}
    calls = [{**call, "diffs": [diff]}, {**refused, "diffs": [{**diff, "new_text": "x"}]}]
    chat = {
        "messages": [{**message, "metadata": {"tool_calls": calls}}],
        "users": {"jupyter-ai::claude": {"display_name": "Claude"}},
    }
    (study.folder / "talk.chat").write_text(json.dumps(chat))
    notebook, _, _ = imported(study, "chat", None)
    found = score(study, notebook)
    assert (found.wrong, found.missed) == ([], [])
    (activity,) = notebook.cells[2].record.records
    assert activity.system.tool == "jupyter-ai (Claude)"


def agent_trace(study, revision, lines, time="2020-01-01T10:00:00Z"):
    ranges = [{"start_line": line, "end_line": line} for line in lines]
    talk = {
        "contributor": {"type": "ai", "model_id": "anthropic/claude-opus-4-6"},
        "ranges": ranges,
    }
    return {
        "version": "0.1.0",
        "id": "550e8400-e29b-41d4-a716-446655440000",
        "timestamp": time,
        "tool": {"name": "cursor", "version": "2.4"},
        "files": [{"path": study.name, "conversations": [talk]}],
    } | ({"vcs": {"type": "git", "revision": revision}} if revision else {})


@pytest.mark.parametrize("when", ["commit", "parent", "none"])
def test_agent_trace(study, tmp_path, when):
    first = commit(study.folder, "base")
    cell = study.cells[1]
    cell.chars = by("ai", "import scipy.stats as st\n") + cell.chars
    study.write()
    second = commit(study.folder, "edit")
    raw = study.path.read_text().splitlines()
    line = next(i for i, text in enumerate(raw, 1) if "scipy.stats" in text)
    revision = {"commit": second, "parent": first, "none": None}[when]
    path = tmp_path / "traces.jsonl"
    time = "2990-01-01T10:00:00Z" if when == "parent" else "2020-01-01T10:00:00Z"
    path.write_text(json.dumps(agent_trace(study, revision, [line], time)) + "\n")
    notebook, _, _ = imported(study, "agent-trace", path)
    found = score(study, notebook)
    assert (found.wrong, found.missed) == ([], [])
    assert notebook.cells[1].record.records[0].system.provider == "anthropic"


def test_lines_without_breaks_tell_nothing(study, tmp_path):
    study.path.write_text(json.dumps(json.loads(study.json())))
    path = tmp_path / "traces.jsonl"
    path.write_text(json.dumps(agent_trace(study, None, [1])) + "\n")
    notebook, result, _ = imported(study, "agent-trace", path)
    assert (result.cells, notebook.changed()) == (0, False)


def test_an_unknown_trace_is_refused(study):
    with pytest.raises(BadInput, match="claude-code"):
        import_traces(open_notebook(study.path), "nothing", None, print)


def test_the_sim_splits_lines_as_it_joins_them():
    assert len(split_lines(by("ai", "a\nb"))) == 2
