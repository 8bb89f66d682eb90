"""What is printed: a cell's streams carry the marks of the lines that wrote to them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ...capture.context import current_run
from ...capture.patching import Patch
from ...capture.recorder import Recorder
from ...capture.runs import RunHandle
from ...capture.shield import shielded
from ...lineage.tags import NONE, Tags, unknown
from ...values.raw import module_of
from ..files.book import FileBook
from .arrivals import Arrivals
from .current import Current, line_of
from .statement import Statement, lineage_of

Write = Callable[[str], object]
_UNSEEN = unknown("a fault while a print was followed")


class Printing:
    """Follows what a kernel's code writes to its standard streams.

    Args:
        recorder: takes faults of ours.
        files: tell whether anything came in that nobody asked about.
        current: tells where a thread is.
        arrivals: tell the marks at a line.

    Attributes:
        spoke: whether anything was printed since the run began.
        count: how often anything was printed.
    """

    def __init__(
        self, recorder: Recorder, files: FileBook, current: Current, arrivals: Arrivals
    ) -> None:
        self.spoke = True
        self.count = 0
        self._recorder = recorder
        self._noted = files.noted
        self._current = current
        self._arrivals = arrivals

    def install(self) -> list[Patch]:
        """Stand before the kernel's streams."""
        streams = [(name, getattr(sys, name)) for name in ("stdout", "stderr")]
        return [
            Patch(stream, "write", self._writer(name))
            for name, stream in streams
            if module_of(type(stream)).startswith("ipykernel")
        ]

    def begin(self, *, alone: bool) -> None:
        """A run begins; what was printed before concerns those that go on still."""
        self.spoke = self.spoke and not alone

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is printed within is no data: words of ours."""
        known = lineage_of(current_run())
        statement = known.statement if known is not None else None
        if known is not None:
            known.statement = None
        try:
            yield
        finally:
            if known is not None:
                known.statement = statement

    def take(self, run: RunHandle, name: str) -> Tags:
        """The marks of what a run wrote to a stream since this was last asked."""
        known = lineage_of(run)
        return known.streams.pop(name, NONE) if known is not None else NONE

    def _writer(self, name: str) -> Callable[[Write, Patch], Write]:
        def make(original: Write, patch: Patch) -> Write:
            def write(text: str) -> object:
                self.spoke = True
                self.count += 1
                known = lineage_of(current_run()) if patch.active else None
                statement = known.statement if known is not None else None
                if known is None or statement is None or not (statement.waits or self._noted.on):
                    return original(text)
                line = line_of(sys._getframe(1), statement)
                arrived, tags = statement.printed.get(line, (-1, NONE))
                fresh = arrived != len(statement.execution.arrivals)
                if line is None or fresh or self._noted.on:
                    tags = _UNSEEN
                    with shielded(self._recorder.diagnose, "following a print"):
                        tags = self._wrote(statement, line)
                before = known.streams.get(name, NONE)
                if not tags <= before:
                    known.streams[name] = before | tags
                answer = original(text)
                # What was written before may have gone out meanwhile, and our mark with it.
                if tags and name not in known.streams:
                    known.streams[name] = tags
                return answer

            return write

        return make

    def _wrote(self, statement: Statement, line: int | None) -> Tags:
        """Marks of what is about to be printed; the same line of a statement is looked at once."""
        line = self._current.line() if line is None else line
        tags = self._arrivals.tags_at(line)
        statement.printed[line] = len(statement.execution.arrivals), tags
        return tags
