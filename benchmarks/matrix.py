"""Kinds of values × what is done with them, and small programs: is it as without the product?

python -m benchmarks.matrix [COUNT | all] [--bare]

Every cell is run in a real kernel bare and in one with the product; what user code saw and what
a reader sees must be equal. The differences are printed. ``--bare`` runs both without the
product: what differs then is no fault of it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.matrix.cases import THEMES, cases, sample
from tests.support.matrix.programs import compare_program, programs
from tests.support.matrix.run import Difference, Outcome, compare

from ._harness import Row, all_of, main
from ._kernels import home

COUNT = 2_400
#: So many cases share a kernel.
BATCH = 400
Ways = tuple[str, str]


def measure(count: int = COUNT, ways: Ways = ("bare", "ours")) -> list[Row]:
    """One row for the matrix, one for the programs."""
    with TemporaryDirectory() as folder, home(folder):
        outcome = asyncio.run(_matrix(count, Path(folder), ways))
        print(f"{outcome.equal} of {outcome.count} equal to bare", file=sys.stderr, flush=True)
        every = programs()
        different = asyncio.run(_programs(Path(folder), ways))
    wrong = len({one.name for one in different})
    return [
        all_of("kinds of values × operations, equal to bare", outcome.count, outcome.equal),
        all_of("programs, equal to bare", len(every), len(every) - wrong),
    ]


async def _matrix(count: int, folder: Path, ways: Ways) -> Outcome:
    """All themes, one after the other, each in its own kernels."""
    total = Outcome()
    share = count / sum(1 for _ in cases())
    for name in THEMES:
        size = round(share * sum(1 for _ in cases([name])))
        chosen = sample(size, [name]) if share < 1 else list(cases([name]))
        for first in range(0, len(chosen), BATCH):
            part = chosen[first : first + BATCH]
            found = await compare(part, folder / f"{name}-{first}", ways)
            total.count += found.count
            total.different += found.different
            _tell(found.different)
            print(f"{name}: {found.equal} of {found.count}", file=sys.stderr, flush=True)
    return total


async def _programs(folder: Path, ways: Ways) -> list[Difference]:
    found: list[Difference] = []
    for number, program in enumerate(programs()):
        differ = await compare_program(program, folder / f"program-{number}", ways)
        _tell(differ)
        found += differ
    return found


def _tell(different: list[Difference]) -> None:
    for difference in different:
        print(difference, file=sys.stderr, flush=True)


def _arguments(words: list[str]) -> tuple[int, Ways]:
    ways = ("bare", "bare") if "--bare" in words else ("bare", "ours")
    numbers = [int(word) for word in words if word.isdigit()]
    every = sum(1 for _ in cases()) if "all" in words else COUNT
    return numbers[0] if numbers else every, ways


if __name__ == "__main__":
    sys.exit(main(measure(*_arguments(sys.argv[1:]))))
