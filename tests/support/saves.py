"""Commands that write a notebook, against saves of a contents manager and against kills.

python -m support.saves [SAVES] [KILLS]       in ``tests/``; the code is 1 if anything was lost

Each save is looked for in the file once the commands have ended or written next; each kill is a
SIGKILL at a random moment of a command. What is counted is what was lost and what was left behind.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.filemanager import FileContentsManager

from jupyter_aiprov.app import AiprovApp
from jupyter_aiprov.commands.base import launch
from jupyter_aiprov.record.digest import MIME, sha256_text
from jupyter_aiprov.record.leftovers import tidy

TIME = "2026-11-23T10:00:00.000Z"
SOURCE = "x = 1"
WRITERS = (
    ("seal", "n.ipynb"),
    ("review", "n.ipynb", "--by", "Ada Martin", "--cell", "all"),
    ("collect", "n.ipynb"),
    ("redact", "n.ipynb"),
    ("import", "n.ipynb", "--from", "outputs"),
    ("merge", "base.ipynb", "n.ipynb", "theirs.ipynb"),
)
_SAVERS = ("atomic", "in place", "renamed")


def trial(saves: int, kills: int) -> dict[str, int]:
    """How much was lost or left behind by what: saves of each kind and kills, among commands."""
    random.seed(12)
    with tempfile.TemporaryDirectory() as name:
        seconds = _seconds(Path(name))
    each = max(1, saves // len(_SAVERS))
    found = {f"{each} saves ({kind}) among commands: lost": _saves(kind, each) for kind in _SAVERS}
    lost, left = _kills(kills, seconds)
    what = f"{kills} kills of commands that write"
    return {**found, f"{what}: lost": lost, f"{what}: left behind": left}


def _notebook(text: str) -> dict[str, Any]:
    """Something for each command to do: a delivery to collect, a text to redact."""
    record = {
        "id": "r1", "kind": "declaration", "evidence": "declared", "channel": "test", "time": TIME,
        "prompt": {"mode": "full", "text": "kept", "sha256": sha256_text("kept")},
    }  # fmt: skip
    run = {
        "id": "run",
        "session": "s",
        "seq": 1,
        "time": TIME,
        "source_sha256": sha256_text(SOURCE),
    }
    data = {MIME: {"schema": "1.0", "run": run}, "text/html": "", "text/plain": ""}
    code = {
        "cell_type": "code",
        "execution_count": 1,
        "id": "c0",
        "metadata": {"aiprov": {"records": [record]}},
        "outputs": [{"output_type": "display_data", "data": data, "metadata": {}}],
        "source": SOURCE,
    }
    prose = {"cell_type": "markdown", "id": "c1", "metadata": {}, "source": text}
    return {"cells": [code, prose], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _saves(kind: str, number: int) -> int:
    """How many of ``number`` saves are not in the file once they were made."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "n.ipynb"
        file.write_text(json.dumps(_notebook("# first")))
        save = _saver(kind, folder)
        pid = _forked(lambda: _commands(folder))
        lost = 0
        for count in range(number):
            time.sleep(random.random() * 0.04)
            text = f"# {count} " + "x" * random.randrange(50_000)
            save(_notebook(text))
            time.sleep(random.random() * 0.1)
            lost += _text(file) != text
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        tidy(folder)
        return lost + (_text(file) != text)


def _saver(kind: str, folder: Path) -> Callable[[dict[str, Any]], None]:
    manager = FileContentsManager(root_dir=str(folder), use_atomic_writing=kind == "atomic")

    def manage(content: dict[str, Any]) -> None:
        manager.save({"type": "notebook", "content": content}, "n.ipynb")

    def rename(content: dict[str, Any]) -> None:
        other = folder / "editor~"
        other.write_text(json.dumps(content))
        other.replace(folder / "n.ipynb")

    return rename if kind == "renamed" else manage


def _text(file: Path) -> str | None:
    """The prose of the notebook, None if it is none."""
    until = time.monotonic() + 2
    while True:
        try:
            return str("".join(json.loads(file.read_bytes())["cells"][1]["source"]))
        except (ValueError, OSError):
            if time.monotonic() > until:
                return None


def _commands(folder: Path) -> None:
    """One command that writes after another, without an end."""
    while True:
        for words in WRITERS[:5]:
            _status(_forked(lambda words=words: _command(folder, words)))


def _command(folder: Path, words: tuple[str, ...]) -> None:
    os.chdir(folder)
    launch(AiprovApp, list(words))


def _forked(work: Callable[[], object]) -> int:
    """The number of a process that does ``work``, silently; all it imports is loaded already."""
    pid = os.fork()
    if pid:
        return pid
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        work()
    finally:
        os._exit(0)


def _status(pid: int) -> None:
    os.waitpid(pid, 0)


def _kills(number: int, seconds: float) -> tuple[int, int]:
    """How often the text was gone after a kill, and how many files were left in the end."""
    lost = left = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, link = folder / "n.ipynb", folder / "link.ipynb"
        for count in range(number):
            words = WRITERS[count % len(WRITERS)]
            text = f"# {count} " + "x" * random.randrange(200_000)
            _begin(folder, text)
            linked = count % 3 == 0
            if linked:
                link.unlink(missing_ok=True)
                link.hardlink_to(file)
            pid = _forked(lambda words=words: _command(folder, words))
            time.sleep(random.random() * seconds)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            if linked:  # written in place: the next command completes what was cut off
                tidy(folder)
            lost += _text(file) != text
            link.unlink(missing_ok=True)
        _status(_forked(lambda: _command(folder, ("status", "n.ipynb"))))
        left = sum(one.name.startswith(".") for one in folder.iterdir())
    return lost, left


def _begin(folder: Path, text: str) -> None:
    for name in ("base.ipynb", "n.ipynb", "theirs.ipynb"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_text(json.dumps(_notebook(text), indent=1))


def _seconds(folder: Path) -> float:
    """How long the longest command takes, once what they import is loaded in this process."""
    for words in WRITERS:
        _begin(folder, "# first")
        _status(_forked(lambda words=words: _noted(folder, words)))
    for name in (folder / "modules").read_text().split():
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    longest = 0.0
    for words in WRITERS:
        _begin(folder, "x" * 100_000)
        start = time.perf_counter()
        _status(_forked(lambda words=words: _command(folder, words)))
        longest = max(longest, time.perf_counter() - start)
    return longest


def _noted(folder: Path, words: tuple[str, ...]) -> None:
    """A command, and what it had to import."""
    before = set(sys.modules)
    try:
        _command(folder, words)
    finally:
        with (folder / "modules").open("a") as file:
            file.write("\n".join(sorted(sys.modules.keys() - before)) + "\n")


if __name__ == "__main__":
    told = trial(*map(int, sys.argv[1:]))
    print(told)
    sys.exit(any(told.values()))
