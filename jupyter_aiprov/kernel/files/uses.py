"""Uses of files: which count, and the objects and connections that stand for files."""

from __future__ import annotations

import io
import os
import sqlite3
import sys
from collections.abc import Iterator
from typing import NamedTuple

from ...capture.files import audit, folders
from ...capture.files.digest import Signature
from ...lineage.execution import Execution
from ...lineage.memory import Memory
from ...lineage.tags import NONE, Tags
from ...values.raw import address, exactly, is_a, own

#: Kinds of use after which a file holds something else.
WRITES = ("write", "append")

#: Places where no data of anybody's lie: the interpreter's own files, settings, caches.
_ROOTS = tuple(
    {
        os.path.join(path, "")  # noqa: PTH118 - compared as text
        for path in (sys.prefix, sys.base_prefix, "/proc", "/sys", "/dev", "/usr", "/etc", "/lib")
        if path != "/"
    }
)
if ipython := os.environ.get("IPYTHONDIR"):  # its history is written behind the cells
    _ROOTS += (os.path.join(os.path.abspath(ipython), "profile_"),)  # noqa: PTH100, PTH118
_PARTS = ("/.aiprov/", "/.ipython/", "/.cache/", "/.config/", "/.local/", "/__pycache__/")
#: Files kept in memory lie among the devices.
_MEMORY = "/dev/shm/"  # noqa: S108 - no file is made there


class State(NamedTuple):
    """A file as it stood at a moment.

    Attributes:
        signature: None where there was none.
        digest: and whether it is of all of the file; None where it was not looked into.
    """

    signature: Signature | None
    digest: tuple[str, bool] | None = None


class Opened(NamedTuple):
    """A file as it was before it was changed.

    Attributes:
        signature: None where there was none.
        tags: the marks it carried.
    """

    signature: Signature | None
    tags: Tags


class Use:
    """One use of a file, at a line of the cell.

    Args:
        kind: see :data:`~jupyter_aiprov.capture.audit.Sink`.
        path: the whole path, empty where it is not known.
        line: of the cell, None where it is not known.
        other: where a move leads.
        run: the id of the run it belongs to.

    Attributes:
        figure: marks of the figure that is saved to it.
        before: the file as it was when it was opened to be changed, and what it carried.
        seen: the file as it was when it was read.
    """

    __slots__ = ("before", "figure", "kind", "line", "other", "path", "run", "seen")

    def __init__(
        self, kind: str, path: str, line: int | None, other: str = "", run: str = ""
    ) -> None:
        self.kind = kind
        self.path = path
        self.line = line
        self.other = other
        self.run = run
        self.figure: Tags = NONE
        self.before: Opened | None = None
        self.seen: State | None = None


class Written:
    """A file this kernel wrote, as it left it.

    Args:
        path: the whole path.
        tags: the marks it carries.
        now: its signature, None where it was taken away again.

    Attributes:
        signature: the same.
        sha256: of what was written, None where it was not looked into.
    """

    __slots__ = ("path", "sha256", "signature", "tags")

    def __init__(self, path: str, tags: Tags, now: Signature | None) -> None:
        self.path = path
        self.tags = tags
        self.signature = now
        self.sha256: str | None = None


def open_files(execution: Execution, memory: Memory) -> Iterator[tuple[str, Tags, bool]]:
    """Files a statement may have put something into.

    With the marks of the object that stands for each, and whether what is put into it may wait
    there before it shows in the file.
    """
    for place in execution.effects.reads:
        value = memory.value(place)
        path = file_of(value)
        if path is not None:
            yield path, memory.of_variable(place), exactly(value, *_FILES)


_FILES = (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom, io.FileIO)


def file_of(value: object) -> str | None:
    """The path of a file object or database connection that may be written.

    A connection is asked nothing: its own tracer would hear it, and it may be busy.
    """
    if exactly(value, sqlite3.Cursor):
        value = value.connection
    if is_a(value, sqlite3.Connection):
        return audit.connected(address(value))
    return _opened(value) if exactly(value, *_FILES) else None


def _opened(file: object) -> str | None:
    """The path of what lies beneath a file object, if all of it is the interpreter's own."""
    try:
        if exactly(file, io.TextIOWrapper):
            file = file.buffer
        if exactly(file, io.BufferedWriter, io.BufferedRandom):
            file = file.raw
        if not exactly(file, io.FileIO) or not any(sign in file.mode for sign in "wax+"):
            return None
        handle = file.fileno()
    except (AttributeError, ValueError):  # detached, or closed
        return _named(file)
    return folders.of(handle) or _named(file)


def _named(value: object) -> str | None:
    """The path a file was opened by, where it is closed or the system tells no other."""
    if exactly(value, io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom):
        return None
    name = own(value).get("name")
    return os.path.abspath(name) if type(name) is str else None  # noqa: PTH100 - the path is text


def ignored(path: str) -> bool:
    """Whether a file at this path is left aside."""
    if path.startswith(_ROOTS):
        return not path.startswith(_MEMORY)
    return any(part in path for part in _PARTS)
