"""Real git histories with known authors: merge, rebase, squash, rename, move, split."""

import json

import pytest
from support.agents.sim import Sim, by, commit, git, score, split_lines, text_of

from jupyter_aiprov.capture.agents.importing import import_traces
from jupyter_aiprov.record.collect import open_notebook

SIGNED = "Analysis\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>"
MODEL = {"agent_id": {"tool": "claude", "id": "s-1", "model": "claude-opus-4-6"}}


def note_for(sim: Sim, before: str, commit_id: str, mixed: bool = False) -> None:
    """git-ai's note: the raw lines of the file that came with an agent's commit.

    Where a commit holds a person's lines too (``mixed``), those with anything of the agent's.
    """
    old = set(before.splitlines())
    rows = [row for cell in sim.cells for row in split_lines(cell.chars)]
    theirs = {text_of(row) for row in rows if any(author == "ai" for _, author in row)}
    lines = []
    for number, raw in enumerate(sim.json().splitlines(), 1):
        inner = raw.strip().rstrip(",")
        text = json.loads(inner) if inner.startswith('"') and '": ' not in inner else None
        if raw not in old and (not mixed or (text or "").rstrip("\n") in theirs):
            lines.append(str(number))
    if not lines:
        return
    details = {"schema_version": "authorship/3.0.0", "prompts": {}, "sessions": {"s_1": MODEL}}
    note = f"{sim.name}\n  s_1::t_1 {','.join(lines)}\n---\n{json.dumps(details)}"
    git(sim.folder, "notes", "--ref", "refs/notes/ai", "add", "-f", "-m", note, commit_id)


def step(sim: Sim, author: str, message: str = "work") -> None:
    before = sim.path.read_text() if sim.path.exists() else ""
    if not sim.cells or sim.random.random() < 0.3:
        sim.new_cell(author)
    else:
        sim.edit(author)
    sim.write()
    made = commit(sim.folder, SIGNED if author == "ai" and message == "work" else message)
    if author == "ai":
        note_for(sim, before, made)


def imported(sim: Sim, name: str):
    notebook = open_notebook(sim.path)
    said = []
    results = import_traces(notebook, name, None, said.append)
    assert [r.fault for r in results] == [None] * len(results), results
    return notebook, said


@pytest.mark.parametrize("trace", ["git-ai", "git"])
@pytest.mark.parametrize("seed", range(3))
def test_a_line_of_commits(sim, trace, seed):
    sim = sim(seed)
    for _ in range(3):
        step(sim, "human")
    for _ in range(14):
        step(sim, sim.random.choice(["human", "ai"]))
        if sim.random.random() < 0.3:
            sim.move()
            sim.write()
            commit(sim.folder, "move")
        if sim.random.random() < 0.2:
            sim.split()
            sim.write()
            commit(sim.folder, "split")
    notebook, _ = imported(sim, trace)
    found = score(sim, notebook)
    assert found.wrong == []
    assert found.recall >= 0.95, found.missed


def test_a_rename_is_followed(sim):
    sim = sim(5)
    step(sim, "human")
    step(sim, "ai")
    git(sim.folder, "mv", sim.name, "renamed.ipynb")
    sim.name = "renamed.ipynb"
    commit(sim.folder, "rename")
    step(sim, "ai")
    notebook, _ = imported(sim, "git")
    found = score(sim, notebook)
    assert (found.wrong, found.recall) == ([], 1.0)


def branches(sim):
    """Two branches from one notebook: the agent works on one, the person on the other."""
    for _ in range(4):
        sim.new_cell("human")
    sim.write()
    commit(sim.folder, "base")
    git(sim.folder, "checkout", "-q", "-b", "side")
    first, last = sim.cells[0], sim.cells[-1]
    human, ai = by("human", "\nmean_age = cohort['age'].mean()"), by("ai", "\nfit = LinearModel(y)")
    last.chars = last.chars + ai
    sim.write()
    agent = commit(sim.folder, SIGNED)
    git(sim.folder, "checkout", "-q", "main")
    last.chars, first.chars = last.chars[: -len(ai)], first.chars + human
    sim.write()
    commit(sim.folder, "by hand")
    last.chars = last.chars + ai
    return agent


def test_a_merge(sim):
    sim = sim(1)
    branches(sim)
    git(sim.folder, "merge", "-q", "--no-edit", "side")
    notebook, _ = imported(sim, "git")
    found = score(sim, notebook)
    assert found.wrong == []
    assert found.recall == 1.0


def test_a_rebase(sim):
    sim = sim(2)
    branches(sim)
    git(sim.folder, "checkout", "-q", "side")
    git(sim.folder, "rebase", "-q", "main")
    notebook, _ = imported(sim, "git")
    found = score(sim, notebook)
    assert (found.wrong, found.recall) == ([], 1.0)


def test_a_squash_keeps_what_its_note_says(sim):
    sim = sim(3)
    for _ in range(3):
        sim.new_cell("human")
    sim.write()
    commit(sim.folder, "base")
    before = sim.path.read_text()
    git(sim.folder, "checkout", "-q", "-b", "side")
    for author in ("ai", "human", "ai", "human"):
        step(sim, author)
    git(sim.folder, "checkout", "-q", "main")
    git(sim.folder, "merge", "-q", "--squash", "side")
    note_for(sim, before, commit(sim.folder, "squashed"), mixed=True)
    notebook, _ = imported(sim, "git-ai")
    found = score(sim, notebook)
    assert found.wrong == []
    assert found.recall >= 0.95, found.missed


def test_a_trailer_is_inferred_and_a_note_goes_first(sim):
    sim = sim(4)
    step(sim, "human")
    step(sim, "ai")
    notebook, _ = imported(sim, "auto")
    kinds = {a.evidence for cell in notebook.cells for a in cell.record.records}
    assert kinds == {"imported"}
    alone = open_notebook(sim.path)
    import_traces(alone, "git", None, print)
    (activity,) = {a.id: a for cell in alone.cells for a in cell.record.records}.values()
    assert (activity.evidence, activity.system.model) == ("inferred", "Claude Opus 4.6")


def test_again_is_the_same_as_once(sim):
    sim = sim(6)
    for author in ("human", "ai", "human", "ai"):
        step(sim, author)
    notebook, _ = imported(sim, "auto")
    notebook.save()
    once = sim.path.read_bytes()
    notebook, _ = imported(sim, "auto")
    notebook.save()
    assert sim.path.read_bytes() == once


def test_no_repository_gives_nothing(tmp_path):
    sim = Sim(tmp_path)
    sim.new_cell("human")
    sim.write()
    notebook, _ = imported(sim, "auto")
    assert not notebook.changed()
