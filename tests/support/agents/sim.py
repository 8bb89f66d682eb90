"""A notebook whose every character has a known author, edited by a person and by agents."""

from __future__ import annotations

import json
import random
import re
import subprocess
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

Chars = list[tuple[str, str]]

_LINES = (
    "{a} = pd.read_csv('{b}.csv')",
    "{a} = {a}.dropna(subset=['{b}'])",
    "print({a}['{b}'].mean())",
    "for {a} in range({n}):",
    "    {b}.append({a} * {n})",
    "model_{a} = LinearRegression().fit({b}, y)",
    "# {a} of the {b}, measured on {n} patients",
    "assert len({a}) == {n}, 'lost {b}'",
    "plt.plot({a}, {b}, label='{a} {n}')",
)
_WORDS = ["age", "weight", "cohort", "visit", "ratio", "dose", "baseline", "follow", "score"]


def text_of(chars: Chars) -> str:
    return "".join(char for char, _ in chars)


def by(author: str, text: str) -> Chars:
    return [(char, author) for char in text]


@dataclass
class SimCell:
    id: str
    chars: Chars = field(default_factory=list)
    type: str = "code"

    @property
    def source(self) -> str:
        return text_of(self.chars)


class Sim:
    """The notebook, its truth, and the moves people and agents make."""

    def __init__(self, folder: Path, seed: int = 0, name: str = "study.ipynb") -> None:
        self.random = random.Random(seed)
        self.folder = folder
        self.name = name
        self.cells: list[SimCell] = []
        self.count = 0

    @property
    def path(self) -> Path:
        return self.folder / self.name

    def line(self) -> str:
        pick = self.random.choice
        form = pick(_LINES)
        return form.format(a=pick(_WORDS), b=pick(_WORDS), n=self.random.randrange(1000))

    def other_line(self, old: str) -> str:
        """A line of another form: of the same one, nobody could say it was not a change of it."""
        while SequenceMatcher(None, old, line := self.line()).ratio() > 0.5:
            pass
        return line

    def lines(self, most: int = 4) -> str:
        return "\n".join(self.line() for _ in range(self.random.randint(1, most)))

    def new_cell(self, author: str) -> SimCell:
        self.count += 1
        cell = SimCell(f"c{self.count:07x}", by(author, self.lines()))
        self.cells.insert(self.random.randint(0, len(self.cells)), cell)
        return cell

    def edit(self, author: str) -> tuple[SimCell, str]:
        """Insert, replace or remove whole lines of a cell; the cell and its text before."""
        cell = self.random.choice(self.cells)
        before = cell.source
        rows = split_lines(cell.chars)
        at = self.random.randrange(len(rows) + 1)
        move = self.random.choice(["insert", "replace", "remove", "insert", "inline"])
        fresh = by(author, self.line())
        if move == "insert" or at == len(rows):
            rows.insert(at, fresh)
        elif move == "replace":
            rows[at] = by(author, self.other_line(text_of(rows[at])))
        elif move == "inline":
            self.inline(rows[at], author)
        elif len(rows) > 1:
            del rows[at]
        joined: Chars = []
        for number, row in enumerate(rows):
            if number:
                joined += by("newline", "\n")
            joined += row
        cell.chars = joined
        return cell, before

    def inline(self, row: Chars, author: str) -> None:
        """Put another word in the place of one of a line's words."""
        words = list(re.finditer(r"\w{3,}", text_of(row)))
        if words:
            word = self.random.choice(words)
            row[word.start() : word.end()] = by(author, f"new_{self.random.choice(_WORDS)}")

    def move(self) -> None:
        cell = self.cells.pop(self.random.randrange(len(self.cells)))
        self.cells.insert(self.random.randint(0, len(self.cells)), cell)

    def split(self) -> None:
        cell = self.random.choice(self.cells)
        rows = split_lines(cell.chars)
        if len(rows) < 2:
            return
        at = self.random.randrange(1, len(rows))
        self.count += 1
        rest = SimCell(f"c{self.count:07x}", join_lines(rows[at:]))
        cell.chars = join_lines(rows[:at])
        self.cells.insert(self.cells.index(cell) + 1, rest)

    def json(self) -> str:
        cells = []
        for cell in self.cells:
            rows = cell.source.splitlines(keepends=True)
            raw = {"cell_type": cell.type, "id": cell.id, "metadata": {}, "source": rows}
            if cell.type == "code":
                raw |= {"execution_count": None, "outputs": []}
            cells.append(raw)
        whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        return json.dumps(whole, indent=1, sort_keys=True) + "\n"

    def write(self) -> None:
        self.path.write_text(self.json())


def split_lines(chars: Chars) -> list[Chars]:
    rows: list[Chars] = [[]]
    for one in chars:
        if one[0] == "\n":
            rows.append([])
        else:
            rows[-1].append(one)
    return rows


def join_lines(rows: list[Chars]) -> Chars:
    out: Chars = []
    for number, row in enumerate(rows):
        out += by("newline", "\n") if number else []
        out += row
    return out


@dataclass
class Score:
    """Characters claimed for AI and those truly its; line ends are nobody's."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))


def score(sim: Sim, notebook) -> Score:
    out = Score()
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in sim.cells]
    for cell, true in zip(notebook.cells, sim.cells, strict=True):
        claimed = set()
        written = cell.record.authorship
        for span in written.spans if written else ():
            claimed |= set(range(span.start, span.end))
        for at, (char, author) in enumerate(true.chars):
            where = f"{true.id}:{at}:{char!r}"
            if at in claimed and author == "human":
                out.wrong.append(where)
            elif author == "ai":
                out.right += at in claimed
                out.missed += [] if at in claimed else [where]
    return out


def git(folder: Path, *words: str) -> str:
    settings = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.editor=true"]
    done = subprocess.run(
        ["git", *settings, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder: Path, message: str) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")
