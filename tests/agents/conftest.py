import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import agents_sim


@pytest.fixture
def project(tmp_path):
    """A git repository."""
    folder = tmp_path / "project"
    folder.mkdir()
    agents_sim.git(folder, "init", "-q", "-b", "main")
    return folder


@pytest.fixture
def sim(project):
    return lambda seed=0: agents_sim.Sim(project, seed)
