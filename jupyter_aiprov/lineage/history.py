"""Who was made from what: a bounded memory of statements, to answer ``%aiprov lineage``."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

_KEPT = 5000
_TEXT = 80
_SOURCE = 2000
_DEPTH = 12


@dataclass(frozen=True)
class Shown:
    """Outputs of a run that stood where a statement's may stand.

    Attributes:
        run: the run's id.
        first: how many outputs there were before the statement.
        last: how many there were after it; what it printed may come later.
        printed: whether it printed anything.
    """

    run: str
    first: int
    last: int
    printed: bool


@dataclass(frozen=True)
class Made:
    """One statement's doing: names and files it used, names and files it made.

    Attributes:
        bound: of the names made, those that were bound anew.
        source: the statement as far as it is kept.
        shown: the outputs it may have made; None where it made none.
        files: of what was made, the files.
    """

    step: int
    cell: str
    text: str
    used: tuple[str, ...]
    made: tuple[str, ...]
    marks: tuple[str, ...] = ()
    bound: frozenset[str] = frozenset()
    source: str = ""
    shown: Shown | None = None
    files: tuple[str, ...] = ()


@dataclass
class Node:
    """A name or file at one moment, and what it was made from.

    Attributes:
        name: of either.
        made: the statement that made it, None where none is remembered.
        sources: what that used.
    """

    name: str
    made: Made | None = None
    sources: list[Node] = field(default_factory=list)


class History:
    """The last statements of a session that bound, changed or wrote something."""

    def __init__(self) -> None:
        self._steps: deque[Made] = deque(maxlen=_KEPT)
        self._count = 0

    def add(
        self,
        cell: str,
        text: str,
        used: Iterable[str],
        made: Iterable[str],
        marks: Iterable[str] = (),
        *,
        bound: Iterable[str] = (),
        shown: Shown | None = None,
        files: Iterable[str] = (),
    ) -> None:
        """Remember a statement.

        Args:
            cell: as the shell shows it, ``In [3]``.
            text: of the statement, or its beginning.
            used: names and files it used.
            made: names it bound or changed.
            marks: names of the marks it touched.
            bound: of the names made, those that were bound anew.
            shown: the outputs it may have made.
            files: names of the files it wrote.
        """
        self._count += 1
        line = " ".join(text.split())
        line = line if len(line) <= _TEXT else line[: _TEXT - 1] + "…"
        self._steps.append(
            Made(
                step=self._count,
                cell=cell,
                text=line,
                used=tuple(used),
                made=(*made, *files),
                marks=tuple(marks),
                bound=frozenset(bound),
                source=text[:_SOURCE],
                shown=shown,
                files=tuple(files),
            )
        )

    def steps(self) -> tuple[Made, ...]:
        """The statements remembered, oldest first."""
        return tuple(self._steps)

    def trace(self, name: str) -> Node:
        """What ``name`` was last made from, and that from what, back to the first known."""
        return self._node(name, self._count + 1, _DEPTH, set())

    def _node(self, name: str, before: int, depth: int, seen: set[tuple[str, int]]) -> Node:
        made = self._last(name, before)
        if made is None or depth == 0 or (name, made.step) in seen:
            return Node(name, made)
        seen.add((name, made.step))
        node = Node(name, made)
        for used in made.used:
            node.sources.append(self._node(used, made.step, depth - 1, seen))
        return node

    def _last(self, name: str, before: int) -> Made | None:
        for made in reversed(self._steps):
            if made.step < before and name in made.made:
                return made
        return None


def tree(node: Node, notes: dict[str, str] | None = None) -> str:
    """A trace as indented text."""
    lines: list[str] = []
    _lines(node, "", lines, notes or {})
    return "\n".join(lines)


def _lines(node: Node, indent: str, lines: list[str], notes: dict[str, str]) -> None:
    note = notes.get(node.name, "") if not indent else ""
    if not note and node.made is not None and node.made.marks:
        note = ", ".join(node.made.marks)
    where = f"  ← {node.made.text}  [{node.made.cell}]" if node.made is not None else ""
    lines.append(f"{indent}{node.name}{where}{f'  ({note})' if note else ''}")
    for source in node.sources:
        _lines(source, indent + "  ", lines, notes)


def mermaid(node: Node) -> str:
    """A trace as a Mermaid flow chart, sources on the left."""
    ids: dict[tuple[str, int], str] = {}
    lines = ["flowchart LR"]
    _arrows(node, ids, lines)
    return "\n".join(dict.fromkeys(lines))


def _arrows(node: Node, ids: dict[tuple[str, int], str], lines: list[str]) -> str:
    key = (node.name, node.made.step if node.made is not None else 0)
    if key in ids:
        return ids[key]
    ids[key] = name = f"n{len(ids)}"
    where = f"<br/>{_quoted(node.made.cell)}" if node.made is not None else ""
    lines.append(f'    {name}["{_quoted(node.name)}{where}"]')
    if node.made is not None and node.made.marks:
        lines.append(f"    style {name} stroke-width:3px,stroke-dasharray:4")
    lines.extend(f"    {_arrows(source, ids, lines)} --> {name}" for source in node.sources)
    return name


def _quoted(text: str) -> str:
    return text.replace('"', "#quot;").replace("[", "#91;").replace("]", "#93;")
