"""Two branches that both changed records: git merges them through our driver."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.agents.records import mark, spans_of
from support.agents.sim import Sim, by, commit, git

from jupyter_aiprov.record.spans import current_spans
from jupyter_aiprov.record.store import read

BIN = Path(sys.executable).parent


@pytest.fixture
def study(project, monkeypatch):
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
    done = subprocess.run([BIN / "jupyter-aiprov", "merge", "--install"], cwd=project, check=True)
    assert done.returncode == 0
    sim = Sim(project, 8)
    for author in ("human", "ai", "human"):
        sim.new_cell(author)
    sim.write()
    mark(sim, "base")
    commit(project, "base")
    return sim


def branch(sim, name, number, change):
    git(sim.folder, "checkout", "-q", "-b", name, "main")
    base = sim.path.read_text()
    change()
    texts = {cell.id: cell.source for cell in sim.cells}
    notebook = read(sim.path)
    for cell in notebook.cells:
        cell.raw["source"] = texts[cell.id].splitlines(keepends=True)
    notebook.save()
    mark(sim, name, number)
    commit(sim.folder, name)
    assert sim.path.read_text() != base


def test_both_sides_keep_all_they_recorded(study):
    first, last = study.cells[0], study.cells[-1]
    kept = list(first.chars), list(last.chars)

    def change_first():
        first.chars = kept[0] + by("ai", "\nours_added = fit(cohort)")

    def change_last():
        first.chars, last.chars = kept[0], kept[1] + by("human", "\ntheirs_added = True")

    branch(study, "ours", 2, change_first)
    branch(study, "theirs", 3, change_last)
    git(study.folder, "checkout", "-q", "ours")
    git(study.folder, "merge", "-q", "--no-edit", "theirs")
    first.chars = kept[0] + by("ai", "\nours_added = fit(cohort)")
    notebook = read(study.path)
    assert notebook.diagnostics == []
    for cell, true in zip(notebook.cells, study.cells, strict=True):
        assert cell.source == true.source
        names = {activity.id for activity in cell.record.records}
        assert names == {f"{side}-{cell.index}" for side in ("base", "ours", "theirs")}
        assert cell.record.run.id == "run-theirs"
        assert (cell.record.cost.runs, cell.record.cost.seconds) == (3, 6.0)
        assert set(cell.record.cost.through) == {"s-base", "s-ours", "s-theirs"}
        assert current_spans(cell.source, cell.record.authorship) == spans_of(true.chars)


def test_a_cell_both_changed_has_the_authors_of_both(study):
    cell = study.cells[0]
    rows = by("human", "\n".join(f"kept_{n} = {n}" for n in range(8)))
    cell.chars = list(rows)
    branch(study, "start", 2, lambda: None)
    git(study.folder, "branch", "-f", "main", "start")
    top = by("ai", "import lifelines\n")
    end = by("ai", "\nfinal = lifelines.fit(data)")
    branch(study, "ours", 3, lambda: setattr(cell, "chars", top + rows))
    branch(study, "theirs", 4, lambda: setattr(cell, "chars", rows + end))
    git(study.folder, "checkout", "-q", "ours")
    git(study.folder, "merge", "-q", "--no-edit", "theirs")
    cell.chars = top + rows + end
    found = read(study.path).cells[0]
    assert found.source == cell.source
    spans = current_spans(found.source, found.record.authorship)
    ai = [(span.start, span.end) for span in spans if span.by == "ai"]
    assert ai == [(0, len(top)), (len(top + rows), len(cell.source))]


def test_a_real_conflict_is_marked_in_the_source_and_nowhere_else(study):
    cell = study.cells[0]
    cell_text = list(cell.chars)
    branch(study, "ours", 2, lambda: setattr(cell, "chars", by("human", "x = 'ours'")))
    branch(study, "theirs", 3, lambda: setattr(cell, "chars", by("human", "x = 'theirs'")))
    git(study.folder, "checkout", "-q", "ours")
    with pytest.raises(subprocess.CalledProcessError):
        git(study.folder, "merge", "-q", "--no-edit", "theirs")
    text = study.path.read_text()
    assert text.count("<<<<<<<") == 1
    inner = text[text.index("<<<<<<<") : text.index(">>>>>>>")]
    assert "aiprov" not in inner
    assert "sha256" not in inner
    assert all(f'"{side}-0"' in text for side in ("base", "ours", "theirs"))
    assert cell_text


def test_what_is_no_notebook_is_merged_as_text(tmp_path):
    from jupyter_aiprov.capture.git.merge import merge

    paths = [tmp_path / name for name in ("base", "ours", "theirs")]
    for path, text in zip(paths, ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n"), strict=True):
        path.write_text(text)
    assert merge(paths, paths[1]) == 0
    assert paths[1].read_text() == "A\nb\nC\n"


# Whatever becomes of the driver, both sides are in the file or marked in it.

BROKEN = {
    "gone": "/nowhere/jupyter-aiprov",
    "its package is gone": f"{sys.executable} -c 'import nothing_of_that_name'",
    "crashes": f"{sys.executable} -c 'import os; os.abort()'",
    "is killed": f"{sys.executable} -c 'import os; os.kill(os.getpid(), 9)'",
    "is killed with its shell": "kill -9 $$; ",
}


def driver(project, program=None):
    """Git's configuration after --install, with another program in the driver's place."""
    subprocess.run([BIN / "jupyter-aiprov", "merge", "--install"], cwd=project, check=True)
    if program:
        command = git(project, "config", "merge.aiprov.driver")
        ours = str(BIN / "jupyter-aiprov")
        assert ours in command
        git(project, "config", "merge.aiprov.driver", command.replace(ours, program))


def two_sides(project, name, ours, theirs, base=b'{"a": 1,\n\n\n"b": 1}\n'):
    """Merge two versions of a file; the text that is left, and whether git sees a conflict."""
    path = project / name
    if base is not None:
        path.write_bytes(base)
    commit(project, "base")
    git(project, "checkout", "-q", "-b", "side")
    path.write_bytes(theirs)
    commit(project, "theirs")
    git(project, "checkout", "-q", "main")
    path.write_bytes(ours)
    commit(project, "ours")
    # As a window's git has it: our program is not on its PATH.
    bare = {**os.environ, "PATH": "/usr/bin:/bin"}
    words = ["git", "merge", "-q", "--no-edit", "side"]
    done = subprocess.run(words, cwd=project, env=bare, check=False, capture_output=True)
    return path.read_bytes(), done.returncode != 0


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("name", ["n.ipynb", "-n.ipynb", "a 'b' 50%.ipynb"])
def test_both_sides_are_kept_whatever_becomes_of_the_driver(project, fault, name):
    driver(project, BROKEN[fault])
    text, _ = two_sides(project, name, b'{"a": 2,\n\n\n"b": 1}\n', b'{"a": 1,\n\n\n"b": 3}\n')
    assert text == b'{"a": 2,\n\n\n"b": 3}\n'


@pytest.mark.parametrize("fault", [None, *BROKEN])
def test_a_conflict_is_marked_whatever_becomes_of_the_driver(project, fault):
    driver(project, BROKEN.get(fault))
    text, conflict = two_sides(project, "-n.ipynb", b'{"a": 2}\n', b'{"a": 3}\n', b'{"a": 1}\n')
    assert conflict
    assert text.count(b"<<<<<<<") == 1
    assert b'"a": 2' in text
    assert b'"a": 3' in text


@pytest.mark.parametrize("fault", [None, "gone"])
@pytest.mark.parametrize("base", [b"\0old\n", None])
def test_what_git_cannot_merge_at_all_is_marked(project, fault, base):
    driver(project, BROKEN.get(fault))
    text, conflict = two_sides(project, "n.ipynb", b"\0ours\n", b"\0theirs\n", base)
    assert conflict
    assert [text.count(part) for part in (b"<<<<<<<", b"\0ours", b"\0theirs")] == [1, 1, 1]


def test_uninstalled_it_is_as_before(project):
    attributes = project / ".gitattributes"
    attributes.write_bytes(b"*.txt text\r\n")
    driver(project)
    assert attributes.read_bytes() == b"*.txt text\r\n*.ipynb merge=aiprov\r\n"
    for said in ("taken out", "not installed"):
        words = [BIN / "jupyter-aiprov", "merge", "--uninstall"]
        done = subprocess.run(words, cwd=project, check=True, capture_output=True, text=True)
        assert said in done.stdout
    assert attributes.read_bytes() == b"*.txt text\r\n"
    assert "aiprov" not in git(project, "config", "--list", "--local")


def test_a_bare_repository_is_said(tmp_path):
    subprocess.run(["git", "init", "-q", "--bare", "."], cwd=tmp_path, check=True)
    words = [BIN / "jupyter-aiprov", "merge", "--install"]
    done = subprocess.run(words, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "it is bare" in done.stderr
