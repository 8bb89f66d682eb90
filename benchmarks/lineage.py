"""Lineage in a real kernel: how often it is right, and the memory it takes.

python -m benchmarks.lineage [CELLS]
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ._harness import Row, at_most_more_memory, main
from ._kernels import ROOT, kernel, run

SETUP = """
import numpy as np, pandas as pd, os, psutil, gc

ROOT = Path(__file__).parents[1]
frame, x = pd.DataFrame({"a": range(1000)}), 0
"""
MARK = "%aiprov synthetic frame"
#: What a session does over and over: values made of marked and of unmarked ones.
CELLS = (
    "x = {n}",
    "part = frame[frame.a > {n}].copy()",
    "rows = [{{'n': {n}, 'value': i}} for i in range(50)]",
    "text = str(rows[:3]) + str(len(part))",
    "total = part.a.sum() + x",
)
ALL = 500
LONG = 5_000
#: Bytes a cell of a long session may add: its record waits in no list, its names in the shell's.
PER_CELL = 2_000.0
RESIDENT = "gc.collect(); open('rss', 'w').write(str(psutil.Process().memory_info().rss))"


def measure(cells: int = LONG) -> list[Row]:
    """Memory of a session of 500 cells over a bare one's, and what each later cell adds."""
    sizes = {way: _sizes(way, cells) for way in ("bare", "ours")}
    bare, ours = sizes["bare"], sizes["ours"]
    grown = {way: (size[cells] - size[ALL]) / (cells - ALL) for way, size in sizes.items()}
    return [
        at_most_more_memory(f"memory, {ALL} cells", bare[ALL], ours[ALL], 30e6),
        at_most_more_memory(
            f"memory a cell adds, up to {cells:,}", grown["bare"], grown["ours"], PER_CELL
        ),
    ]


def _sizes(way: str, cells: int) -> dict[int, float]:
    """Resident bytes of a kernel after 500 cells, and after all of them."""
    found: dict[int, float] = {}
    with TemporaryDirectory() as folder:
        where = f"os.chdir({folder!r})"
        with kernel(way, folder, f"{SETUP}\n{where}") as client:
            if way == "ours":
                run(client, MARK)
            for count in range(1, cells + 1):
                run(client, CELLS[count % len(CELLS)].format(n=count % 50))
                if count in (ALL, cells):
                    run(client, RESIDENT)
                    found[count] = float((Path(folder) / "rss").read_text())
    return found


def report() -> str:
    """A table by case: derived executions found, clean ones kept clean, ``unknown`` said.

    ``silent`` counts cells that took in what nobody can see and did not say so.
    """
    from tests.support.kernels import start
    from tests.support.lineage import FILES, Score, load, score, scripts

    lines = [
        "| case | found | missed | clean | false | unknown | silent |",
        "| --- |" + " ---: |" * 6,
    ]
    total = Score()
    with TemporaryDirectory() as folder, TemporaryDirectory() as home:
        for name, text in scripts(load("cases.json")).items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        startup = Path(home) / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "50.py").write_text("get_ipython().run_line_magic('load_ext', 'jupyter_aiprov')")
        search = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        one = start(Path(folder), {"IPYTHONDIR": home, "PYTHONPATH": search})
        try:
            for file in FILES:
                for case in load(file)["cases"]:
                    found = score(one, case)
                    total.add(found)
                    lines.append(_line(case["case"], found))
        finally:
            one.stop()
    lines.append(_line("**all**", total))
    lines.append(f"\nprecision {total.precision:.4f}, recall {total.recall:.4f}")
    return "\n".join(lines)


def _line(name: str, found: Any) -> str:
    figures = (found.hits, len(found.missed), found.clean, len(found.false))
    rest = (found.unknown, len(found.silent))
    return f"| {name} | " + " | ".join(map(str, (*figures, *rest))) + " |"


if __name__ == "__main__":
    print(report())
    sys.exit(main(measure(int(sys.argv[1]) if len(sys.argv) > 1 else LONG)))
