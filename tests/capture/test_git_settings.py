"""The settings docs/working-with.md recommends, each tried with the real tool."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest
from support.agents.records import mark
from support.agents.sim import Sim, by, commit, git

from jupyter_aiprov.record.activity import Person
from jupyter_aiprov.record.review import make_review, review_state
from jupyter_aiprov.record.spans import Authors
from jupyter_aiprov.record.store import read

BIN = Path(sys.executable).parent


def needs(module):
    return pytest.mark.skipif(find_spec(module) is None, reason=f"needs {module}")


def run(folder, *words, code=0, **more):
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **more}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def study(project):
    sim = Sim(project, 9)
    sim.cells = []
    for name, text in (("a", "x = 1\ny = x + 1"), ("b", "print(y)")):
        cell = sim.new_cell("ai")
        cell.id, cell.chars = name * 8, by("ai" if name == "a" else "human", text)
    sim.cells.sort(key=lambda cell: cell.id)
    sim.write()
    mark(sim, "base")
    notebook = read(sim.path)
    output = {"output_type": "stream", "name": "stdout", "text": ["2\n"]}
    notebook.cells[1].raw["outputs"] = [output]
    notebook.cells[1].refresh()
    for cell in notebook.cells:
        review = make_review(cell.source, cell.outputs, Person(name="Ada"))
        notebook.set_cell(cell.index, msgspec.structs.replace(cell.record, review=review))
    notebook.save()
    return sim


def reviews(path):
    cells = read(path).cells
    return [review_state(cell.record.review, cell.source, cell.outputs) for cell in cells]


def authors(path):
    return [Authors.of(cell.source, cell.record).counts for cell in read(path).cells]


@needs("nbstripout")
def test_nbstripout(study):
    before = authors(study.path)
    run(study.folder, sys.executable, "-m", "nbstripout", "--keep-output", study.path)
    assert (authors(study.path), reviews(study.path)) == (before, ["verified", "verified"])
    run(study.folder, sys.executable, "-m", "nbstripout", study.path)
    assert read(study.path).cells[1].outputs == []
    assert authors(study.path) == before
    assert reviews(study.path) == ["verified", "stale"]


@needs("jupytext")
def test_jupytext(study):
    before = authors(study.path)
    notebook = read(study.path)
    formats = {"formats": "ipynb,py:percent", "cell_metadata_filter": "-aiprov"}
    notebook.raw["metadata"] |= {
        "jupytext": {**formats, "notebook_metadata_filter": "-aiprov"},
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    }
    notebook.save()
    run(study.folder, sys.executable, "-m", "jupytext", "--sync", study.path)
    script = study.path.with_suffix(".py")
    text = script.read_text()
    assert "aiprov" not in text.replace("-aiprov", "")
    script.write_text(text.replace("print(y)", "print(y + 1)"))
    os.utime(script, (2**31, 2**31))
    run(study.folder, sys.executable, "-m", "jupytext", "--sync", script)
    after = authors(study.path)
    assert after[0] == before[0]
    assert after[1] == {"ai": 0, "human": 0, "unknown": len("print(y + 1)")}
    assert reviews(study.path)[1] == "stale"


@needs("nbdime")
def test_nbdime(study, tmp_path):
    other = tmp_path / "other.ipynb"
    notebook = read(study.path)
    for cell in notebook.cells:
        cell.raw["metadata"].pop("aiprov")
    notebook.save(other)
    assert "aiprov" in run(tmp_path, BIN / "nbdiff", study.path, other)
    ignore = {"/cells/*/metadata": ["aiprov"], "/metadata": ["aiprov"]}
    settings = {"Diff": {"Ignore": {**ignore, "/cells/*/outputs/*/metadata": ["aiprov"]}}}
    (tmp_path / "nbdime_config.json").write_text(json.dumps(settings))
    told = run(tmp_path, BIN / "nbdiff", study.path, other)
    assert "aiprov" not in told


@needs("ruff")
def test_ruff_format(study):
    before = authors(study.path)
    run(study.folder, sys.executable, "-m", "ruff", "format", study.path)
    assert authors(study.path) == before
    assert reviews(study.path) == ["verified", "verified"]
    notebook = read(study.path)
    notebook.cells[0].raw["source"] = ["x=1\n", "y = x + 1"]
    notebook.save()
    run(study.folder, sys.executable, "-m", "ruff", "format", study.path)
    assert authors(study.path) == before  # back to the text that was recorded
    notebook = read(study.path)
    notebook.cells[1].raw["source"] = ["print( y )"]
    notebook.save()
    mark_source(study.path, 1)
    run(study.folder, sys.executable, "-m", "ruff", "format", study.path)
    assert authors(study.path)[1] == {"ai": 0, "human": 0, "unknown": len("print(y)")}


def mark_source(path, index):
    """Record the present source of a cell as a person's."""
    from jupyter_aiprov.record.cell import Authorship, Span
    from jupyter_aiprov.record.digest import sha256_text

    notebook = read(path)
    cell = notebook.cells[index]
    spans = (Span(0, len(cell.source), "human"),)
    written = Authorship(source_sha256=sha256_text(cell.source), spans=spans)
    notebook.set_cell(index, msgspec.structs.replace(cell.record, authorship=written))
    notebook.save()


@pytest.mark.kernel
@needs("papermill")
def test_papermill(study, tmp_path):
    notebook = read(study.path)
    notebook.cells[0].raw["metadata"]["tags"] = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.raw["metadata"]["kernelspec"] = kernel
    notebook.save()
    before = authors(study.path)
    out = tmp_path / "out.ipynb"
    words = ("-p", "y", "7", "--no-progress-bar", study.path, out)
    run(study.folder, sys.executable, "-m", "papermill", *words)
    found = read(out)
    assert "injected-parameters" in found.cells[1].raw["metadata"]["tags"]
    after = authors(out)
    assert (after[0], after[2]) == (before[0], before[1])
    assert (after[1]["ai"], after[1]["human"]) == (0, 0)


@needs("pre_commit")
def test_pre_commit(study):
    manifest = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
    run(study.folder, sys.executable, "-m", "pre_commit", "validate-manifest", manifest)
    entry = "jupyter-aiprov verify"
    assert f"entry: {entry}" in manifest.read_text()
    hook = f"{{id: v, name: v, entry: {entry}, language: system, files: '\\.ipynb$'}}"
    config = f"repos: [{{repo: local, hooks: [{hook}]}}]\n"
    (study.folder / ".pre-commit-config.yaml").write_text(config)
    home = {"PRE_COMMIT_HOME": str(study.folder / ".home")}
    git(study.folder, "add", "-A")
    words = (sys.executable, "-m", "pre_commit", "run", "--all-files")
    run(study.folder, *words, **home)
    study.cells[0].chars = by("ai", "changed = True")
    notebook = read(study.path)
    notebook.cells[0].raw["source"] = ["changed = True"]
    notebook.save()
    commit(study.folder, "changed")
    run(study.folder, *words, code=1, **home)
