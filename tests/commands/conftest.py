"""The command line, called as a person would, and small notebooks to give it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import SingletonConfigurable

from jupyter_aiprov.app import AiprovApp
from jupyter_aiprov.commands.base import launch


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def aiprov(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Said]]:
    """``aiprov("status", "a.ipynb")`` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path.with_name(f"{tmp_path.name}-{name.lower()}")))

    def call(*words: str) -> Said:
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            launch(AiprovApp, list(words))
        _forget(SingletonConfigurable)
        assert isinstance(stop.value.code, int)
        return Said(stop.value.code, *capfd.readouterr())

    yield call
    _forget(SingletonConfigurable)


def _forget(type_: Any) -> None:
    """traitlets keeps one application a process; each test is to have its own."""
    for one in type_.__subclasses__():
        _forget(one)
    if type_ is not SingletonConfigurable and type_.__module__.startswith("jupyter_aiprov"):
        type_.clear_instance()


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A cell a model wrote, which nobody has reviewed, and one of unknown origin."""
    path = tmp_path / "a.ipynb"
    declared = "%%aiprov generated --model m\nx = 1"
    raw = {
        "cells": [_cell("c0", declared, _declaration(declared)), _cell("c1", "y = 2")],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(raw, indent=1), "utf-8")
    return path


def _cell(name: str, source: str, *records: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {"aiprov": {"records": list(records)}} if records else {},
        "outputs": [],
        "source": source,
    }


def _declaration(source: str) -> dict[str, Any]:
    from jupyter_aiprov.record.digest import sha256_text

    text = "Summarise the file"
    return {
        "id": "d",
        "kind": "declaration",
        "evidence": "declared",
        "channel": "magic",
        "time": "2026-11-23T10:00:00.000Z",
        "origin": "generated",
        "source_sha256": sha256_text(source),
        "system": {"model": "m"},
        "prompt": {
            "sha256": sha256_text(text),
            "mode": "full",
            "length": len(text),
            "text": text,
        },
    }
