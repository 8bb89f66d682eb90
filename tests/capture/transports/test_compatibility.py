"""Whatever a client does bare, it does with the extension on, and gives the same things.

The table in ``docs/model-calls.md`` is made here: ``AIPROV_WRITE_DOCS=1`` writes it anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from support.calls.clients import CASES, MODES, Case, Places, installed, outcome, traits
from support.calls.watching import watching

PAGE = Path(__file__).parents[3] / "docs" / "model-calls.md"
START, END = "<!-- compatibility: made by the tests -->\n", "<!-- end of compatibility -->"
_PASSED: dict[tuple[str, str], bool] = {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.client}-{case.mode}")
def test_a_client_does_what_it_does_without_us(case: Case, model: str, provider: Any) -> None:
    if installed(case.client) is None:
        pytest.skip(f"{case.client} is not installed")
    places = Places(model, provider.address)
    bare = outcome(case.use, places)
    if isinstance(bare, Exception) and case.mode != "error":
        bare = outcome(case.use, places)  # a small model's answer may break its own client
    with watching() as seen:
        ours = outcome(case.use, places)
        calls = seen.taken()
    _PASSED[case.client, case.mode] = False
    assert isinstance(ours, Exception) == isinstance(bare, Exception), (bare, ours)
    assert traits(ours) == traits(bare)
    assert calls
    assert all(call.system is not None for call in calls)
    after = outcome(case.use, places)
    assert traits(after) == traits(bare)
    _PASSED[case.client, case.mode] = True


def _table() -> str:
    clients = list(dict.fromkeys(case.client for case in CASES))
    rows = [f"| client | version tried | {' | '.join(MODES)} |", "| --- " * (len(MODES) + 2) + "|"]
    for client in clients:
        has = {case.mode for case in CASES if case.client == client}
        marks = [
            ("yes" if _PASSED.get((client, mode)) else "**no**") if mode in has else "–"
            for mode in MODES
        ]
        rows.append(f"| {client} | {installed(client)} | {' | '.join(marks)} |")
    return "\n".join(rows) + "\n"


def _without_versions(table: str) -> list[str]:
    return [re.sub(r"^(\| [^|]+\|)[^|]+", r"\1", row) for row in table.strip().splitlines()]


def test_the_table_in_the_docs_is_what_the_tests_found() -> None:
    if len(_PASSED) < len(CASES) or not PAGE.exists():
        pytest.skip("not every case ran")
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(START)
    kept, _, after = rest.partition(END)
    if os.environ.get("AIPROV_WRITE_DOCS"):
        PAGE.write_text(f"{before}{START}{_table()}{END}{after}", encoding="utf-8")
        return
    assert _without_versions(kept) == _without_versions(_table())
