"""One statement while it runs: what stood before it, and what came in meanwhile."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from ..values.fingerprints import Fingerprints
from .callees import Variable
from .namespace_snapshot import NamespaceSnapshot
from .plan import Arrival, Flowing, Plan
from .tags import NONE, Tags


class Came(NamedTuple):
    """Marks that arrived while a statement ran: at which line, and by which file."""

    line: int | None
    tags: Tags
    word: str = ""


class Step:
    """One statement on its way: what stood before it, and what arrived while it ran.

    Attributes:
        changed: names whose values took up marks.
        altered: names whose values changed, marked or not.
        bound: names that work in the background bound since the statement before.
        elsewhere: addresses of the globals of other modules that may be bound anew.
        forked: which lines run decides about marks.
        ran: the lines that ran, where that was watched.
        ways: the plan of each course a forked statement may take, by the bodies that run.
        frame: the address of the frame it runs in, once that was found.
        told: marks of what its lines print, with how many marks had come in by then.
        looked: how many of its uses of files were looked at.
        opened: the files that these opened.
    """

    def __init__(self, plan: Plan, names: NamespaceSnapshot) -> None:
        self.plan = plan
        self.names = names
        self.before: dict[Variable, Fingerprints] = {}
        self.forked = False
        self.ran: frozenset[int] | None = None
        self.ways: dict[frozenset[int], Plan] = {}
        self.bound: set[Variable] = set()
        self.elsewhere: dict[Variable, int] = {}
        self.watched: dict[int, tuple[Any, Fingerprints]] = {}
        self.came: list[Came] = []
        self.written: set[Variable] = set()
        self.changed: set[Variable] = set()
        self.altered: set[Variable] = set()
        self.marked = is_solid(plan.tags)
        self.started = time.time_ns()
        self.node: Any = None
        self.count = 0
        self.handed: tuple[int, ...] = ()
        self.outputs = 0
        self.printed = 0
        self.chance: Any = None
        self.uses: list[Any] = []
        self.frame = 0
        self.told: dict[int | None, tuple[int, Tags]] = {}
        self.looked = 0
        self.opened: set[str] = set()
        self.files: dict[str, Any] = {}
        self.growing: dict[str, Any] = {}

    @property
    def waits(self) -> bool:
        """Whether what it prints may carry marks."""
        return bool(self.came or self.marked or self.files)

    def words(self, line: int) -> frozenset[str]:
        """Constant strings of the calls at a line."""
        found: set[str] = set()
        for flowing in self._everything():
            for tag in flowing:
                if isinstance(tag, Arrival) and tag.start <= line <= tag.end:
                    found.update(tag.words)
        return frozenset(found)

    def _everything(self) -> list[Flowing]:
        return [self.plan.tags, *(store.value.whole() for store in self.plan.stores.values())]

    def solid(self, flowing: Flowing) -> Tags:
        """The tags, arrivals replaced by what arrived."""
        arrivals = [tag for tag in flowing if isinstance(tag, Arrival)]
        if not arrivals:
            return flowing
        found: Tags = frozenset(tag for tag in flowing if not isinstance(tag, Arrival))
        for came in self.came:
            if any(self._fits(arrival, came) for arrival in arrivals):
                found |= came.tags
        return found

    def loose(self) -> Tags:
        """Marks that arrived where no call stands: they belong to the whole statement."""
        arrivals = [tag for tag in self.plan.tags if isinstance(tag, Arrival)]
        found = NONE
        for came in self.came:
            if not any(self._fits(arrival, came) for arrival in arrivals):
                found |= came.tags
        return found

    def stray(self) -> Tags:
        """The loose marks where there is but one line they can belong to."""
        return self.loose() if len(self.plan.lines) == 1 else NONE

    def _fits(self, arrival: Arrival, came: Came) -> bool:
        if came.line is None:
            return True
        if not arrival.start <= came.line <= arrival.end:
            return False
        if not came.word:
            return True
        named = any(_names(word, came.word) for word in self.words(came.line))
        return not named or any(_names(word, came.word) for word in arrival.words)


def _names(word: str, path: str) -> bool:
    """Whether a constant string of a call names this file."""
    return bool(word) and (path.endswith(word) or word.endswith(path.rpartition("/")[2]))


def is_solid(flowing: Flowing) -> bool:
    """Whether there are marks among the tags, arrivals aside."""
    return any(not isinstance(tag, Arrival) for tag in flowing)
