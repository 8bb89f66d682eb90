"""The notebooks these tests read, and the module that makes others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="session")
def real() -> dict[str, Path]:
    """Real notebooks by other people, by name."""
    return {path.stem: path for path in sorted((DATA / "notebooks").glob("*.ipynb"))}
