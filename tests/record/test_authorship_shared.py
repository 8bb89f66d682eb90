"""Cases that the front end shares: both sides say the same of one text."""

import json
from pathlib import Path
from typing import Any

import pytest

from jupyter_aiprov.record.cell import Span
from jupyter_aiprov.record.digest import sha256_text
from jupyter_aiprov.record.spans import align

CASES = json.loads((Path(__file__).parents[1] / "data/authorship/align.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["align"], ids=lambda case: case["name"])
def test_align(case: dict[str, Any]) -> None:
    spans = [Span(*span) for span in case["spans"]]
    aligned = align(case["old"], case["new"], spans)
    assert aligned == tuple(Span(*span) for span in case["aligned"])


@pytest.mark.parametrize("case", CASES["sha256"], ids=lambda case: ascii(case["text"]))
def test_sha256(case: dict[str, str]) -> None:
    assert sha256_text(case["text"]) == case["sha256"]
