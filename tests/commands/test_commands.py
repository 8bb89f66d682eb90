"""Each command: what it does, its exit code, and one clear line where it cannot."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_aiprov.app import _COMMANDS
from jupyter_aiprov.commands.startup import startup_text
from jupyter_aiprov.record.digest import MIME
from jupyter_aiprov.record.store import read

Aiprov = Callable[..., Any]

OVER_NOTEBOOKS = ("status", "appendix", "verify", "review", "seal", "redact", "collect")


@pytest.mark.parametrize("name", _COMMANDS)
def test_help_shows_an_example(name: str, aiprov: Aiprov) -> None:
    said = aiprov(name, "--help")
    assert said.code == 0
    assert "Examples" in said.out
    assert f"jupyter aiprov {name}" in said.out


def test_alone_it_names_the_remedy(aiprov: Aiprov) -> None:
    said = aiprov()
    assert (said.code, said.out) == (2, "")
    assert "--help" in said.err


BAD = {
    "empty": b"",
    "truncated": b'{"cells": [',
    "v3": b'{"nbformat": 3, "worksheets": []}',
    "latin": b'{"cells": [], "metadata": {"t": "\xe9"}, "nbformat": 4}',
}


@pytest.mark.parametrize("name", OVER_NOTEBOOKS)
@pytest.mark.parametrize("kind", [*BAD, "missing"])
def test_bad_input_is_one_line_and_exit_2(
    name: str, kind: str, aiprov: Aiprov, tmp_path: Path
) -> None:
    if kind != "missing":
        (tmp_path / "bad.ipynb").write_bytes(BAD[kind])
    said = aiprov(name, "bad.ipynb")
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert said.err.startswith("jupyter aiprov: ")
    assert "bad.ipynb" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("name", OVER_NOTEBOOKS)
def test_no_notebook_named(name: str, aiprov: Aiprov) -> None:
    said = aiprov(name)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "Name at least one notebook" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "--nonsense=1", "a.ipynb"],
        ["review", "--status=fine", "a.ipynb"],
        ["review", "a.ipynb", "--by"],
        ["nonsense", "a.ipynb"],
    ],
)
def test_an_unknown_option_or_value(words: list[str], aiprov: Aiprov, notebook: Path) -> None:
    before = notebook.read_bytes()
    said = aiprov(*words)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert said.err.startswith("jupyter aiprov: ")
    assert notebook.read_bytes() == before


@pytest.mark.parametrize("name", ["collect", "verify", "redact", "seal"])
def test_one_bad_notebook_does_not_stop_the_others(
    name: str, aiprov: Aiprov, notebook: Path, tmp_path: Path
) -> None:
    (tmp_path / "A-bad.ipynb").write_bytes(b"")
    said = aiprov(name, str(tmp_path))
    assert said.code == 2
    assert "A-bad.ipynb is empty" in said.err
    assert "a.ipynb: " in said.out


def test_folders_globs_and_the_same_twice(aiprov: Aiprov, notebook: Path, tmp_path: Path) -> None:
    for hidden in (".ipynb_checkpoints", "node_modules", ".hidden"):
        (tmp_path / hidden).mkdir()
        (tmp_path / hidden / "copy.ipynb").write_bytes(notebook.read_bytes())
    inner = tmp_path / "deep" / "er"
    inner.mkdir(parents=True)
    (inner / "b.ipynb").write_bytes(notebook.read_bytes())
    assert aiprov("collect", ".").out.splitlines() == [
        "a.ipynb: 0 records folded in",
        "deep/er/b.ipynb: 0 records folded in",
    ]
    assert len(aiprov("collect", "**/*.ipynb", "a.ipynb").out.splitlines()) >= 2
    assert aiprov("collect", "none/*.ipynb").code == 2


def test_collect(aiprov: Aiprov, notebook: Path) -> None:
    raw = json.loads(notebook.read_text("utf-8"))
    run = {"id": "r", "session": "s", "seq": 1, "time": "2026-11-23T10:00:00Z"}
    data = {MIME: {"schema": "1.0", "run": run}, "text/html": "", "text/plain": ""}
    carrier = {"output_type": "display_data", "data": data, "metadata": {}}
    raw["cells"][1]["outputs"] = [carrier]
    notebook.write_text(json.dumps(raw), "utf-8")
    assert aiprov("collect", "a.ipynb").out == "a.ipynb: 1 record folded in\n"
    assert aiprov("collect", "a.ipynb").out == "a.ipynb: 0 records folded in\n"
    assert read(notebook).cells[1].record.run


def test_a_stream_goes_through(
    aiprov: Aiprov, notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("collect", "seal", "redact"):
        data = notebook.read_bytes()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        said = aiprov(name, "-")
        assert said.code == 0
        assert json.loads(said.out)["cells"][0]["id"] == "c0"
        assert said.err.startswith("-: ")


def test_review_until_nothing_waits(aiprov: Aiprov, notebook: Path) -> None:
    waits = aiprov("review", "a.ipynb")
    assert (waits.code, waits.out) == (1, "a.ipynb: cell 0 (c0): not reviewed\n")
    assert aiprov("verify", "a.ipynb").code == 1
    done = aiprov(
        "review", "a.ipynb", "--by", "Ada Martin", "--orcid", "0000-0002-1825-0097",
        "--cell", "c0", "--method", "tested", "--method", "read-line-by-line",
        "--against", "other-dataset=MIMIC-IV", "--result", "other-dataset=means within 2 %",
    )  # fmt: skip
    assert (done.code, done.out) == (0, "a.ipynb: 1 cell verified by Ada Martin\n")
    review = read(notebook).cells[0].record.review
    assert review
    assert (review.by.orcid, review.method) == (
        "0000-0002-1825-0097",
        ("tested", "read-line-by-line", "other-dataset"),
    )
    (compared,) = review.compared
    assert (compared.against, compared.result) == ("MIMIC-IV", "means within 2 %")
    shown = aiprov("appendix", "a.ipynb", "--to", "md").out
    assert "another data set (MIMIC-IV): means within 2 %" in shown
    assert (aiprov("review", "a.ipynb").code, aiprov("verify", "a.ipynb").code) == (0, 0)
    notebook.write_text(notebook.read_text("utf-8").replace("x = 1", "x = 3"), "utf-8")
    stale = aiprov("verify", "a.ipynb")
    assert stale.code == 1
    assert "stale-review: changed since it was reviewed" in stale.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--by", "Ada"], "Name the cells"),
        (["--by", "Ada", "--cell", "nope"], "no cell 'nope'"),
        (["--by", "Ada", "--cell", "0", "--orcid", "1234"], "not a valid ORCID"),
        (["--by", " ", "--cell", "0"], "needs a name"),
    ],
)
def test_a_review_that_cannot_be(
    words: list[str], message: str, aiprov: Aiprov, notebook: Path
) -> None:
    before = notebook.read_bytes()
    said = aiprov("review", "a.ipynb", *words)
    assert (said.code, message in said.err) == (2, True)
    assert notebook.read_bytes() == before


def test_trust_is_kept_and_never_given(aiprov: Aiprov, notebook: Path, tmp_path: Path) -> None:
    import nbformat
    from nbformat.sign import NotebookNotary

    other = tmp_path / "b.ipynb"
    other.write_text(notebook.read_text("utf-8").replace("y = 2", "y = 4"), "utf-8")
    notary = NotebookNotary()
    notary.sign(nbformat.read(notebook, as_version=4))
    assert aiprov("seal", "a.ipynb", "b.ipynb").code == 0
    assert notary.check_signature(nbformat.read(notebook, as_version=4))
    assert not notary.check_signature(nbformat.read(other, as_version=4))


def test_a_seal_holds_until_something_changes(aiprov: Aiprov, notebook: Path) -> None:
    aiprov("review", "a.ipynb", "--by", "Ada", "--cell", "all")
    assert aiprov("seal", "a.ipynb", "--by", "Ada").code == 0
    assert aiprov("verify", "a.ipynb").code == 0
    notebook.write_text(notebook.read_text("utf-8").replace("y = 2", "y = 3"), "utf-8")
    said = aiprov("verify", "a.ipynb")
    assert (said.code, "seal: changed since it was sealed" in said.out) == (1, True)


def test_redact_takes_texts_out_once(aiprov: Aiprov, notebook: Path) -> None:
    assert "Summarise the file" in notebook.read_text("utf-8")
    assert aiprov("redact", "a.ipynb").out == "a.ipynb: 1 text removed\n"
    assert "Summarise the file" not in notebook.read_text("utf-8")
    before = notebook.read_bytes()
    assert aiprov("redact", "a.ipynb").out == "a.ipynb: 0 texts removed\n"
    assert notebook.read_bytes() == before


@pytest.mark.parametrize("name", ["seal", "redact", "review"])
def test_a_newer_format_is_refused(name: str, aiprov: Aiprov, notebook: Path) -> None:
    raw = json.loads(notebook.read_text("utf-8"))
    raw["metadata"]["aiprov"] = {"schema": "9.0"}
    notebook.write_text(json.dumps(raw), "utf-8")
    before = notebook.read_bytes()
    words = ["--by", "Ada", "--cell", "0"] if name == "review" else []
    said = aiprov(name, "a.ipynb", *words)
    if name == "redact":
        assert said.out == "a.ipynb: 0 texts removed\n"
    else:
        assert (said.code, "pip install -U jupyter-aiprov" in said.err) == (2, True)
    assert notebook.read_bytes() == before


def test_enable_and_disable(
    aiprov: Aiprov, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    for words, place in (
        ([], tmp_path / "etc" / "ipython" / "startup"),
        (["--user"], tmp_path / "ipython" / "profile_default" / "startup"),
    ):
        file = place / "50-aiprov.py"
        assert aiprov("enable", *words).out == f"Enabled: {file}\n"
        assert file.read_bytes() == startup_text(on=True)
        assert aiprov("enable", *words).out.startswith("Already enabled")
        assert aiprov("disable", *words).out == f"Disabled: {file}\n"
        assert file.read_bytes() == startup_text(on=False)
        assert f"kept out by {file}" in aiprov("doctor").out
        assert aiprov("disable", *words).out.startswith("Already disabled")
        assert aiprov("enable", *words).out == f"Enabled: {file}\n"
    aiprov("disable", "--user")
    assert f"still kept out by {file}" in aiprov("enable").out
    (tmp_path / "etc" / "ipython" / "startup" / file.name).unlink()
    (tmp_path / "etc" / "ipython" / "startup").rmdir()
    (tmp_path / "etc" / "ipython" / "startup").write_text("in the way", "utf-8")
    refused = aiprov("enable")
    assert (refused.code, "Use --user" in refused.err) == (2, True)


def test_doctor_looks_at_everything(aiprov: Aiprov, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUPYTER_AIPROV_DISABLE", raising=False)
    said = aiprov("doctor")
    subjects = {line[10:].split("  ")[0] for line in said.out.splitlines()}
    assert {"package", "kernels", "JupyterLab", "nbconvert", "ledger", "git", "energy"} <= subjects
    assert (said.code == 1) == ("BROKEN" in said.out)
    assert said.err == ""
    monkeypatch.setenv("JUPYTER_AIPROV_DISABLE", "1")
    broken = aiprov("doctor")
    assert (broken.code, "JUPYTER_AIPROV_DISABLE is set" in broken.out) == (1, True)


def test_a_check_that_fails_is_a_finding(aiprov: Aiprov, monkeypatch: pytest.MonkeyPatch) -> None:
    from jupyter_aiprov.commands import doctor

    def faulty() -> Any:
        raise RuntimeError("injected")

    monkeypatch.setattr(doctor, "_CHECKS", (faulty,))
    said = aiprov("doctor")
    assert (said.code, said.err) == (1, "")
    assert "the check itself failed: injected" in said.out


def test_jupyter_finds_the_command(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("jupyter-aiprov")
    done = subprocess.run(
        [program, "verify", "none.ipynb"],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
