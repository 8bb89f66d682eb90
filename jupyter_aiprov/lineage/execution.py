"""One execution of a statement: what stood before it, and what came in meanwhile."""

from __future__ import annotations

import ast
import time
from typing import NamedTuple, cast

from ..values.fingerprints import Fingerprints
from .callees import Variable
from .effects import Effects, Flowing, Placeholder, has_marks, solid
from .namespace_snapshot import NamespaceSnapshot
from .tags import NONE, Tags


class Arrival(NamedTuple):
    """Marks that arrived while a statement ran.

    Attributes:
        line: of the cell, counted from 1; None where it was at no line that is known.
        tags: what arrived.
        word: the path of the file it came by, empty where it came by none.
    """

    line: int | None
    tags: Tags
    word: str = ""


class Execution:
    """One statement while it runs, from :meth:`Tracker.begin` to :meth:`Tracker.end`.

    It keeps what the tracker has to know at the end of how things stood at the beginning, takes
    up what arrives in between, and says then which marks go where.

    Args:
        node: the statement.
        effects: what it is predicted to do.
        names: which value each name of the notebook stands for before it.
        bound: names that work in the background bound since the statement before.
    """

    def __init__(
        self, node: ast.stmt, effects: Effects, names: NamespaceSnapshot, bound: set[Variable]
    ) -> None:
        self.node = node
        #: Of a forked statement, those of the path it took once that is known.
        self.effects = effects
        self.names = names
        #: Names bound by others than the statement itself.
        self.bound = bound
        #: When it began, in nanoseconds.
        self.started = time.time_ns()
        #: Whether it touches marks, whatever arrives.
        self.marked = has_marks(effects.tags)
        #: Whether the lines that run decide about marks.
        self.forked = effects.forked and self.marked
        #: The effects of each path a forked statement may take, by the bodies that run.
        self.ways: dict[frozenset[int], Effects] = {}

        # How values stood before it, where that has to be compared.
        self.before: dict[Variable, Fingerprints] = {}
        #: Of values without a name, by their addresses.
        self.watched: dict[int, Fingerprints] = {}
        #: Addresses of the globals of the user's other modules that may be bound anew.
        self.module_globals: dict[Variable, int] = {}

        # What is noted while it runs.
        self.arrivals: list[Arrival] = []
        #: The lines that ran, None where they were not watched.
        self.ran: frozenset[int] | None = None

        # What it turned out to have done.
        #: Names that were bound.
        self.written: set[Variable] = set()
        #: Names whose values took up marks.
        self.changed: set[Variable] = set()
        #: Names whose values changed, marked or not.
        self.altered: set[Variable] = set()

    def tags(self) -> Tags:
        """The marks of all that it touched, as far as is known by now."""
        return self.resolved(self.effects.tags) | self.unplaced()

    def resolved(self, flowing: Flowing) -> Tags:
        """The tags, placeholders replaced by what arrived in their places."""
        placeholders = [tag for tag in flowing if isinstance(tag, Placeholder)]
        if not placeholders:
            return cast("Tags", flowing)
        found = solid(flowing)
        for arrival in self.arrivals:
            if any(self._fits(placeholder, arrival) for placeholder in placeholders):
                found |= arrival.tags
        return found

    def unplaced(self) -> Tags:
        """Marks that arrived where no call stands: they belong to the whole statement."""
        placeholders = [tag for tag in self.effects.tags if isinstance(tag, Placeholder)]
        found = NONE
        for arrival in self.arrivals:
            if not any(self._fits(placeholder, arrival) for placeholder in placeholders):
                found |= arrival.tags
        return found

    def stray(self) -> Tags:
        """The unplaced marks, where there is but one line they can belong to."""
        return self.unplaced() if len(self.effects.lines) == 1 else NONE

    def _fits(self, placeholder: Placeholder, arrival: Arrival) -> bool:
        if arrival.line is None:
            return True
        if not placeholder.start <= arrival.line <= placeholder.end:
            return False
        if not arrival.word:
            return True
        named = any(_names(word, arrival.word) for word in self._words(arrival.line))
        return not named or any(_names(word, arrival.word) for word in placeholder.words)

    def _words(self, line: int) -> frozenset[str]:
        """Constant strings of the calls at a line."""
        stored = (store.value.whole() for store in self.effects.stores.values())
        return frozenset(
            word
            for flowing in (self.effects.tags, *stored)
            for tag in flowing
            if isinstance(tag, Placeholder) and tag.start <= line <= tag.end
            for word in tag.words
        )


def _names(word: str, path: str) -> bool:
    """Whether a constant string of a call names this file."""
    return bool(word) and (path.endswith(word) or word.endswith(path.rpartition("/")[2]))
