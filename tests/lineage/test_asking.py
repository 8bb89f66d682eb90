"""Passports tied to the data, columns by name, lineage asked as a graph."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from support.kernels import Kernel
from support.lineage import fresh

pytestmark = pytest.mark.kernel

PASSPORT = 'origin = "a cohort"\nbiases = "one hospital"\n'


@pytest.fixture
def folder(kernel: Kernel) -> Path:
    fresh(kernel)
    return Path(kernel.value("__import__('os').getcwd()"))


def test_a_passport_is_tied_to_the_files_behind_a_variable(kernel: Kernel, folder: Path) -> None:
    (folder / "cohort.csv").write_text("a\n1\n")
    (folder / "given.toml").write_text(PASSPORT)
    kernel.run("import pandas as pd\nraw = pd.read_csv('cohort.csv')")
    kernel.run("cohort = raw.dropna()")
    answer = kernel.run("%aiprov dataset cohort --passport given.toml")
    (passport,) = answer.deliveries[-1]["datasets"]
    digest = hashlib.sha256((folder / "cohort.csv").read_bytes()).hexdigest()
    assert passport["files"] == {"cohort.csv": digest}
    assert passport["origin"] == "a cohort"
    assert "cohort.csv" in answer.text
    assert "Left open: legal_basis" in answer.text


def test_a_passport_beside_the_data_is_found(kernel: Kernel, folder: Path) -> None:
    (folder / "beside.csv").write_text("b\n2\n")
    (folder / "beside.passport.toml").write_text(PASSPORT)
    answer = kernel.run("import pandas as pd\nb = pd.read_csv('beside.csv')")
    (passport,) = answer.deliveries[-1]["datasets"]
    assert passport["name"] == "beside.csv"
    assert list(passport["files"]) == ["beside.csv"]


def test_a_faulty_passport_is_told(kernel: Kernel, folder: Path) -> None:
    (folder / "faulty.csv").write_text("b\n3\n")
    (folder / "faulty.csv.passport.toml").write_text('bias = "which?"\n')
    answer = kernel.run("import pandas as pd\nb = pd.read_csv('faulty.csv')")
    (said,) = [d for d in answer.run["diagnostics"] if d["code"] == "AP504"]
    assert "did you mean 'biases'" in said["message"]
    answer = kernel.run("%aiprov dataset b --passport faulty.csv.passport.toml")
    assert "did you mean 'biases'" in answer.text


def test_a_column_by_its_name(kernel: Kernel, folder: Path) -> None:
    kernel.run("import pandas as pd\nd = pd.DataFrame({'a': [1], 'b': [2]})")
    kernel.run("%aiprov synthetic d['a']")
    assert [m["mark"] for m in kernel.run("print(d['a'])").run["marks"]] == ["synthetic"]
    assert "marks" not in kernel.run("print(d['b'])").run
    assert "no column" in kernel.run("%aiprov synthetic d['z']").text


def test_lineage_as_a_graph_and_by_value(kernel: Kernel, folder: Path) -> None:
    kernel.run("a = [1]\n%aiprov synthetic a")
    kernel.run("b = [i + 1 for i in a]\nc = sum(b)")
    answer = kernel.run("%aiprov lineage c --graph")
    drawn = answer.visible[0]["data"]["text/vnd.mermaid"]
    assert drawn.startswith("flowchart LR")
    assert drawn.count("-->") == 2
    tree = kernel.run("import jupyter_aiprov as aiprov\nprint(aiprov.explain('b'))").text
    assert [line.split()[0] for line in tree.split("\n") if line] == ["b", "a"]
    assert "no variable 'nothing'" in kernel.run("%aiprov lineage nothing").text
