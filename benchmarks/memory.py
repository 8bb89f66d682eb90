"""What a kernel holds after a hundred arrays of 10 MB were displayed, bare and with the product.

python -m benchmarks.memory
"""

from __future__ import annotations

import sys
from tempfile import TemporaryDirectory
from typing import Any

from ._harness import Row, at_most_more_memory, main
from ._kernels import kernel, run

ARRAYS = 100
LIMIT = 20e6
SETUP = """
import gc, numpy as np
from IPython.display import display
from faker import Faker
names = [Faker().name() for _ in range(3)]
def held():
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
"""
#: What is displayed → the cell; each makes an array of 10 MB.
CELLS = {
    "displayed": "a = np.full(1_310_720, {number}.5)\ndisplay(a)",
    "displayed beside marked text": "a = np.full(1_310_720, {number}.5)\ndisplay([names[0], a])",
    "displayed, made from marked text": (
        "a = np.full(1_310_720, len(names[0]) + {number}.5)\ndisplay(a)"
    ),
}


def measure() -> list[Row]:
    """One row for each kind of display."""
    rows = []
    for name, cell in CELLS.items():
        found = {}
        for way in ("bare", "ours"):
            with TemporaryDirectory() as folder, kernel(way, folder, SETUP) as client:
                before = _held(client)
                for number in range(ARRAYS):
                    run(client, cell.format(number=number))
                found[way] = _held(client) - before
        title = f"{ARRAYS} arrays of 10 MB, {name}"
        rows.append(at_most_more_memory(title, found["bare"], found["ours"], LIMIT))
    return rows


def _held(client: Any) -> float:
    """Bytes that a kernel holds in memory."""
    expression = {"held": "held()"}
    asked = client.execute("", silent=True, user_expressions=expression)
    while True:
        reply = client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == asked:
            return float(reply["content"]["user_expressions"]["held"]["data"]["text/plain"])


if __name__ == "__main__":
    sys.exit(main(measure()))
