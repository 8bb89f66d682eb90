"""Runs without a front end: records travel in the notebook, unseen, and are collected."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from jupyter_aiprov.record.collect import collect_file, open_notebook
from jupyter_aiprov.record.digest import MIME, joined, sha256_text
from jupyter_aiprov.record.seal import findings
from jupyter_aiprov.record.spans import cell_origin
from jupyter_aiprov.record.store import Notebook, read

pytestmark = pytest.mark.kernel

SOURCES = [
    "%%aiprov generated --model m --tool T\nx = 1",
    "x + 41",
    "print('text')",
    "%aiprov synthetic x --generator g --seed 7",
    "import asyncio\nawait asyncio.sleep(0.01)\n'waited'",
]
FAILING = "1 / 0"


@pytest.fixture
def source(home: Path, hardware: object, tmp_path: Path) -> Path:
    path = tmp_path / "in.ipynb"
    _write(path, SOURCES)
    return path


def _write(path: Path, sources: list[str]) -> None:
    cells = [nbformat.v4.new_code_cell(one) for one in sources]
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec}), path)


def _command(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    program = str(Path(sys.executable).with_name(name))
    return subprocess.run(
        [program, *words], check=False, capture_output=True, text=True, timeout=120
    )


def _by_nbclient(source: Path, target: Path) -> None:
    from nbclient import NotebookClient

    notebook = nbformat.read(source, as_version=4)
    client = NotebookClient(notebook, timeout=60, allow_errors=True)
    client.execute(cwd=str(source.parent))
    nbformat.write(notebook, target)


def _by_papermill(source: Path, target: Path) -> None:
    import papermill
    from papermill.exceptions import PapermillExecutionError

    try:
        papermill.execute_notebook(source, target, progress_bar=False, cwd=str(source.parent))
    except PapermillExecutionError as error:
        assert error.ename == "ZeroDivisionError"  # noqa: PT017 - only the failing notebook raises


def _by_jupyter_execute(source: Path, target: Path) -> None:
    done = _command("jupyter-execute", "--allow-errors", f"--output={target}", str(source))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def _by_nbconvert(source: Path, target: Path) -> None:
    words = ["--to", "notebook", "--execute", "--allow-errors", f"--output={target.name}"]
    done = _command("jupyter-nbconvert", *words, str(source))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "nbclient": _by_nbclient,
    "papermill": _by_papermill,
    "jupyter execute": _by_jupyter_execute,
    "nbconvert": _by_nbconvert,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_cell_has_its_record(way: str, source: Path) -> None:
    target = source.with_name("out.ipynb")
    WAYS[way](source, target)
    executed = read(target)
    nbformat.validate(nbformat.read(target, as_version=4))
    assert _carriers(executed) == len(SOURCES)
    folded, found = collect_file(target)
    again = 1  # the second cell's: what it showed was made from what is marked later
    assert (folded, found) == (len(SOURCES) + again, [])
    notebook = read(target)
    assert _carriers(notebook) == 0
    for cell, expected in zip(_code(notebook), SOURCES, strict=True):
        assert cell.source == expected
        assert cell.record.run
        assert cell.record.run.source_sha256 == sha256_text(expected)
        assert cell.record.run.status == "ok"
        assert cell.record.cost
        assert cell.record.cost.runs == 1
    first, shown, *_ = _code(notebook)
    assert cell_origin(first.source, first.record) == "ai-generated"
    assert joined(shown.outputs[0]["data"]["text/plain"]) == "42"
    assert shown.output_records[0]
    assert shown.record.run
    assert shown.output_records[0].run == shown.record.run.id
    assert [one.kind for one in findings(notebook) if one.kind == "stale-run"] == []
    (session,) = notebook.record.sessions
    assert (session.seq, session.cost.runs if session.cost else 0) == (len(SOURCES),) * 2


@pytest.mark.parametrize("way", ["nbclient", "papermill"])
def test_a_cell_that_fails_has_its_record(way: str, source: Path) -> None:
    _write(source, [*SOURCES[:2], FAILING])
    target = source.with_name("out.ipynb")
    WAYS[way](source, target)
    failed = next(c for c in _code(open_notebook(target)) if c.source == FAILING)
    assert failed.record.run
    assert failed.record.run.status == "error"
    assert failed.outputs[-1]["ename"] == "ZeroDivisionError"


def test_a_reader_sees_the_same_with_us_and_without(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, ours = source.with_name("plain.ipynb"), source.with_name("ours.ipynb")
    _write(source, [one for one in SOURCES if "aiprov" not in one] + [FAILING])
    _by_nbclient(source, ours)
    monkeypatch.setenv("JUPYTER_AIPROV_DISABLE", "1")
    _by_nbclient(source, plain)
    assert _markdown(ours) == _markdown(plain)
    assert [_bare(cell.outputs) for cell in _code(read(ours))] == [
        _bare(cell.outputs) for cell in _code(read(plain))
    ]
    assert _carriers(read(plain)) == 0


def _markdown(path: Path) -> str:
    from nbconvert import MarkdownExporter

    text: str = MarkdownExporter().from_filename(str(path))[0]
    return "\n".join(line for line in text.splitlines() if line.strip())


def _bare(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    left_out = ("metadata", "traceback")
    return [{k: v for k, v in output.items() if k not in left_out} for output in outputs]


def _code(notebook: Notebook) -> list[Any]:
    """The cells that were there before papermill put its own in."""
    return [c for c in notebook.cells if c.type == "code" and "injected" not in str(c.raw)]


def _carriers(notebook: Notebook) -> int:
    outputs = [o for cell in notebook.cells for o in cell.raw.get("outputs", [])]
    return sum(MIME in output.get("data", {}) for output in outputs)
