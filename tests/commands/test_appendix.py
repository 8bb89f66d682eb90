"""``jupyter aiprov appendix`` and nbconvert, as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from nbconvert.exporters import get_exporter
from support import reports as cases

from jupyter_aiprov.commands.appendix import Appendix
from jupyter_aiprov.commands.base import launch

FORMATS = ("md", "html", "pdf", "tex", "docx", "txt")
BEGINS = {"pdf": b"%PDF-1.7", "docx": b"PK", "html": b"<!DOCTYPE html>", "tex": b"\\documentclass"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("paper")
    for name, notebook in (("a", cases.full()), ("b", cases.bare())):
        (here / f"{name}.ipynb").write_text(json.dumps(notebook.raw))
    return here


class Done(NamedTuple):
    returncode: int
    stdout: bytes
    stderr: bytes


Run = Callable[..., Done]


@pytest.fixture
def aiprov(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """The command in this process, its exit code and what it said."""

    def run(*words: str) -> Done:
        monkeypatch.chdir(folder)
        with pytest.raises(SystemExit) as stop:
            launch(Appendix, list(words))
        return Done(int(stop.value.code or 0), *capfdbinary.readouterr())

    return run


@pytest.mark.parametrize("name", FORMATS)
def test_one_appendix_over_a_papers_notebooks(folder: Path, aiprov: Run, name: str) -> None:
    done = aiprov("a.ipynb", "b.ipynb", "--lang", "fr", "-o", f"out.{name}")
    assert done.returncode == 0, done.stderr
    data = (folder / f"out.{name}").read_bytes()
    assert data.startswith(BEGINS.get(name, b""))
    if name in ("md", "html", "txt"):
        assert "Déclaration" in data.decode()
        assert "b.ipynb" in data.decode()


def test_markdown_on_standard_output(aiprov: Run) -> None:
    done = aiprov("a.ipynb")
    assert done.returncode == 0
    assert done.stdout.startswith(b"# Provenance appendix")


def test_check_lists_the_gaps_and_exits_one(aiprov: Run) -> None:
    done = aiprov("a.ipynb", "--preset", "jama", "--check")
    assert done.returncode == 1
    assert b"JAMA Network: the version of smollm2-135m-instruct\n" in done.stdout
    assert b"a seal with a name" in done.stdout
    assert aiprov("b.ipynb", "--preset", "jama", "--check").returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a.ipynb", "-o", "out.odt"), "does not say its form"),
        (("a.ipynb", "--to", "pdf"), "name a file with -o"),
        (("a.ipynb", "--preset", "nature"), "Known: acm, aid"),
        (("a.ipynb", "--lang", "xx"), "Known: en, fr"),
        (("none.ipynb",), "No notebook at"),
    ],
)
def test_bad_input_is_one_line(aiprov: Run, words: tuple[str, ...], said: str) -> None:
    done = aiprov(*words)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert len(done.stderr.decode().strip().splitlines()) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_nbconvert_exporters(folder: Path, name: str) -> None:
    exporter = get_exporter(f"aiprov-{name}")(language="fr")
    made, resources = exporter.from_filename(str(folder / "a.ipynb"))
    data = made.encode() if isinstance(made, str) else made
    assert data.startswith(BEGINS.get(name, b""))
    assert resources["output_extension"].endswith(f".{name}")
    assert isinstance(made, bytes) == (name in ("pdf", "docx"))


def test_nbconvert_as_a_person_runs_it(folder: Path) -> None:
    words = ["--to", "aiprov-pdf", "--AppendixExporter.language=fr", "--output-dir=exported"]
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", *words, "a.ipynb"],
        cwd=folder,
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert (folder / "exported" / "a.appendix.pdf").read_bytes().startswith(b"%PDF")


def test_listing_exporters_loads_nothing_heavy() -> None:
    code = """
import sys
from nbconvert.exporters import get_export_names
assert {f"aiprov-{n}" for n in sys.argv[1:]} <= set(get_export_names())
heavy = {"typst", "pypandoc", "drawsvg", "babel", "codecarbon", "jupyter_aiprov.report.model"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code, *FORMATS], check=True, timeout=60)


def test_a_server_offers_what_its_menu_has_already_no_second_time() -> None:
    code = """
from jupyter_server.serverapp import ServerApp
from nbconvert.exporters import get_export_names
ServerApp.instance()
assert not [n for n in get_export_names() if n.startswith("aiprov")]
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=100)


@pytest.mark.parametrize(("name", "module"), [("pdf", "typst"), ("docx", "pypandoc")])
def test_an_extra_that_is_missing_names_its_command(
    aiprov: Run, monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    done = aiprov("a.ipynb", "-o", f"n.{name}")
    assert done.returncode == 2
    assert f"pip install 'jupyter-aiprov[{name}]'" in done.stderr.decode()
