"""Real kernels with the extension in them, in folders of their own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import jupyter_aiprov
from jupyter_aiprov.capture.energy.hardware import Hardware, find

sys.path.insert(0, str(Path(__file__).parent))
from kernel_live import Kernel, start

PACKAGE = Path(jupyter_aiprov.__file__).parent
COUNTRY = "FRA"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Configuration, data and IPython folders of the test run, and the variables naming them."""
    folder = tmp_path_factory.mktemp("home")
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    shutil.copy(PACKAGE / "_shared" / "50-aiprov.py", startup)
    (folder / "config").mkdir()
    config = folder / "config" / "jupyter_aiprov_config.py"
    config.write_text(f"c.AIProv.country = '{COUNTRY}'\n", encoding="utf-8")
    variables = {
        "IPYTHONDIR": folder / "ipython",
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "PYTHONPATH": os.pathsep.join(
            filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])
        ),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("JPY_SESSION_NAME", raising=False)
        patch.delenv("JUPYTER_AIPROV_DISABLE", raising=False)
        for name, value in variables.items():
            patch.setenv(name, str(value))
        yield folder


@pytest.fixture(scope="session")
def hardware(home: Path) -> Hardware:
    """This machine, looked at once, so that kernels know it from their first cell."""
    return find(COUNTRY)


@pytest.fixture(scope="session")
def shared(
    home: Path, hardware: Hardware, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Kernel]]:
    """Holds the kernel that tests share."""
    started: list[Kernel] = []
    yield started
    for one in started:
        one.stop()


@pytest.fixture
def live(shared: list[Kernel], tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    """One kernel for the tests that do not mind what ran before."""
    if not shared or not shared[-1].answering:
        shared.append(start(tmp_path_factory.mktemp("live"), {}))
    return shared[-1]


@pytest.fixture
def fresh(kernel: Callable[..., Kernel]) -> Kernel:
    """A kernel that has run nothing yet."""
    return kernel()


@pytest.fixture
def kernel(home: Path, hardware: Hardware, tmp_path: Path) -> Iterator[Callable[..., Kernel]]:
    """Starts kernels: ``kernel(JPY_SESSION_NAME=…)`` with these variables added."""
    started: list[Kernel] = []

    def make(*, cwd: Path | None = None, **variables: str) -> Kernel:
        started.append(start(cwd or tmp_path, variables))
        return started[-1]

    yield make
    for one in started:
        one.stop()
