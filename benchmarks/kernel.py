"""Time of a cell in a real kernel, with and without the extension.

python benchmarks/kernel.py [ROUNDS]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from _harness import Row, at_most_more, at_most_times, interleave, main

ROOT = Path(__file__).parents[1]
LOAD = "%load_ext jupyter_aiprov"
SETUP = """
import numpy as np, pandas as pd
import matplotlib; matplotlib.use("module://matplotlib_inline.backend_inline")
import matplotlib.pyplot as plt
rng = np.random.default_rng(0)
frame = pd.DataFrame({"key": rng.integers(0, 1000, 1_000_000), "value": rng.random(1_000_000)})
"""
CELLS = {
    "x = 1": "x = 1",
    "loop of 1e6": "total = 0\nfor i in range(1_000_000):\n    total += i",
    "groupby on 1e6 rows": "means = frame.groupby('key').value.mean()",
    "figure": "plt.figure(); plt.plot(range(100)); plt.show()",
}


@contextmanager
def kernel(*, loaded: bool, home: str) -> Iterator[Any]:
    """A blocking client of a fresh kernel, warmed so that hardware search is over."""
    from jupyter_client.manager import start_new_kernel

    variables = {"JUPYTER_AIPROV_DISABLE": "" if loaded else "1", "IPYTHONDIR": home}
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, **variables, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    manager, client = start_new_kernel(kernel_name="python3", env=environment)
    try:
        run(client, SETUP)
        if loaded:
            run(client, LOAD)
            run(client, "import time; time.sleep(6)")
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client: Any, code: str) -> float:
    """Seconds from sending a cell to its reply and its idle status."""
    start = time.perf_counter()
    asked = client.execute(code)
    while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != asked:
        continue
    replied = time.perf_counter() - start
    while True:
        message = client.get_iopub_msg(timeout=60)
        mine = message["parent_header"].get("msg_id") == asked
        if mine and message["msg_type"] == "error":
            raise RuntimeError(message["content"]["evalue"])
        if mine and message["content"].get("execution_state") == "idle":
            return replied


def measure(rounds: int = 40) -> list[Row]:
    """The promises on cells."""
    with ExitStack() as stack:
        home = stack.enter_context(TemporaryDirectory())
        bare = stack.enter_context(kernel(loaded=False, home=home))
        ours = stack.enter_context(kernel(loaded=True, home=home))
        rows = []
        for name, code in CELLS.items():
            ways = {"bare": lambda c=code: run(bare, c), "ours": lambda c=code: run(ours, c)}
            found = interleave(ways, rounds)
            rows.append(_row(name, found["bare"], found["ours"]))
    return rows


def _row(name: str, bare: float, ours: float) -> Row:
    if name == "x = 1":
        return at_most_more(name, bare, ours, 1.5e-3)
    return at_most_times(name, bare, ours, 1.03 if name.startswith("loop") else 1.05)


if __name__ == "__main__":
    sys.exit(main(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 40)))
