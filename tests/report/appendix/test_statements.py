"""Presets: found by folder, checked against the records, claiming nothing they do not carry."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from support import reports as cases

from jupyter_aiprov.export import txt
from jupyter_aiprov.record.errors import BadInput
from jupyter_aiprov.record.seal import make_seal
from jupyter_aiprov.record.store import Notebook
from jupyter_aiprov.report.appendix.demands import DEMANDS, missing
from jupyter_aiprov.report.appendix.document import plain_text
from jupyter_aiprov.report.appendix.i18n import translator_of
from jupyter_aiprov.report.appendix.presets import names, parse, preset
from jupyter_aiprov.report.appendix.report_view import ReportView
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.model import Report

PRESETS = names()
LANGUAGES = ("en", "fr")
#: Words by which a sentence would claim review, supervision or responsibility.
CLAIM = re.compile(r"review|supervis|responsib|answers for|relu|responsab|répond de", re.IGNORECASE)


def statement(report: Report, name: str, language: str) -> str:
    """The preset's own sentences: neither gaps nor the line that names its source."""
    text = txt.form(report, {"preset": name, "lang": language}).decode()
    own = re.split(r"\[(?:Gap|Lacune)\]|Form of statement|Forme de la", text)[0]
    return own.partition("=\n")[2]


def reviewed() -> Notebook:
    """A cell an AI system wrote, reviewed, and the notebook sealed by name."""
    notebook = cases.notebook(cases.full().raw["cells"][2])
    record = msgspec.structs.replace(notebook.record, schema="1.0")
    notebook.set_record(msgspec.structs.replace(record, seal=make_seal(notebook, by=cases.ADA)))
    notebook.set_record(
        msgspec.structs.replace(notebook.record, seal=make_seal(notebook, by=cases.ADA))
    )
    return Notebook(notebook.raw)


def unreviewed() -> Notebook:
    cell = dict(cases.full().raw["cells"][2])
    ours = {k: v for k, v in cell["metadata"]["aiprov"].items() if k != "review"}
    return cases.notebook({**cell, "metadata": {"aiprov": ours}})


def test_the_sixteen_presets_are_there() -> None:
    assert {"inserm", "ec", "icmje", "elsevier", "springer-nature", "science", "jama", "plos"} < {
        *PRESETS
    }
    assert {"ieee", "acm", "neurips", "joss", "gamer", "gaidet", "aid", "general"} < {*PRESETS}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PRESETS)
def test_nothing_is_claimed_without_a_record(name: str, language: str) -> None:
    said = statement(build([unreviewed()]), name, language)
    said = re.sub(r"- [79]\. .*?\.\n", "", said, flags=re.DOTALL)  # GAMER counts reviews, even 0
    assert not CLAIM.search(said), said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [n for n in PRESETS if "review" in preset(n).demands])
def test_what_is_recorded_is_claimed(name: str, language: str) -> None:
    report = build([reviewed()])
    assert report.notebooks[0].seal == "holds"
    said = statement(report, name, language)
    assert "Ada Martin" in said
    assert CLAIM.search(said)


def test_elseviers_fixed_sentence_is_whole_only_with_review_and_responsibility() -> None:
    def writing(notebook: Notebook) -> Report:
        report = build([notebook])
        cell = report.notebooks[0].cells[0]
        records = tuple(msgspec.structs.replace(a, task="translation") for a in cell.records)
        cell = msgspec.structs.replace(cell, records=records)
        book = msgspec.structs.replace(report.notebooks[0], cells=(cell,))
        return msgspec.structs.replace(report, notebooks=(book,))

    whole = " ".join(statement(writing(reviewed()), "elsevier", "en").split())
    assert "During the preparation of this work the author(s) used" in whole
    assert "take(s) full responsibility for the content of the publication." in whole
    part = statement(writing(unreviewed()), "elsevier", "en")
    assert "During the preparation" in part
    assert "responsibility" not in part


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PRESETS)
def test_without_a_record_of_ai_no_preset_speaks_of_its_use(name: str, language: str) -> None:
    report = build([cases.bare()])
    said = statement(report, name, language)
    assert ("No use" in said) or ("Aucun usage" in said)
    assert not missing(ReportView(report), translator_of(language), preset(name).demands)


def test_each_demand_is_met_by_some_record_and_missed_by_another() -> None:
    translator = translator_of("en")
    rich, poor = ReportView(build([reviewed()])), ReportView(build([cases.full()]))
    for name in ("tool", "version", "provider", "dates", "purpose", "task", "review"):
        assert not missing(rich, translator, [name]), name
    for name in ("version", "purpose", "parameters", "parts", "review", "responsibility"):
        assert missing(poor, translator, [name]), name
    assert not missing(rich, translator, ["responsibility"])
    assert set(DEMANDS) >= {demand for name in PRESETS for demand in preset(name).demands}


def test_a_gap_names_the_cells() -> None:
    (text,) = missing(ReportView(build([cases.full()])), translator_of("en"), ["review"])
    assert plain_text(text).endswith("cells 1, 3–4")


FRONT = """+++
title = "House rule"
source = { en = "Our institute" }
date = { en = "2026" }
place = { en = "the end" }
demands = ["tool"]
+++
=== en
We used {{ systems }}.
"""


def test_an_institution_brings_its_own_file(tmp_path: Path) -> None:
    path = tmp_path / "house.md"
    path.write_text(FRONT)
    said = txt.form(build([cases.full()]), {"preset": str(path), "lang": "fr"}).decode()
    assert "We used codestral" in said
    assert "Our institute (2026)" in said


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("+++\ntitle", "title"), "front matter"),
        (('title = "House rule"\n', ""), "must have"),
        (('["tool"]', '["blood"]'), "demands 'blood'"),
        (("=== en", "=== de"), "no English body"),
        (('{ en = "2026" }', '{ fr = "2026" }'), "in English"),
        (('demands = ["tool"]', "demands ="), "not TOML"),
        (("{{ systems }}", "{{ unheard_of }}"), "cannot be rendered"),
        (("{{ systems }}", "{{ systems.__class__.__mro__ }}"), "cannot be rendered"),
        (("{{ systems }}", "{% if %}"), "cannot be rendered"),
    ],
)
def test_a_faulty_preset_is_said(change: tuple[str, str], message: str, tmp_path: Path) -> None:
    path = tmp_path / "house.md"
    path.write_text(FRONT.replace(*change))
    with pytest.raises(BadInput, match=message):
        txt.form(build([cases.full()]), {"preset": str(path)})


def test_unknown_choices_list_the_known() -> None:
    report = build([cases.bare()])
    for options, known in (
        ({"preset": "nature"}, "springer-nature"),
        ({"lang": "de"}, "fr"),
        ({"detail": "most"}, "brief"),
    ):
        with pytest.raises(BadInput, match=known):
            txt.form(report, options)
    with pytest.raises(BadInput, match="front matter"):
        parse("empty", "")
