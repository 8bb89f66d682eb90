"""``jupyter aiprov export`` as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sysconfig
import zipfile
from pathlib import Path

import pytest
from support import reports as cases

SCRIPT = str(Path(sysconfig.get_path("scripts")) / "jupyter-aiprov")


def export(*arguments, **options):
    command = [SCRIPT, "export", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False, **options)
    assert b"Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "analysis.ipynb"
    cases.full().save(path)
    return path


def test_to_a_file_and_to_standard_output(saved, tmp_path):
    target = tmp_path / "crate.zip"
    assert export(saved, "--format", "ro-crate", "-o", target).returncode == 0
    with zipfile.ZipFile(target) as archive:
        assert archive.read("analysis.ipynb") == saved.read_bytes()
    shown = export(saved)
    assert json.loads(shown.stdout)["schema"] == "aiprov-report-1.0"


def test_options_and_streams(saved):
    done = export("-", "--format", "csv", "--option", "table=calls", input=saved.read_bytes())
    assert done.stdout.startswith(b"notebook,notebook_id,cell,cell_id,id,kind")
    assert done.stdout.count(b"\r\n") == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "nope"), "No exporter named 'nope'"),
        (("--format", "csv", "--option", "table=x"), "Known: cells, calls"),
        (("--format", "json", "-o", "no/such/folder/x.json"), "no/such/folder"),
    ],
)
def test_bad_input_is_one_clear_line(saved, arguments, said):
    done = export(saved, *arguments)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert len(done.stderr.decode().splitlines()) == 1


def test_help_has_an_example():
    assert b"--format prov-json" in export("--help").stdout
