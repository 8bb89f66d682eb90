"""Small notebooks of what programs do to the interpreter around them.

A file of ``notebooks`` holds many: ``# ===`` begins a notebook, ``# %%`` begins a cell. Each runs
in kernels of its own.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

from .run import Difference, execute, seen_of

FIRST = """from faker import Faker
Faker.seed(1)
names = [Faker().name() for _ in range(3)]
def note(*args, **kwargs): return None"""


@dataclass(frozen=True)
class Program:
    """One notebook."""

    file: str
    name: str
    cells: tuple[str, ...]


def programs() -> list[Program]:
    """All there are."""
    found = []
    for path in sorted((Path(__file__).parent / "notebooks").glob("*.txt")):
        for text in re.split(r"(?m)^# === ", path.read_text(encoding="utf-8"))[1:]:
            title, _, body = text.partition("\n")
            cells = re.split(r"(?m)^# %%$\n", body)
            found.append(Program(path.stem, title, tuple(cell.rstrip("\n") for cell in cells)))
    return found


async def compare_program(
    program: Program, folder: Path, ways: tuple[str, str] = ("bare", "ours")
) -> list[Difference]:
    """The cells whose outputs differ."""
    cells = [FIRST, *program.cells]
    places = [folder / f"{number}-{way}" / "work" for number, way in enumerate(ways)]
    bare, ours = await asyncio.gather(
        *(execute(cells, way, place) for way, place in zip(ways, places, strict=True))
    )
    found = []
    for source, first, second in zip(cells, bare.cells, ours.cells, strict=True):
        pair = [seen_of(first), seen_of(second)]
        counts = [cell.get("execution_count") for cell in (first, second)]
        if pair[0] != pair[1] or counts[0] != counts[1]:
            found.append(Difference(f"{program.file}: {program.name}", f"{counts} {source}", *pair))
    return found
