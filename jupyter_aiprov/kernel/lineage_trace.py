"""The statements of a cell in order, and what is known of those that ran."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..capture.runs import RunHandle
from ..lineage.plan import Line
from ..lineage.tags import NONE, Tags
from ..lineage.tracker import Step
from .mixing import Mixing
from .run_state import RunState

#: Lines of a statement that are kept to show it by.
_SHOWN = 5
_BREAKS = re.compile("\r\n|\r|\n")


class Trace:
    """What is known of one run of ``source`` so far.

    Attributes:
        nodes: the statements that are about to run.
        count: of the cell, as the shell shows it.
        depth: how deep in cells that run cells.
        step: the statement that is going on.
    """

    def __init__(self, source: str) -> None:
        self._source = _BREAKS.split(source)
        self.reads: set[str] = set()
        self.writes: set[str] = set()
        self.tags: Tags = NONE
        self.lines: list[Line] = []
        self.streams: dict[str, Tags] = {}
        self.mixing = Mixing()
        self.nodes = Nodes()
        self.count: int | None = None
        self.depth = 0
        self.step: Step | None = None

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


def trace_of(run: RunHandle | None) -> Trace | None:
    """What is known of a run, None where nothing follows it."""
    state = run.state if run is not None else None
    trace = state.trace if isinstance(state, RunState) else None
    return trace if isinstance(trace, Trace) else None


def followed(run: RunHandle) -> Trace:
    """The same of a run that is followed.

    Raises:
        TypeError: it is not, by a fault of ours.
    """
    trace = trace_of(run)
    if trace is None:
        raise TypeError(f"{run!r} is not followed")
    return trace


class Nodes:
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
        """The statement that is about to run."""
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


def innermost(lines: list[Line], line: int) -> Tags:
    """Marks at a line: those of the smallest statement around it."""
    around = [one for one in lines if one.start <= line <= one.end]
    if not around:
        return NONE
    least = min(one.end - one.start for one in around)
    return frozenset().union(*(one.tags for one in around if one.end - one.start == least))


def argument_named(node: ast.AST | None, names: Mapping[str, Any], data: Any) -> str | None:
    """The variable that a call in a statement is given ``data`` by."""
    for call in ast.walk(node) if node is not None else ():
        given = call.args[0] if isinstance(call, ast.Call) and call.args else None
        if isinstance(given, ast.Name) and given.id in names and names[given.id] is data:
            return given.id
    return None


def column_named(node: ast.AST | None, name: str | None) -> tuple[str, str] | None:
    """The frame and column that a magic's line or the argument of a call names."""
    call = getattr(node, "value", None)
    target = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if name is not None and name.endswith("]"):
        with suppress(SyntaxError):
            target = ast.parse(name, mode="eval").body
    if not isinstance(target, ast.Subscript) or not isinstance(target.value, ast.Name):
        return None
    key = target.slice.value if isinstance(target.slice, ast.Constant) else None
    if name is not None and isinstance(target.slice, ast.Name):
        key = target.slice.id  # a magic's line has lost its quotes
    return (target.value.id, key) if isinstance(key, str) else None
