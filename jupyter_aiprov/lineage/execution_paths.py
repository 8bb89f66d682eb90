"""The paths a statement's execution may take: which bodies of its branches and loops run.

They are gone through before it runs, one by one, so that afterwards the one it took is known
without a look back at values that may be gone: nothing is held while it runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

#: A statement with more paths than this is taken to take any of them.
_MOST = 24

_Way = frozenset[int]
_NOTHING: list[_Way] = [frozenset()]


class ExecutionPath(NamedTuple):
    """One path through a statement.

    Attributes:
        bodies: the numbers of the bodies that run, as they stand in the source.
        lines: those that may run.
    """

    bodies: frozenset[int]
    lines: frozenset[int]


def execution_paths(node: ast.stmt) -> list[ExecutionPath]:
    """The paths through a statement; none where there are too many."""
    bodies = list(_bodies(node))
    numbers = {id(body): number for number, (body, _) in enumerate(bodies)}
    found = _Ways(numbers).of(node)
    if len(found) > _MOST:
        return []
    every = frozenset(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return [ExecutionPath(way, every - _idle(bodies, way)) for way in dict.fromkeys(found)]


def taken(node: ast.stmt, ran: frozenset[int]) -> frozenset[int]:
    """The numbers of the bodies in which a line ran."""
    return frozenset(
        number
        for number, (_, lines) in enumerate(_bodies(node))
        if any(line in lines for line in ran)
    )


def _idle(bodies: list[tuple[list[ast.stmt], range]], way: _Way) -> set[int]:
    return {line for number, (_, lines) in enumerate(bodies) if number not in way for line in lines}


def _bodies(node: ast.AST) -> Iterator[tuple[list[ast.stmt], range]]:
    """The bodies that may run or not, with their lines, a statement's own before those within."""
    for body in _parts(node):
        yield body, range(body[0].lineno, (body[-1].end_lineno or body[-1].lineno) + 1)
    for block in (*_parts(node), *_always(node)):
        for inner in block:
            yield from _bodies(inner)


def _parts(node: ast.AST) -> list[list[ast.stmt]]:
    found: list[list[ast.stmt]] = []
    if isinstance(node, ast.If) and node.body[0].lineno == node.test.end_lineno:
        return found  # in one line: nothing tells whether it ran
    if isinstance(node, ast.If | ast.For | ast.AsyncFor | ast.While):
        found = [node.body, node.orelse]
    elif isinstance(node, ast.Match):
        found = [case.body for case in node.cases]
    elif _is_try(node):
        found = [*(handler.body for handler in node.handlers), node.orelse]  # type: ignore[attr-defined]
    return [body for body in found if body]


def _always(node: ast.AST) -> list[list[ast.stmt]]:
    if isinstance(node, ast.With | ast.AsyncWith):
        return [node.body]
    if _is_try(node):
        return [node.body, node.finalbody]  # type: ignore[attr-defined]
    return []


def _is_try(node: ast.AST) -> bool:
    return type(node).__name__ in ("Try", "TryStar")


class _Ways:
    """Counts the ways through a statement."""

    def __init__(self, numbers: dict[int, int]) -> None:
        self._numbers = numbers
        self._loops = 0

    def of(self, node: ast.AST) -> list[_Way]:
        """The sets of bodies that may run."""
        ways = _both(*(self._block(block) for block in _always(node)))
        parts = _parts(node)
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            self._loops += 1
            rounds = [*_NOTHING, *self._body(node.body)]
            self._loops -= 1
            rest = [*_NOTHING, *self._body(node.orelse)] if node.orelse else _NOTHING
            return _both(ways, rounds, rest)
        if not parts:
            return ways
        if self._loops:  # in one round the one, in another the other
            return _both(ways, *([*_NOTHING, *self._body(part)] for part in parts))
        complete = isinstance(node, ast.If) and bool(node.orelse)
        either = [way for part in parts for way in self._body(part)]
        return _both(ways, either if complete else [*_NOTHING, *either])

    def _body(self, body: list[ast.stmt]) -> list[_Way]:
        number = frozenset((self._numbers[id(body)],))
        return [number | way for way in self._block(body)]

    def _block(self, body: list[ast.stmt]) -> list[_Way]:
        return _both(*(self.of(node) for node in body))


def _both(*ways: list[_Way]) -> list[_Way]:
    """Every way through one thing after another; no more than it takes to see they are many."""
    found = _NOTHING
    for more in ways:
        found = [one | other for one, other in product(found, more)][: _MOST + 1]
    return found
