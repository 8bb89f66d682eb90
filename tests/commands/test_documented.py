"""Every command that README, docs and ``--help`` print is understood as it stands there."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_aiprov.app import AiprovApp

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_COMMAND = re.compile(r"\bjupyter[ -]aiprov ([a-z].*)")
_MISUNDERSTOOD = re.compile(r"There is no (option|command)|needs a value|Traceback|--debug to see")
# Placeholders for what a reader puts in, and what would change this environment.
_NOT_RUN = re.compile(r"…|\.\.\.|\b(NB|PATH|NAME|FILE|BASE|RUN|STORE)\b|^(en|dis)able\b|install")
_DATA = re.compile(r"\.(jsonl|json|chat|toml|csv|zip|txt|pem|key)$")


def _of_pages() -> Iterator[str]:
    for page in PAGES:
        for block in re.findall(r"```[a-z]*\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            yield from block.replace("\\\n", " ").splitlines()


def _of_help() -> Iterator[str]:
    for target, _ in AiprovApp.subcommands.values():
        module, _, name = target.rpartition(".")
        yield from getattr(__import__(module, fromlist=[name]), name).examples.splitlines()
    yield from AiprovApp.examples.splitlines()


def _commands() -> list[str]:
    found = {}
    for line in (*_of_help(), *_of_pages()):
        for part in line.split("  #")[0].split("|"):
            match = _COMMAND.search(part)
            if match and not _NOT_RUN.search(match[1]):
                found[re.split(r" >>? | < |;|`|\"?\)", match[1])[0].strip()] = None
    return list(found)


COMMANDS = _commands()


def test_there_are_some() -> None:
    named = {line.split()[0] for line in COMMANDS}
    assert len(COMMANDS) >= 15
    assert named >= set(AiprovApp.subcommands) - {"enable", "disable"}


@pytest.mark.parametrize("line", COMMANDS)
def test_it_is_understood(
    line: str, aiprov: Callable[..., Any], notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", (notebook.parent / "empty").open("w+"))
    words = shlex.split(line, comments=True)
    for word in words[1:]:
        _put(Path(word), notebook)
    said = aiprov(*words)
    assert said.code in (0, 1, 2)
    assert not _MISUNDERSTOOD.search(said.err), said.err


def _put(place: Path, notebook: Path) -> None:
    """A file or folder of the name, if it looks like one."""
    if place.is_absolute() or place.exists() or "*" in place.name:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.suffix == ".ipynb":
        shutil.copy(notebook, place)
    elif _DATA.search(place.name):
        place.write_text("{}\n")
