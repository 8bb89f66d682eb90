"""A run that uses many files: their names are kept, and looked at together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .folders import DESCRIPTORS, here_named, whole

if TYPE_CHECKING:
    from ..runs import RunHandle


class Noted:
    """Whether something was noted that nobody asked for yet."""

    __slots__ = ("on",)

    def __init__(self) -> None:
        self.on = False


class Many:
    """A run that uses many files: of each its name is kept, and no more is done about it.

    Args:
        run: the run.
        pending: files that must be looked at before anything is written; else they are told.
        noted: told of each.

    Attributes:
        reads: names of what it read, as they were given; None where each is still told.
        writes: names of what it wrote.
    """

    def __init__(self, run: RunHandle, pending: Sequence[object], noted: Noted) -> None:
        self.run = run
        self.pending = pending
        self.noted = noted
        self.reads: set[str] | None = None
        self.writes: set[str] | None = None
        self._reads: set[str] = set()
        self._writes: set[str] = set()

    def settle(self) -> None:
        """The process goes to another folder: the names are meant from the one before."""
        if self.reads:
            names, self.reads = self.reads, set()
            self._reads.update(_all_whole(names))
        if self.writes:
            names, self.writes = self.writes, set()
            self._writes.update(_all_whole(names))

    def taken(self) -> tuple[set[str], set[str]]:
        """The whole paths of what was read and written since this was last asked."""
        self.settle()
        reads, writes = self._reads, self._writes
        self._reads, self._writes = set(), set()
        return reads, writes


def _all_whole(names: set[str]) -> list[str]:
    here = f"{whole('.')}/" if os.name != "nt" else ""
    found = []
    for name in names:
        if not here or "/." in name or "//" in name or name.startswith((".", *DESCRIPTORS)):
            name = here_named(name)  # noqa: PLW2901
        found.append(here + name if here and name and not name.startswith("/") else name)
    return found
