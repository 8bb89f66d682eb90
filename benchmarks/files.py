"""Time of cells that use many files, that print much, and that save figures.

python -m benchmarks.files [ROUNDS]
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ._harness import Row, at_most_more, at_most_times, interleave, main
from ._kernels import kernel, run

FILES = 6000
#: The quickest place there is, where what is added shows most.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
SETUP = """
import os, time
import matplotlib; matplotlib.use("agg")
import matplotlib.pyplot as plt
marked = "Ada"
figure, axes = plt.subplots()
"""
MARK = "%aiprov synthetic marked"
TITLE = "axes.set_title(marked);"
WRITE = f"""
for i in range({FILES}):
    with open(f"many/{{i}}.bin", "wb") as f: f.write(b"x" * 20000)
"""
READ = f"""
n = 0
for i in range({FILES}):
    with open(f"many/{{i}}.bin", "rb") as f: n += len(f.read(10))
"""
SAME = f"""
for i in range({FILES}):
    with open("many/0.bin", "rb") as f: n += len(f.read(10))
"""
PRINT = """
for i in range(30000):
    print(marked, end=" ")
"""
SAVE = "figure.savefig('figure.png', dpi=50)"
#: Cell → ratio allowed.
CELLS = {
    f"writing {FILES:,} files": (WRITE, 1.5),
    f"reading {FILES:,} files": (READ, 1.5),
    f"reading one file {FILES:,} times": (SAME, 1.5),
    "30,000 prints of a marked text": (PRINT, 1.5),
}


def measure(rounds: int = 7) -> list[Row]:
    """The promises on files, prints and figures, in a project with a ledger."""
    with ExitStack() as stack:
        clients: dict[str, Any] = {}
        for way in ("bare", "ours"):
            folder = stack.enter_context(TemporaryDirectory(dir=MEMORY))
            setup = f"{SETUP}\nos.chdir({folder!r})\nos.makedirs('many')"
            clients[way] = stack.enter_context(kernel(way, folder, setup))
        run(clients["ours"], MARK)
        for client in clients.values():
            run(client, TITLE)
        rows = []
        for name, (code, factor) in CELLS.items():
            found = _medians(clients, code, rounds)
            rows.append(at_most_times(name, found["bare"], found["ours"], factor))
        found = _medians(clients, SAVE, 5 * rounds)
        rows.append(at_most_more("savefig, marked", found["bare"], found["ours"], 5e-3))
    return rows


def _medians(clients: dict[str, Any], code: str, rounds: int) -> dict[str, float]:
    ways = {way: lambda client=client: run(client, code) for way, client in clients.items()}
    return interleave(ways, rounds)


if __name__ == "__main__":
    sys.exit(main(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 7)))
