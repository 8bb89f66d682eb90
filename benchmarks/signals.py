"""Exceptions that come at random times: does the user's ``except`` see each of them?

python -m benchmarks.signals [COUNT]
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat

from tests.support.matrix.run import WAYS, execute
from tests.support.matrix.signals import SETUP, Trial, outcome, trials

from ._harness import Row, all_of, at_least, main
from ._kernels import home

COUNT = 240
#: So few share a kernel: bare, an exception in the midst of a display can leave it deaf.
BATCH = 12
FAULT = "AP001"


def measure(count: int = COUNT) -> list[Row]:
    """Exceptions seen, kernels that live, and faults of the product's own.

    Libraries swallow some: importing takes a ``TimeoutError`` for a file that is not there.
    Hence the same trials are run bare.
    """
    chosen = trials(count)
    batches = [chosen[first : first + BATCH] for first in range(0, count, BATCH)]
    caught, alive, faults = {"bare": 0, "ours": 0}, {"bare": 0, "ours": 0}, 0
    with TemporaryDirectory() as folder, home(folder):
        for number, batch in enumerate(batches):
            place = Path(folder) / str(number)
            for way, notebook in asyncio.run(_both(batch, place)).items():
                cells = notebook.cells[1:]
                caught[way] += sum(_caught(way, *pair) for pair in zip(batch, cells, strict=True))
                alive[way] += cells[-1].get("execution_count") is not None
                if way == "ours":
                    faults += bool(_faults(notebook, place / "signals.ipynb"))
    title = f"of {count} exceptions at random times, seen by the user's except"
    return [
        at_least(title, caught["bare"], caught["ours"]),
        at_least(f"of {len(batches)} kernels, alive", alive["bare"], alive["ours"]),
        all_of("notebooks without a fault of ours", len(batches), len(batches) - faults),
    ]


async def _both(batch: list[Trial], place: Path) -> dict[str, Any]:
    """The same trials bare and with the product, side by side."""
    cells = [SETUP, *(one.cell for one in batch)]
    done = await asyncio.gather(*(execute(cells, way, place / way, 20) for way in WAYS))
    return dict(zip(WAYS, done, strict=True))


def _caught(way: str, trial: Trial, cell: Any) -> bool:
    found = outcome(cell)
    if found != "caught":
        print(f"{way}, {trial.name}: {found}", file=sys.stderr)
    return found == "caught"


def _faults(notebook: Any, path: Path) -> int:
    """How many diagnostics of a notebook are faults of the product."""
    nbformat.write(notebook, path)
    program = str(Path(sys.executable).with_name("jupyter-aiprov"))
    asked = [program, "status", str(path), "--json"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    report = json.loads(answer.stdout)
    cells = [cell for each in report["notebooks"] for cell in each["cells"]]
    found = [each for cell in cells for each in cell.get("diagnostics", ())]
    found += report.get("diagnostics", ())
    faults = [each for each in found if each["code"] == FAULT]
    for fault in faults:
        print(fault, file=sys.stderr)
    return len(faults)


if __name__ == "__main__":
    sys.exit(main(measure(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)))
