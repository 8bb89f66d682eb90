"""What is typed: in any order, with any names, and a clear word for what is not understood."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_aiprov.commands import records

Aiprov = Callable[..., Any]
PROGRAM = Path(sys.executable).with_name("jupyter-aiprov")
NAMES = [
    "-dash.ipynb", "--by.ipynb", "--json.ipynb", "50%d.ipynb", "a=b.ipynb", "new\nline.ipynb",
    "e\u0301.ipynb", "'\"$`<&>.ipynb", "[x].ipynb", " .ipynb", "x" * 249 + ".ipynb",
    "\udcff\udcfe.ipynb",
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["query", "STORE", "SQL", "--csv"], "There is no command 'query'."),
        (["stats", "a.ipynb"], "There is no command 'stats'. Did you mean 'status'?"),
        (["help", "reviw"], "There is no command 'reviw'. Did you mean 'review'?"),
        (["status", "a.ipynb", "--jsn"], "There is no option '--jsn'. Did you mean '--json'?"),
        (["status", "--csv", "a.ipynb"], "There is no option '--csv'."),
        (["status", "-x"], "A file of that name is ./-x."),
        (["review", "a.ipynb", "--by"], "Option '--by' needs a value."),
        (["review", "--by", "--cell", "0", "a.ipynb"], "Option '--by' needs a value."),
        (["status", ""], "An empty name was given"),
    ],
)
def test_what_is_not_understood_is_named(
    words: list[str], named: str, aiprov: Aiprov, notebook: Path
) -> None:
    said = aiprov(*words)
    assert (said.code, said.out) == (2, "")
    assert named in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--by", "Ada", "a.ipynb", "--cell", "0"],
        ["a.ipynb", "--by=Ada", "--cell=0"],
        ["--cell", "0", "--by", "Ada", "a.ipynb"],
        ["--by", "Ada", "--cell", "0", "--", "a.ipynb"],
        ["--by", "Ada", "--note", "-5 % is fine", "a.ipynb", "--cell", "0", "--method", "read"],
        ["--Review.by=Ada", "--Review.cells", "0", "a.ipynb"],
    ],
)
def test_names_stand_anywhere(words: list[str], aiprov: Aiprov, notebook: Path) -> None:
    assert aiprov("review", *words).out == "a.ipynb: 1 cell verified by Ada\n"


def test_a_trace_is_named_after_its_option(aiprov: Aiprov, notebook: Path) -> None:
    Path("t.jsonl").write_text("")
    said = aiprov("import", "a.ipynb", "--from", "claude-code", "t.jsonl")
    assert said.code == 0, said.err
    assert "claude-code" in said.out


def test_a_switch_before_the_command(aiprov: Aiprov, notebook: Path) -> None:
    assert aiprov("-y", "status", "a.ipynb").code == 0


def test_after_two_dashes_all_are_names(aiprov: Aiprov, notebook: Path) -> None:
    shutil.copy(notebook, "--json")
    assert aiprov("status", "--", "--json").out.startswith("--json")


def test_what_was_not_foreseen_is_one_line(
    aiprov: Aiprov, notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("two\nlines")

    monkeypatch.setattr(records.Collect, "_collect", fault)
    said = aiprov("collect", "a.ipynb")
    assert said.code == 2
    assert said.err == (
        "jupyter aiprov: ZeroDivisionError: two lines (run it with --debug to see where)\n"
    )
    assert "Traceback" in aiprov("collect", "a.ipynb", "--debug").err


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("command", ["status", "seal", "appendix"])
def test_any_name(command: str, name: str, aiprov: Aiprov, notebook: Path) -> None:
    try:
        notebook.rename(name)
    except (OSError, UnicodeError):
        pytest.skip("not allowed here")
    said = aiprov(command, name)
    assert said.code in (0, 1), said.err
    assert [one for one in Path().iterdir() if one.name.startswith(".aiprov-")] == []


PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def _run(words: list[str], end: str = "", **more: str) -> subprocess.CompletedProcess[bytes]:
    """As a shell runs it, with ``end`` after the words."""
    line = f'exec "$0" "$@" {end}'
    return subprocess.run(
        ["sh", "-c", line, PROGRAM, *words],
        check=False,
        capture_output=True,
        env={**os.environ, **more},
    )


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["status", "--json"],
        ["appendix", "--lang", "fr"],
        ["appendix", "--to", "txt"],
        ["export", "--format", "csv"],
        ["export", "--format", "prov-json"],
        ["verify"],
        ["seal", "--by", "Zoé"],
        ["collect"],
    ],
)
@pytest.mark.parametrize("name", ["étude.ipynb", "\udcff.ipynb"])
def test_a_plain_locale(words: list[str], name: str, notebook: Path) -> None:
    try:
        moved = notebook.rename(notebook.with_name(name))
    except (OSError, UnicodeError):
        pytest.skip("not allowed here")
    done = _run([words[0], str(moved), *words[1:]], **PLAIN)
    assert b"Traceback" not in done.stderr
    if done.returncode not in (0, 1):
        assert done.returncode == 2
        assert done.stderr.count(b"\n") == 1
    assert done.returncode != 2 or name != "étude.ipynb", done.stderr


def test_a_reader_that_left(notebook: Path) -> None:
    script = f'{{ "{PROGRAM}" status "{notebook}"; echo $? >&2; }} | true'
    done = subprocess.run(["sh", "-c", script], check=True, capture_output=True)
    assert done.stderr == b"0\n"


@pytest.mark.parametrize("end", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_change_nothing(end: str, notebook: Path) -> None:
    assert _run(["seal", str(notebook)], end).returncode == 0
    assert b'"seal"' in notebook.read_bytes()
    assert _run(["status", str(notebook)], end).returncode == 0
    assert sorted(one.name for one in notebook.parent.iterdir()) == ["a.ipynb"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("words", [["status"], ["status", "--json"], ["appendix"], ["verify"]])
def test_a_full_output_is_one_line(words: list[str], notebook: Path) -> None:
    done = _run([*words, str(notebook)], ">/dev/full")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"No space left" in done.stderr
