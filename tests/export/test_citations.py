"""Citations, read by the program that will read them: Pandoc's citeproc."""

from __future__ import annotations

import json
from pathlib import Path

import pypandoc
import pytest
from support import reports as cases

from jupyter_aiprov.export.citations import bibtex, csl_json
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.model import Report

STRINGS = [*cases.HOSTILE, "{{{", "a } b", "% comment", "\\"]


def test_models_tools_data_and_this_program(report: Report) -> None:
    found = {entry["id"]: entry for entry in json.loads(csl_json(report, {}))}
    assert found["mistral-ai-mistral-small"]["version"] == "2506"
    assert found["mistral-ai-mistral-small"]["accessed"] == {"date-parts": [[2026, 11, 23]]}
    assert found["data-pilot"] == {
        "id": "data-pilot",
        "type": "dataset",
        "title": "pilot",
        "URL": "https://doi.org/10.5555/pilot",
        "note": "CC-BY-4.0; Martin, 2026",
    }
    assert {"jupyternaut", "jupyter-aiprov"} < found.keys()


def test_pandoc_reads_the_bibtex_as_the_csl_says(report: Report) -> None:
    text = bibtex(report, {}).decode()
    read = json.loads(pypandoc.convert_text(text, "csljson", format="bibtex"))
    entries = json.loads(csl_json(report, {}))
    assert {(e["id"], e["title"]) for e in read} == {(e["id"], e["title"]) for e in entries}


def test_pandoc_cites_from_the_csl(report: Report, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(csl_json(report, {}))
    args = ["--citeproc", f"--bibliography={tmp_path / 'a.json'}"]
    shown = pypandoc.convert_text("[@data-pilot]", "plain", format="markdown", extra_args=args)
    assert "https://doi.org/10.5555/pilot" in shown


@pytest.mark.parametrize("name", STRINGS, ids=range(len(STRINGS)))
def test_hostile_names_stay_within_their_field(name: str) -> None:
    report = build([cases.hostile(name)])
    read = json.loads(
        pypandoc.convert_text(bibtex(report, {}).decode(), "csljson", format="bibtex")
    )
    entries = json.loads(csl_json(report, {}))
    assert [entry["id"] for entry in read] == [entry["id"] for entry in entries]
