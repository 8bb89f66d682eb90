"""A server with other people's tools, all of which ask the model that `answers` speaks for."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from .lab import Server


def tools_server(folder: Path, model: str) -> Server:
    """Started, with what the tools keep in files written for the model's address."""
    _write(folder / ".jupyter/nbi/config.json", _nbi(model))
    persona = "settings/@jupyternaut/persona/settings-model.jupyterlab-settings"
    _write(folder / persona, _jupyternaut(model))
    argv = [sys.executable, "-m", "bash_kernel", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Bash", "language": "bash"}
    _write(folder / "data/kernels/bash/kernel.json", spec)
    return Server(folder, "--YDocExtension.disable_rtc=True", HOME=str(folder))


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(value))


def _nbi(url: str) -> dict[str, Any]:
    values = {"api_key": "none", "model_id": "small", "base_url": url, "context_window": "4096"}
    properties = [{"id": name, "value": value} for name, value in values.items()]
    return {
        f"{use}_model": {
            "provider": "openai-compatible",
            "model": f"openai-compatible-{use.replace('_', '-')}-model",
            "properties": properties,
        }
        for use in ("chat", "inline_completion")
    }


def _jupyternaut(url: str) -> dict[str, Any]:
    provider = {"id": "here", "name": "Here", "provider": "generic", "model": "small"}
    return {
        "useSecretsManager": False,
        "defaultProvider": "here",
        "activeCompleterProvider": "here",
        "providers": [{**provider, "baseURL": url, "apiKey": "none"}],
    }
