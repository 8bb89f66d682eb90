"""What the tests of machine formats share: notebooks, reports, exports as text."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import reports as cases

from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.model import Report

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="session")
def report() -> Report:
    """Every kind of record once."""
    return build([cases.full()])


@pytest.fixture(scope="session")
def reports(report: Report) -> dict[str, Report]:
    """Reports of the golden notebooks: made ones, real ones, several at once."""
    real = sorted((DATA / "notebooks").glob("*.ipynb"))
    found = {path.stem: build([open_notebook(path)]) for path in real}
    together = build([cases.full(), *map(open_notebook, real)])
    return {"full": report, "bare": build([cases.bare()]), **found, "together": together}
