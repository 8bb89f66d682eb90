"""Servers for the clients: a real small model, the providers' dialects, and their hosts' names."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import model_server
import pytest
from support.calls import provider as provider_server
from support.calls.watching import Watching, watching


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
def seen() -> Iterator[Watching]:
    """Everything recorded, under the default settings."""
    with watching() as one:
        yield one
