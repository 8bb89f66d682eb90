"""Cases of lineage run in a real kernel, and their judgement by the marks of each run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data" / "lineage"
_MARK = "synthetic"
#: Each was written, with its truth, before its cells first ran. What then failed changed the
#: rules; a truth was changed only where it had been wrong.
FILES = (
    *("cases.json", "constructs.json", "habits.json", "further.json"),
    *("language.json", "tables.json", "system.json", "studies.json", "mixed.json", "tasks.json"),
    "native.json",
)


@dataclass
class Score:
    """How often derived data was said to derive, and clean data to be clean.

    ``silent`` are cells that take in what nobody can see and do not say so.
    """

    hits: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    clean: int = 0
    unknown: int = 0

    @property
    def precision(self) -> float:
        said = self.hits + len(self.false)
        return self.hits / said if said else 1.0

    @property
    def recall(self) -> float:
        there = self.hits + len(self.missed)
        return self.hits / there if there else 1.0

    @property
    def judged(self) -> int:
        return self.hits + len(self.missed) + len(self.false) + self.clean

    def add(self, other: Score) -> None:
        self.hits += other.hits
        self.missed += other.missed
        self.false += other.false
        self.silent += other.silent
        self.clean += other.clean
        self.unknown += other.unknown


def load(name: str) -> dict[str, Any]:
    """A file of cases."""
    found: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return found


def scripts(cases: dict[str, Any]) -> dict[str, str]:
    """The files the cases need."""
    return {name: text for name, text in cases.items() if name.endswith(".py")}


def source(cell: dict[str, str]) -> str:
    """A cell as it is run: a source of synthetic data says so."""
    if cell["label"] != "S":
        return cell["source"]
    name = re.match(r"\s*(\w+)\s*=", cell["source"])
    assert name is not None, cell
    return f"{cell['source']}\n%aiprov synthetic {name[1]}"


def marks(answer: Any) -> list[str]:
    """The names of the marks of a run that went well, for the cell and for us."""
    assert answer.status == "ok", answer.text
    assert all(d["code"] != "AP001" for d in answer.run.get("diagnostics", ())), answer.run
    return [mark["mark"] for mark in answer.run.get("marks", ())]


def fresh(kernel: Any) -> None:
    """An empty namespace, modules of the cases not imported, counting from 1.

    What is left are libraries: frozen, they cost the collections of later cases no time.
    """
    kernel.run(
        "import sys, os\n"
        "for _n in [n for n in sys.modules if n.startswith('helper_mod')]: del sys.modules[_n]\n"
        "if 'matplotlib.pyplot' in sys.modules: sys.modules['matplotlib.pyplot'].close('all')\n"
        "get_ipython().reset(new_session=True)\n"
        "import gc\n"
        "gc.freeze()\n"
        "del gc",
        store_history=False,
    )


def judge(kernel: Any, case: dict[str, Any]) -> Iterator[tuple[dict[str, str], set[str]]]:
    """Run a case; each cell with the names of its run's marks."""
    fresh(kernel)
    for cell in case["cells"]:
        answer = kernel.run(source(cell))
        run = answer.run
        yield cell, {mark["mark"] for mark in run.get("marks", ())}


def score(kernel: Any, case: dict[str, Any]) -> Score:
    """The judgement of one case."""
    found = Score()
    for at, (cell, marks) in enumerate(judge(kernel, case)):
        name = f"{case['case']} / {at} {cell['id']}: {cell['source']!r}"
        found.unknown += "unknown" in marks
        if cell["label"] == "T":
            if _MARK in marks:
                found.hits += 1
            else:
                found.missed.append(name)
        elif cell["label"] == "C":
            if _MARK in marks:
                found.false.append(name)
            else:
                found.clean += 1
        elif cell["label"] == "U" and not marks & {_MARK, "unknown"}:
            found.silent.append(name)
    return found
