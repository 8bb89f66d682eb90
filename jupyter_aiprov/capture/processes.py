"""Other processes a cell starts: what they ask of models cannot be seen, and that is said."""

from __future__ import annotations

import functools
import multiprocessing.process
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ..values.raw import exactly, path_text
from .context import current_run
from .files import audit
from .patching import Original, Patch
from .shield import shielded

if TYPE_CHECKING:
    from .recorder import Recorder

#: Programs that may run a person's code or reach a server; compilers, git and the like do not.
_PROGRAMS = re.compile(
    r"^(python|pypy|ipython|jupyter|papermill|conda|uv|bash|sh|zsh|fish|dash|cmd|powershell|pwsh|"
    r"curl|wget|http|node|deno|bun|npx|npm|ruby|perl|R|Rscript|julia|java|docker|podman|ssh|"
    r"ollama|llama|llm|claude|codex|gemini|aider|copilot|goose|opencode|torchrun|accelerate|vllm)"
    r"[\d.w-]*(\.exe)?$"
)


def install(recorder: Recorder) -> Callable[[], None]:
    """Notice processes started by ``subprocess`` and ``multiprocessing``; answers the undo."""
    patches = [
        Patch(subprocess.Popen, "__init__", functools.partial(_popen, recorder)),
        Patch(multiprocessing.process.BaseProcess, "start", functools.partial(_worker, recorder)),
    ]

    def undo() -> None:
        for patch in patches:
            patch.undo()

    return undo


def shell(recorder: Recorder) -> Callable[[], None]:
    """Notice what ``!`` starts through pexpect; answers the undo."""
    spawn = sys.modules["pexpect"].spawn
    return Patch(spawn, "__init__", functools.partial(_popen, recorder)).undo


def _popen(recorder: Recorder, original: Original, patch: Patch) -> Original:
    @functools.wraps(original)
    def __init__(self: object, *args: object, **options: object) -> None:  # noqa: N807
        if patch.active and current_run() is not None:
            with shielded(recorder.diagnose, "noticing a process"):
                name = program(args[0] if args else options.get("args", options.get("command")))
                if _PROGRAMS.match(name):
                    recorder.diagnose("AP403", f"Program: {name}.")
        original(self, *args, **options)

    return __init__


def _worker(recorder: Recorder, original: Original, patch: Patch) -> Original:
    @functools.wraps(original)
    def start(self: object) -> None:
        if patch.active and current_run() is not None:
            recorder.diagnose("AP403", "It went to a worker process of multiprocessing.")
            audit.worker("multiprocessing")
        original(self)

    return start


def program(args: object) -> str:
    """The name of the program a command starts, without its folder or its arguments."""
    line = path_text(args)
    if line:
        return Path((shlex.split(line) or [""])[0]).name
    words = cast("Sequence[object]", args) if exactly(args, list, tuple) else ()
    first = words[0] if words else ""
    return Path(path_text(first) or "").name
