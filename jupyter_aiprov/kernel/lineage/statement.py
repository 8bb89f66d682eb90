"""What is known of one run of a cell, and of the statement of it that goes on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import TypeVar

from ...capture.runs import RunHandle
from ...lineage.execution import Execution
from ...lineage.tags import NONE, Tags
from ..files.uses import Use
from ..run_state import RunState
from .mixing import Mixing
from .native_files import NativeFiles
from .random_draws import States

#: Lines of a statement that are kept to show it by.
_SHOWN = 5
T = TypeVar("T")
_BREAKS = re.compile("\r\n|\r|\n")


class Statement:
    """One statement on its way through the shell: beside its execution, what the kernel notes.

    Args:
        execution: what the tracker knows of it.
        native: compares files it may use out of sight.
        handed: how much work executors had been given, see
            :func:`~jupyter_aiprov.lineage.other_processes.handed_over`.
        outputs: how many outputs the run had before it.
        prints: how often anything had been printed before it.
        states: of the sources of chance it may draw from; None where nobody asks for them.

    Attributes:
        uses: of files, in their order.
        frame: the address of the frame it runs in, once that was found; before, 0.
        printed: marks of what its lines print, with how many marks had arrived by then.
        count: the execution count under which its value went to ``Out``, 0 where it did not.
    """

    def __init__(
        self,
        execution: Execution,
        *,
        native: NativeFiles,
        handed: tuple[int, ...],
        outputs: int,
        prints: int,
        states: States | None,
    ) -> None:
        self.execution = execution
        self.native = native
        self.handed = handed
        self.outputs = outputs
        self.prints = prints
        self.states = states
        self.uses: list[Use] = []
        self.frame = 0
        self.printed: dict[int | None, tuple[int, Tags]] = {}
        self.count = 0

    @property
    def waits(self) -> bool:
        """Whether what it prints may carry marks."""
        execution = self.execution
        return bool(execution.arrivals or execution.marked or self.native.compares)


class RunLineage:
    """What is known of one run of a cell so far.

    Args:
        source: of the cell.

    Attributes:
        reads: variables it read that it had not bound before.
        writes: variables it bound or changed.
        tags: marks of all that it made.
        lines: marks of what the statements at its lines touched, in the order they ended.
        streams: marks of what was written to each stream and has not gone out yet.
        mixing: observed and made-up data it brought together.
        queue: the statements that are about to run.
        count: of the cell, as the shell shows it; None where that is not known.
        depth: how deep in cells that run cells.
        statement: the one that goes on, None between two.
    """

    def __init__(self, source: str) -> None:
        self._source = _BREAKS.split(source)
        self.reads: set[str] = set()
        self.writes: set[str] = set()
        self.tags: Tags = NONE
        self.lines: list[tuple[int, int, Tags]] = []
        self.streams: dict[str, Tags] = {}
        self.mixing = Mixing()
        self.queue = StatementQueue()
        self.count: int | None = None
        self.depth = 0
        self.statement: Statement | None = None

    def text(self, node: ast.stmt) -> str:
        """The beginning of a statement as the cell has it.

        ``ast.get_source_segment`` would go through the whole cell for each of its statements.
        """
        end = min(node.end_lineno or node.lineno, node.lineno + _SHOWN - 1)
        rows = [row.encode(errors="replace") for row in self._source[node.lineno - 1 : end]]
        if not rows:
            return ast.unparse(node)
        if end == node.end_lineno:
            rows[-1] = rows[-1][: node.end_col_offset]
        rows[0] = rows[0][node.col_offset :]
        return b"\n".join(rows).decode(errors="replace")


def lineage_of(run: RunHandle | None) -> RunLineage | None:
    """What is known of a run, None where nothing follows it."""
    state = run.state if run is not None else None
    lineage = state.lineage if type(state) is RunState else None
    return lineage if type(lineage) is RunLineage else None


def followed(run: RunHandle) -> RunLineage:
    """The same of a run that is followed.

    Raises:
        TypeError: it is not, by a fault of ours.
    """
    known = lineage_of(run)
    if known is None:
        raise TypeError(f"{run!r} is not followed")
    return known


class StatementQueue:
    """The statements of the cells that are running, taken as they are about to be compiled."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, list[ast.stmt], int]] = []
        self._depth = 0

    def take(self, tree: ast.AST) -> None:
        """A cell is about to run."""
        body = getattr(tree, "body", None)
        if isinstance(body, list):
            self._waiting.append((self._depth, body, 0))

    def next(self, depth: int) -> ast.stmt | None:
        """The statement that is about to run, ``depth`` deep in cells that run cells."""
        while self._waiting and self._waiting[-1][0] > depth:
            self._waiting.pop()  # a cell within a cell ended half-way
        self._depth = depth + 1
        if not self._waiting:
            return None
        level, body, at = self._waiting.pop()
        if at >= len(body):
            return None
        self._waiting.append((level, body, at + 1))
        return body[at]


def innermost(lines: Iterable[tuple[int, int, frozenset[T]]], line: int) -> frozenset[T]:
    """Marks at a line: those of the smallest statement around it.

    Args:
        lines: first line, last line and marks of each statement.
        line: counted from 1, as these are.
    """
    around = [(end - start, tags) for start, end, tags in lines if start <= line <= end]
    least = min((size for size, _ in around), default=0)
    nothing: frozenset[T] = frozenset()
    return nothing.union(*(tags for size, tags in around if size == least))
