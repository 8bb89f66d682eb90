"""Exceptions that come at random times: does the user's ``except`` see each of them?

python benchmarks/signals.py [COUNT]
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "tests" / "matrix")]
import nbformat
from _harness import Row, all_of, main
from _kernels import home
from matrix_run import execute
from matrix_signals import SETUP, Trial, outcome, trials

COUNT = 240
#: So many share a kernel.
BATCH = 60
FAULT = "AP001"


def measure(count: int = COUNT) -> list[Row]:
    """Exceptions seen, kernels that live, and faults of the product's own."""
    chosen = trials(count)
    batches = [chosen[first : first + BATCH] for first in range(0, count, BATCH)]
    caught = alive = clean = 0
    with TemporaryDirectory() as folder, home(folder):
        for number, batch in enumerate(batches):
            place = Path(folder) / str(number)
            notebook = asyncio.run(execute([SETUP, *(one.cell for one in batch)], "ours", place))
            cells = notebook.cells[1:]
            caught += sum(map(_caught, batch, cells))
            alive += cells[-1].get("execution_count") is not None
            clean += not _faults(notebook, place / "signals.ipynb")
    return [
        all_of("exceptions at random times, seen by the user's except", count, caught),
        all_of("kernels that live on", len(batches), alive),
        all_of("notebooks without a fault of ours", len(batches), clean),
    ]


def _caught(trial: Trial, cell: Any) -> bool:
    found = outcome(cell)
    if found != "caught":
        print(f"{trial.name}: {found}", file=sys.stderr)
    return found == "caught"


def _faults(notebook: Any, path: Path) -> int:
    """How many diagnostics of a notebook are faults of the product."""
    nbformat.write(notebook, path)
    asked = ["jupyter-aiprov", "status", str(path), "--json"]
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
