"""Time of a cell in a real kernel, with and without the extension, and with its peers.

python -m benchmarks.kernel [ROUNDS]

Two kernels lie in memory each in its own way, which alone makes one some per cent quicker than
the other: of each kind there are several, and a figure is the median over all of them.
"""

from __future__ import annotations

import statistics
import sys
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import Any

from ._harness import Row, at_most_more, at_most_times, interleave, main
from ._kernels import PEER_KERNELS, PEERS, kernel, run

KERNELS = 3
PEER_ROUNDS = 4
SETUP = """
import numpy as np, pandas as pd
import matplotlib; matplotlib.use("module://matplotlib_inline.backend_inline")
import matplotlib.pyplot as plt
rng = np.random.default_rng(0)
frame = pd.DataFrame({"key": rng.integers(0, 1000, 1_000_000), "value": rng.random(1_000_000)})
for i in range(300): globals()[f"name_{i}"] = [i] * 10 if i % 3 else i
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
marked = [1, 2, 3]
"""
BIG = "big = pd.DataFrame(np.zeros((125_000_000, 2)), copy=False)"
MARK = "%aiprov synthetic marked\n%aiprov synthetic big"
#: Cell → ratio allowed.
CELLS = {
    "loop of 1e6": ("total = 0\nfor i in range(1_000_000):\n    total += i", 1.03),
    "groupby on 1e6 rows": ("means = frame.groupby('key').value.mean()", 1.05),
    "figure": ("plt.figure(); plt.plot(range(100)); plt.show()", 1.05),
    "fib(20)": ("n = fib(20)", 1.05),
}
SHORT = "x = 1"
#: Cells that touch 2 GB; seconds allowed.
HUGE = {
    "2 GB frame": "part = big.iloc[:10]; shape = big.shape",
    "2 GB frame, a value set": "big.iloc[5, 0] = marked[0]",
}


def measure(rounds: int = 15) -> list[Row]:
    """The promises on cells, with 300 variables and marked data in the namespace."""
    with ExitStack() as stack:
        home = stack.enter_context(TemporaryDirectory())
        kernels: dict[str, list[Any]] = {"bare": [], "ours": [], "attached": []}
        for _ in range(KERNELS):
            for way, clients in kernels.items():
                clients.append(stack.enter_context(kernel(way, home, SETUP + BIG)))
        for client in (*kernels["ours"], *kernels["attached"]):
            run(client, MARK)
        short = _medians(kernels, SHORT, 3 * rounds)
        rows = [
            at_most_more(f"{SHORT}, in a front end", short["bare"], short["attached"], 1.5e-3),
            at_most_more(f"{SHORT}, headless", short["bare"], short["ours"], 1.5e-3),
        ]
        both = {way: kernels[way] for way in ("bare", "ours")}
        for name, (code, factor) in CELLS.items():
            found = _medians(both, code, rounds)
            rows.append(at_most_times(name, found["bare"], found["ours"], factor))
            beyond = [found[way] - short[way] for way in ("bare", "ours")]
            rows.append(at_most_times(f"{name}, beyond {SHORT}", *beyond, factor))
        for name, code in HUGE.items():
            found = _medians(both, code, rounds)
            rows.append(at_most_more(name, found["bare"], found["ours"], 10e-3))
    return rows + _peers()


def _medians(kernels: dict[str, list[Any]], code: str, rounds: int) -> dict[str, float]:
    """Median seconds of a cell in each kind of kernel."""
    ways = {
        f"{way} {index}": lambda client=client: run(client, code)
        for index in range(len(next(iter(kernels.values()))))
        for way, clients in kernels.items()
        for client in (clients[index],)
    }
    found = interleave(ways, rounds)
    return {
        way: statistics.median(found[f"{way} {index}"] for index in range(len(clients)))
        for way, clients in kernels.items()
    }


def _peers() -> list[Row]:
    """The same cells in other tools' kernels, where ``make peers`` installed them."""
    rows: list[Row] = []
    for peer in PEER_KERNELS if PEERS.exists() else ():
        with TemporaryDirectory() as home, ExitStack() as stack:
            pair = {way: [stack.enter_context(kernel(way, home, SETUP))] for way in ("bare", peer)}
            cells = {SHORT: SHORT} | {name: code for name, (code, _) in CELLS.items()}
            for name, code in cells.items():
                found = _medians(pair, code, PEER_ROUNDS)
                title = f"{name}, {peer}"
                rows.append(Row(title, found["bare"], found[peer], "for comparison", holds=True))
    if not rows:
        print("Peers are left out: make peers installs them.", file=sys.stderr)
    return rows


if __name__ == "__main__":
    sys.exit(main(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 15)))
