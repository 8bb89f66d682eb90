"""A kernel in a folder of its own, with the files the cases need."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import jupyter_aiprov

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "kernel"))
from kernel_live import Kernel, start
from lineage_cases import load, scripts

PACKAGE = Path(jupyter_aiprov.__file__).parent


@pytest.fixture(scope="session")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a kernel that loads the extension by itself."""
    folder = tmp_path_factory.mktemp("home")
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    shutil.copy(PACKAGE / "_shared" / "50-aiprov.py", startup)
    search = filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])
    return {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "PYTHONPATH": os.pathsep.join(search),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


@pytest.fixture(scope="session")
def kernel(variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """One kernel for all the cases."""
    folder = tmp_path_factory.mktemp("cases")
    for name, text in scripts(load("cases.json")).items():
        (folder / name).write_text(text, encoding="utf-8")
    one = start(folder, variables)
    yield one
    one.stop()


@pytest.fixture
def starts(variables: dict[str, str]) -> Iterator[Any]:
    """Starts further kernels in a given folder."""
    running: list[Kernel] = []

    def make(folder: Path, **more: str) -> Kernel:
        running.append(start(folder, {**variables, **more}))
        return running[-1]

    yield make
    for one in running:
        one.stop()
