"""Badges in other exports, through nbconvert itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from support import reports as cases
from traitlets.config import Config

import jupyter_aiprov
from jupyter_aiprov.badges import Badges

PACKAGE = Path(jupyter_aiprov.__file__).parent


@pytest.fixture
def node() -> Any:
    return nbformat.from_dict(cases.full().raw)


def exported(name: str, node: Any, **options: Any) -> str:
    exporter = get_exporter(name)(preprocessors=[Badges], config=Config(Badges=options))
    text, _ = exporter.from_notebook_node(node)
    return str(text)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["html", "slides", "markdown", "notebook"])
def test_badges_in_other_exports(name: str, node: Any) -> None:
    text = exported(name, node)
    assert "AI-generated" in text
    assert "mistral-small" in text
    assert "rests on" in text


def test_only_what_must_be_said_is_said(node: Any) -> None:
    text = exported("markdown", node)
    assert text.count("rests on") == 2
    assert "> **human**" not in text
    assert "> **human**" in exported("markdown", node, everything=True)


def test_french(node: Any) -> None:
    text = exported("markdown", node, language="fr")
    assert "généré par IA" in text
    assert "repose sur\u202f: **sortie de modèle**" in text


def test_the_notebook_stays_valid_and_its_own_cells_untouched(node: Any) -> None:
    before = [cell.source for cell in node.cells]
    made = nbformat.reads(exported("notebook", node), as_version=4)
    nbformat.validate(made)
    ours = [c for c in made.cells if "aiprov-badge" in c.metadata.get("tags", ())]
    assert len(ours) == 2
    assert [cell.source for cell in made.cells if cell not in ours] == before
    assert [cell.source for cell in node.cells] == before


def test_a_badge_and_its_cell_share_a_slide(node: Any) -> None:
    node.cells[2].metadata["slideshow"] = {"slide_type": "slide"}
    made = nbformat.reads(exported("notebook", node), as_version=4)
    at = next(i for i, cell in enumerate(made.cells) if "AI-generated" in cell.source)
    types = [made.cells[i].metadata["slideshow"]["slide_type"] for i in (at, at + 1)]
    assert types == ["slide", "-"]


def test_hostile_names_stay_text() -> None:
    raw = cases.hostile(cases.HOSTILE[0]).raw
    raw["cells"][0]["source"] = "# A title"
    text = exported("html", nbformat.from_dict(raw), everything=True)
    assert "rests on" in text
    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text


def test_the_template_names_the_preprocessor() -> None:
    conf = json.loads((PACKAGE / "_shared/nbconvert/aiprov/conf.json").read_text())
    (found,) = conf["preprocessors"].values()
    assert found["type"] == f"{Badges.__module__}.{Badges.__name__}"
