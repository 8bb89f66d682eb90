"""The pages that specify codes and format say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jupyter_aiprov.record.diagnostics import CODES, diagnostic
from jupyter_aiprov.record.notebook import SCHEMA
from jupyter_aiprov.record.schema import ROOTS

DOCS = Path(__file__).parents[2] / "docs"


def test_every_code_has_its_entry_and_every_entry_its_code() -> None:
    page = (DOCS / "diagnostics.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (AP\d{3}) \| (.+) \| (.+) \|$", page, re.MULTILINE)
    assert sorted(code for code, *_ in rows) == sorted(CODES)


def test_a_code_nobody_explained_cannot_be_said() -> None:
    with pytest.raises(KeyError):
        diagnostic("AP999")
    assert diagnostic("AP104", "(3)").message == f"{CODES['AP104']} (3)"


def test_the_specification_names_the_version_and_every_root() -> None:
    page = (DOCS / "format.md").read_text(encoding="utf-8")
    assert page.startswith(f"# Record format {SCHEMA}\n")
    for type_ in ROOTS.values():
        assert f"`{type_.__name__}`" in page


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *sorted(p.name for p in DOCS.glob("*.md"))]
)
def test_links_lead_somewhere(page: str) -> None:
    folder = DOCS if (DOCS / page).is_file() else DOCS.parent
    text = (folder / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    missing = [target for target in targets if not (folder / target).exists()]
    assert missing == []
