"""Traces other tools keep: one adapter a file, registered as ``trace.NAME``.

An adapter is a callable: given a :class:`Request` it answers what it :class:`Found`. It only
parses; joining to cells and writing are left to whoever asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ....record.agent_event import AgentEvent
from ....record.chains import Chain
from ....record.store import Notebook

#: A line longer than this is skipped, in bytes: memory stays bounded whatever a file holds.
LONGEST_LINE = 64_000_000


@dataclass(frozen=True)
class Request:
    """What is asked of a trace.

    Attributes:
        notebook: the notebook, collected.
        path: its file, absolute.
        root: its project's root.
        source: the file or folder the person named, None to look in the tool's usual place.
        say: takes what was skipped, a line each.
    """

    notebook: Notebook
    path: Path
    root: Path
    source: Path | None
    say: Callable[[str], object]


@dataclass
class Found:
    """What a trace holds of the notebook.

    Attributes:
        events: edits as other tools told them, oldest first.
        chains: cells followed through versions of the file, where the trace names lines of one.
        sources: how many files, notes or commits were read.
    """

    events: list[AgentEvent] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    sources: int = 0


def lines(path: Path, say: Callable[[str], object]) -> Iterator[bytes]:
    """The lines of a file, streamed; one that is too long is skipped and said."""
    with path.open("rb", buffering=1 << 20) as file:
        while line := file.readline(LONGEST_LINE):
            if line.endswith(b"\n") or len(line) < LONGEST_LINE:
                yield line
                continue
            say(f"AP603 {path.name}: a line of over {LONGEST_LINE // 1_000_000} MB was skipped")
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)


def files(source: Path, pattern: str) -> list[Path]:
    """The file named, or those of a folder, oldest first."""
    if source.is_dir():
        found = [path for path in source.rglob(pattern) if path.is_file()]
        return sorted(found, key=lambda path: path.stat().st_mtime)
    return [source] if source.is_file() else []
