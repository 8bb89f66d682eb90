"""Reports to write an appendix of: every record once, none, real notebooks, hostile strings."""

from __future__ import annotations

import pytest
from support.appendix import reports as made

from jupyter_aiprov.report.model import Report


@pytest.fixture(scope="session")
def reports() -> dict[str, Report]:
    """The reports of the golden files, by name."""
    return made()


@pytest.fixture(scope="session")
def full(reports: dict[str, Report]) -> Report:
    """Every kind of record once."""
    return reports["full"]
