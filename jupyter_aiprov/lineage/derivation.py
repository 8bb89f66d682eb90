"""What was made from a value before it was marked: the statements since are gone through again."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .callees import Variable
from .effects import Val
from .history import Made, Shown
from .statements import Statements
from .static import SourceWorld, take
from .tags import unknown

_PROBE = unknown("what is looked for")


@dataclass
class Derived:
    """What was made from a value.

    Attributes:
        names: names that stand now for what was.
        files: files that were written.
        shown: outputs that show any of it.
        cells: what made or showed any of it, as the shell counts cells.
    """

    names: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    shown: list[Shown] = field(default_factory=list)
    cells: dict[str, None] = field(default_factory=dict)


def derived(steps: Iterable[Made], names: Iterable[str]) -> Derived:
    """What the values that these names stand for went into, since they were made."""
    steps = tuple(steps)
    began = {name: _began(steps, name) for name in names}
    found = Derived()
    for made in steps:
        started = {name for name, step in began.items() if step <= made.step}
        hits = (started | found.names | found.files).intersection(made.used)
        new = _made_from(made, hits) - started if hits else set()
        found.names -= made.bound - new
        found.names |= new.difference(made.files)
        found.files |= new.intersection(made.files)
        if hits and made.shown is not None:
            found.shown.append(made.shown)
        if new or (hits and made.shown is not None):
            found.cells[made.cell] = None
    found.names -= began.keys()
    return found


def _began(steps: tuple[Made, ...], name: str) -> int:
    """The statement that bound a name last; the first of all where none is known."""
    return max((made.step for made in steps if name in made.bound), default=0)


def _made_from(made: Made, hits: set[str]) -> set[str]:
    """Of what a statement made, what it made from these names."""
    node = _simple(made.source)
    everything = set(made.made)
    if node is None or hits - _named(node):
        return everything  # by a function, or in a block: not to be told apart
    world = SourceWorld()
    world.known = {Variable("", name): Val(_PROBE) for name in hits}
    flow = Statements(world)
    flow.statement(node)
    take(flow.effects, world)
    flown = {variable.name for variable, value in _marked(world.known) if value}
    return {name for name in everything if name in flown or name in made.files}


def _marked(known: Mapping[Variable, Val]) -> list[tuple[Variable, bool]]:
    return [(variable, bool(value.whole())) for variable, value in known.items()]


def _simple(source: str) -> ast.stmt | None:
    """An assignment, which keeps apart what goes into each name; None for anything else."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return body[0] if len(body) == 1 and isinstance(body[0], ast.Assign) else None


def _named(node: ast.stmt) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
