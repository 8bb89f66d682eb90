"""The matrix: each kind of value times each operation, as cells of notebooks."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import gcd
from pathlib import Path

from .operations import OPERATIONS

HERE = Path(__file__).parent

#: Names of the modules in ``kinds``; each one's source is a cell.
THEMES = tuple(sorted(path.stem for path in (HERE / "kinds").glob("*.py")))
MARKING = {
    "bare": "def mark(value): pass\ndef lineage(name): pass",
    "ours": (
        "def mark(value):\n"
        "    from jupyter_aiprov import mark_synthetic\n"
        "    mark_synthetic(value, generator='test')\n"
        "def lineage(name):\n"
        "    import io\n"
        "    with contextlib.redirect_stdout(io.StringIO()):\n"
        "        get_ipython().run_line_magic('aiprov', f'lineage {name}')"
    ),
}


@dataclass(frozen=True)
class Kind:
    """A kind of value: an expression that makes one, a change in place, a last look."""

    theme: str
    name: str
    make: str
    change: str
    last: str


@dataclass(frozen=True)
class Case:
    """One kind of value and one operation: three cells."""

    kind: Kind
    operation: str

    @property
    def name(self) -> str:
        return f"{self.kind.theme}: {self.kind.name}, {self.operation}"

    @property
    def cells(self) -> tuple[str, str, str]:
        kind = self.kind
        done = OPERATIONS[self.operation].replace("CHANGE", kind.change or "note(v, names)")
        last = f", lambda: ({kind.last})" if kind.last else ""
        end = f"look(globals(){last})\nend(globals())"
        return f"v = {kind.make}", done, end


@cache
def theme(name: str) -> tuple[str, tuple[Kind, ...]]:
    """The source a theme's notebooks begin with, and its kinds."""
    text = (HERE / "kinds" / f"{name}.py").read_text(encoding="utf-8")
    source, table = text.split("\nKINDS = ")
    lines = [line for line in source.splitlines() if not line.startswith("from matrix_prelude")]
    rows = eval(table, {"READ": "select n from t"})  # a table of strings
    return "\n".join(lines), tuple(Kind(name, each, *rows[each]) for each in rows)


def setup(themes: Iterable[str], way: str) -> list[str]:
    """The cells that come before the cases."""
    prelude = (HERE / "prelude.py").read_text(encoding="utf-8")
    sources = [theme(name)[0] for name in themes]
    return [
        "%xmode Plain",
        prelude,
        MARKING[way],
        *sources,
        # What the display keeps of its own is made before all that is there is set aside.
        *["[1]"] * 4,
        "gc.collect()\ngc.freeze()\nseen.clear()",
    ]


def cases(themes: Iterable[str] = THEMES) -> Iterator[Case]:
    """Every case of these themes."""
    for name in themes:
        for kind in theme(name)[1]:
            for operation in OPERATIONS:
                yield Case(kind, operation)


def sample(count: int, themes: Iterable[str] = THEMES) -> list[Case]:
    """So many cases, spread over all kinds and operations; the same ones each time.

    The step has no divisor in common with the number of operations, so that each kind meets
    others than its neighbour.
    """
    every = list(cases(themes))
    step = max(1, len(every) // count)
    while gcd(step, len(OPERATIONS)) != 1:
        step -= 1
    return every[::step][:count]


def check_tables() -> None:
    """Fail where a cell is no Python, save for magics."""
    for case in cases():
        for cell in case.cells:
            if not cell.startswith("%%"):
                ast.parse(cell.replace("await ", ""))
