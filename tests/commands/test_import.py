"""``jupyter aiprov import`` as a person runs it."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.agents.sim import by, commit

PROGRAM = Path(sys.executable).with_name("jupyter-aiprov")
SIGNED = "Analysis\n\nAssisted-by: Our Agent:model-7 [plan]"


def run(folder, *words):
    return subprocess.run(
        [PROGRAM, "import", *words], cwd=folder, check=False, capture_output=True, text=True
    )


@pytest.fixture
def study(sim):
    made = sim(1)
    made.new_cell("human")
    made.write()
    commit(made.folder, "by hand")
    made.cells[0].chars += by("ai", "\nfit = cox(data)")
    made.write()
    commit(made.folder, SIGNED)
    return made


def test_auto_says_what_it_found_and_again_finds_nothing(study):
    done = run(study.folder, study.name, "--from", "auto")
    assert done.returncode == 0
    assert "git: 16 characters and 1 activities in 1 cells, from 2 sources" in done.stdout
    once = study.path.read_bytes()
    assert b"model-7" in once
    assert "git: nothing new" in run(study.folder, study.name, "--from", "auto").stdout
    assert study.path.read_bytes() == once


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Name a notebook"),
        (("missing.ipynb",), "No notebook at"),
        (("{name}", "--from", "nothing"), "Known: claude-code"),
        (("{name}", "missing.jsonl", "--from", "codex"), "There is no 'missing.jsonl'"),
    ],
)
def test_bad_input_names_the_remedy(study, words, told):
    done = run(study.folder, *(word.format(name=study.name) for word in words))
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
