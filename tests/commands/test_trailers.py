"""Trailers for a commit and notes beside it, from the records in its notebooks."""

import json
import subprocess
import sys
from pathlib import Path

from support.agents.hooks import claude
from support.agents.sim import by, commit, git, score

from jupyter_aiprov.record.collect import collect_file, open_notebook

PROGRAM = Path(sys.executable).with_name("jupyter-aiprov")


def run(folder, *words):
    return subprocess.run([PROGRAM, *words], cwd=folder, check=True, capture_output=True, text=True)


def prepared(sim):
    """A notebook by hand, committed; then an agent's line in it, staged."""
    for _ in range(2):
        sim.new_cell("human")
    sim.write()
    commit(sim.folder, "by hand")
    cell = sim.cells[0]
    claude(sim, cell, lambda: setattr(cell, "chars", cell.chars + by("ai", "\nfit = cox(data)")))
    collect_file(sim.path)
    git(sim.folder, "add", "-A")


def test_trailers_for_what_is_staged(sim):
    study = sim(1)
    prepared(study)
    done = run(study.folder, "trailers")
    assert done.stdout == "Assisted-by: Claude Code\n"
    assert "wrote 16 of 16 characters" in done.stderr


def test_a_commit_by_hand_gets_none(sim):
    study = sim(1)
    study.new_cell("human")
    study.write()
    git(study.folder, "add", "-A")
    git(study.folder, "commit", "-q", "-m", "first")
    study.new_cell("human")
    study.write()
    git(study.folder, "add", "-A")
    assert run(study.folder, "trailers").stdout == ""


def test_a_note_beside_the_commit(sim):
    study = sim(1)
    prepared(study)
    git(study.folder, "commit", "-q", "-m", "with help")
    git(study.folder, "config", "user.name", "Ada")
    git(study.folder, "config", "user.email", "ada@example.org")
    assert "written" in run(study.folder, "trailers", "--note", "HEAD").stdout
    note = json.loads(git(study.folder, "notes", "--ref", "aiprov", "show", "HEAD"))
    (cell,) = note["cells"]
    assert (note["schema"], cell["ai"], cell["cell"]) == ("aiprov-note 1.0", 16, study.cells[0].id)
    assert cell["records"][0]["system"]["tool"] == "Claude Code"
    assert "text" not in cell["records"][0]["response"]
    assert git(study.folder, "status", "--porcelain") == ""


def test_a_note_gives_back_records_that_were_stripped(sim):
    study = sim(1)
    prepared(study)
    git(study.folder, "config", "user.name", "Ada")
    git(study.folder, "config", "user.email", "ada@example.org")
    git(study.folder, "commit", "-q", "-m", "with help")
    run(study.folder, "trailers", "--note", "HEAD")
    (study.folder / ".aiprov" / "ledger.sqlite").unlink()
    study.write()
    assert (
        "notes: 16 characters" in run(study.folder, "import", study.name, "--from", "notes").stdout
    )
    found = score(study, open_notebook(study.path))
    assert (found.wrong, found.missed) == ([], [])


def test_outside_a_repository_it_says_so(tmp_path):
    done = subprocess.run(
        [PROGRAM, "trailers"], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "not a git repository" in done.stderr
