"""Servers for the clients: a real small model, the providers' dialects, and their hosts' names."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import jupyter_aiprov
from jupyter_aiprov.capture.energy.hardware import find

HERE = Path(__file__).parent
PACKAGE = Path(jupyter_aiprov.__file__).parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "kernel"))
sys.path.insert(0, str(HERE.parents[1] / "examples"))
import calls_watching  # noqa: E402
import kernel_live  # noqa: E402
import model_server  # noqa: E402
import provider_server  # noqa: E402


@pytest.fixture(scope="session")
def model() -> Iterator[str]:
    """Address of a real small model behind llama.cpp's server."""
    if lack := model_server.missing():
        pytest.skip(lack)
    with model_server.served() as address:
        yield address


@pytest.fixture(scope="session")
def provider() -> Iterator[Any]:
    """A server that speaks every dialect."""
    with provider_server.served() as server:
        yield server


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch, provider: Any) -> Any:
    """Answers addresses under the providers' own hosts that lead to the loopback server."""
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        loopback = "127.0.0.1" if name and name[0].isalpha() else host
        return real(loopback, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return lambda host: f"http://{host}:{provider.port}"


@pytest.fixture
def seen() -> Iterator[calls_watching.Watching]:
    """Everything recorded, under the default settings."""
    with calls_watching.watching() as one:
        yield one


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Configuration, data and IPython folders of the kernels here."""
    folder = tmp_path_factory.mktemp("home")
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    shutil.copy(PACKAGE / "_shared" / "50-aiprov.py", startup)
    (folder / "config").mkdir()
    config = folder / "config" / "jupyter_aiprov_config.py"
    config.write_text("c.AIProv.country = 'FRA'\n", encoding="utf-8")
    return folder


@pytest.fixture
def environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The variables that name those folders, also set here."""
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")]))
    variables = {
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "PYTHONPATH": path,
    }
    for name in ("JPY_SESSION_NAME", "JUPYTER_AIPROV_DISABLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    find("FRA")
    return variables


@pytest.fixture
def kernel(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Starts kernels: ``kernel(NAME=…)`` with these variables added."""
    started: list[kernel_live.Kernel] = []

    def make(**variables: str) -> kernel_live.Kernel:
        started.append(kernel_live.start(tmp_path, {**environment, **variables}))
        return started[-1]

    yield make
    for one in started:
        one.stop()
