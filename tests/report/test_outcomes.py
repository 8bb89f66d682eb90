"""What became of an AI system's suggestions, as their activities tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jupyter_aiprov.record.activity import Activity
from jupyter_aiprov.record.base import decode
from jupyter_aiprov.report.shown import Outcomes, outcomes_of

CASES = json.loads((Path(__file__).parents[1] / "data" / "outcomes.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_suggestions_are_told_by_what_became_of_them(case: dict[str, Any]) -> None:
    assert outcomes_of(decode(case["given"], Activity)) == Outcomes(**case["expected"])
