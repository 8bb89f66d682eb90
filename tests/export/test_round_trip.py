"""What went out in a crate comes back: the Report is the same."""

from __future__ import annotations

import copy
import json
import subprocess
import sysconfig
import zipfile
from pathlib import Path

import msgspec
import pytest
from support import formats
from support import reports as cases

from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.encode import plain

SCRIPT = str(Path(sysconfig.get_path("scripts")) / "jupyter-aiprov")


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "analysis.ipynb"
    cases.full().save(path)
    return path


@pytest.fixture
def crate(saved):
    path = saved.parent / "crate.zip"
    path.write_bytes(formats.export("ro-crate", build([open_notebook(saved)])))
    return path


def strip(path: Path) -> None:
    raw = json.loads(path.read_text(encoding="utf-8"))
    for holder in (raw, *raw["cells"], *(o for c in raw["cells"] for o in c.get("outputs", []))):
        holder.get("metadata", {}).pop("aiprov", None)
    path.write_text(json.dumps(raw), encoding="utf-8")


def reported(path: Path) -> dict:
    report = build([open_notebook(path)])
    books = tuple(msgspec.structs.replace(book, sha256=None) for book in report.notebooks)
    return plain(msgspec.structs.replace(report, notebooks=books))


def bring_back(path: Path, crate: Path) -> subprocess.CompletedProcess:
    command = [SCRIPT, "import", str(path), str(crate), "--from", "ro-crate"]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in done.stderr, done.stderr
    return done


def test_the_same_report_comes_back(saved, crate):
    before = reported(saved)
    strip(saved)
    assert reported(saved) != before
    assert bring_back(saved, crate).returncode == 0
    assert reported(saved) == before
    once = saved.read_bytes()
    assert b"0 cells" in bring_back(saved, crate).stdout
    assert saved.read_bytes() == once


def test_what_the_notebook_holds_stands_and_other_text_is_not_spoken_of(saved, crate):
    strip(saved)
    raw = json.loads(saved.read_text(encoding="utf-8"))
    raw["cells"][2]["source"] = "changed = True"
    saved.write_text(json.dumps(raw), encoding="utf-8")
    bring_back(saved, crate)
    cells = open_notebook(saved).cells
    assert cells[2].record.records == ()
    assert cells[3].record.records[0].id == "a-synthetic"


def test_an_unpacked_crate_and_wrong_ones(saved, crate, tmp_path):
    with zipfile.ZipFile(crate) as archive:
        archive.extractall(tmp_path / "unpacked")
    strip(saved)
    assert bring_back(saved, tmp_path / "unpacked").returncode == 0
    assert bring_back(saved, tmp_path).returncode == 2
    (tmp_path / "no.zip").write_text("no")
    assert bring_back(saved, tmp_path / "no.zip").returncode == 2
    other = tmp_path / "other.ipynb"
    bare = copy.deepcopy(cases.bare().raw)
    other.write_text(json.dumps(bare), encoding="utf-8")
    done = bring_back(other, crate)
    assert done.returncode == 2
    assert b"analysis.ipynb" in done.stderr
