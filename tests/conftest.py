"""What all tests share: steady examples, and real kernels in folders of their own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import jupyter_aiprov
from jupyter_aiprov.capture.helper import _Children

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from support.kernels import Kernel

    from jupyter_aiprov.capture.energy.hardware import Hardware

PACKAGE = Path(jupyter_aiprov.__file__).parent
COUNTRY = "FRA"

# A busy machine is no fault of the program, and a test run is to tell the same tale each time.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and put it last: its driver keeps an event loop running."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """What one test forks is no user's fork in the next, nor in fixtures the next asks first."""
    _Children.theirs = False


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all."""
    from playwright.sync_api import sync_playwright
    from support.browser.lab import FLAGS, chromium

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield one
        one.close()


@pytest.fixture(scope="session")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a kernel that loads the extension by itself, with its own folders."""
    folder = tmp_path_factory.mktemp("home")
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    shutil.copy(PACKAGE / "_shared" / "50-aiprov.py", startup)
    (folder / "config").mkdir()
    config = folder / "config" / "jupyter_aiprov_config.py"
    config.write_text(f"c.AIProv.country = '{COUNTRY}'\n", encoding="utf-8")
    search = filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])
    return {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "PYTHONPATH": os.pathsep.join(search),
    }


@pytest.fixture(scope="session")
def home(variables: dict[str, str]) -> Iterator[Path]:
    """The folder above those, which from here on this process's own environment names, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("JPY_SESSION_NAME", raising=False)
        patch.delenv("JUPYTER_AIPROV_DISABLE", raising=False)
        for name, value in variables.items():
            patch.setenv(name, value)
        yield Path(variables["IPYTHONDIR"]).parent


@pytest.fixture(scope="session")
def hardware(home: Path) -> Hardware:
    """This machine, looked at once, so that kernels know it from their first cell."""
    from jupyter_aiprov.capture.energy.hardware import find

    return find(COUNTRY)


@pytest.fixture
def kernel(home: Path, hardware: Hardware, tmp_path: Path) -> Iterator[Callable[..., Kernel]]:
    """Starts kernels: ``kernel(JPY_SESSION_NAME=…)`` with these variables added."""
    from support.kernels import start

    started: list[Kernel] = []

    def make(*, cwd: Path | None = None, **variables: str) -> Kernel:
        started.append(start(cwd or tmp_path, variables))
        return started[-1]

    yield make
    for one in started:
        one.stop()


@pytest.fixture
def fresh(kernel: Callable[..., Kernel]) -> Kernel:
    """A kernel that has run nothing yet."""
    return kernel()


@pytest.fixture(scope="session")
def shared(home: Path, hardware: Hardware) -> Iterator[list[Kernel]]:
    """Holds the kernel that tests share."""
    started: list[Kernel] = []
    yield started
    for one in started:
        one.stop()


@pytest.fixture
def live(shared: list[Kernel], tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    """One kernel for the tests that do not mind what ran before."""
    from support.kernels import start

    if not shared or not shared[-1].answering:
        shared.append(start(tmp_path_factory.mktemp("live"), {}))
    return shared[-1]


@pytest.fixture(scope="session")
def studied(
    variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kernel]:
    """One kernel for the cases of lineage, in a folder with the files they need."""
    from support.kernels import start
    from support.lineage import load, scripts

    folder = tmp_path_factory.mktemp("cases")
    for name, text in scripts(load("cases.json")).items():
        (folder / name).write_text(text, encoding="utf-8")
    one = start(folder, variables)
    yield one
    one.stop()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A git repository."""
    from support.agents.sim import git

    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder


@pytest.fixture
def sim(project: Path) -> Callable[..., object]:
    """Makes notebooks of known authors in the repository."""
    from support.agents.sim import Sim

    return lambda seed=0: Sim(project, seed)
