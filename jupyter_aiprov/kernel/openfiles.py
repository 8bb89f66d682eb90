"""Uses of files, and the file objects and database connections that stand for files."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..capture.filedigest import Signature
from ..lineage.tags import NONE, Tags
from ..lineage.tracker import Step, Tracker
from ..values.kinds import FILE
from ..values.raw import is_a


class Use(NamedTuple):
    """One use of a file, at a line of the cell.

    Attributes:
        figure: marks of the figure that is saved to it.
        before: the file as it was when it was opened to be changed, and what it carried.
    """

    kind: str
    path: str
    line: int | None
    other: str = ""
    figure: Tags = NONE
    before: Opened | None = None


class Opened(NamedTuple):
    """A file as it was before it was changed."""

    signature: Signature | None
    tags: Tags


class Written:
    """A file this kernel wrote, as it left it."""

    __slots__ = ("path", "sha256", "signature", "tags")

    def __init__(self, path: str, tags: Tags, now: Signature | None) -> None:
        self.path = path
        self.tags = tags
        self.signature = now
        self.sha256: str | None = None


def open_files(step: Step, tracker: Tracker) -> Iterator[tuple[str, Tags, bool]]:
    """Files a statement may have put something into.

    With the marks of the object that stands for each, and whether what is put into it may wait
    there before it shows in the file.
    """
    for place in step.plan.reads:
        value = tracker.memory.value(place)
        path = file_of(value)
        if path is not None:
            yield path, tracker.memory.of_place(place), is_a(value, FILE)


def file_of(value: Any) -> str | None:
    """The path of a file object or database connection that may be written."""
    if is_a(value, sqlite3.Cursor):
        value = value.connection
    if is_a(value, sqlite3.Connection):
        try:
            cursor = sqlite3.Cursor(value)  # one of our own: the user's may have a row factory
            rows = cursor.execute("PRAGMA database_list").fetchall()
        except sqlite3.Error:
            return None
        return next((row[2] for row in rows if row[1] == "main" and row[2]), None)
    if not is_a(value, FILE):
        return None
    mode, name = getattr(value, "mode", ""), getattr(value, "name", None)
    writes = isinstance(mode, str) and any(sign in mode for sign in "wax+")
    return os.path.abspath(name) if writes and isinstance(name, str) else None  # noqa: PTH100
