"""The notebooks these tests read."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="session")
def real() -> dict[str, Path]:
    """Real notebooks by other people, by name."""
    return {path.stem: path for path in sorted((DATA / "notebooks").glob("*.ipynb"))}
