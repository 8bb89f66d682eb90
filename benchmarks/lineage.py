"""Lineage in a real kernel: what a cell costs with it, and how often it is right.

python benchmarks/lineage.py [ROUNDS]
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "tests" / "kernel")]
sys.path.append(str(ROOT / "tests" / "lineage"))
from _harness import Row, at_most_more, at_most_times, interleave, main
from kernel import kernel, run

SETUP = """
for i in range(300): globals()[f"name_{i}"] = [i] * 10 if i % 3 else i
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
big = pd.DataFrame(np.zeros((125_000_000, 2)), copy=False)
marked = [1, 2, 3]
"""
MARK = "%aiprov synthetic marked\n%aiprov synthetic big"
CELLS: dict[str, tuple[str, float, float]] = {
    # cell, ratio allowed (0: none), seconds allowed
    "x = 1": ("x = 1", 0, 1.5e-3),
    "loop of 1e6": ("total = 0\nfor i in range(1_000_000):\n    total += i", 1.03, 0),
    "groupby on 1e6 rows": ("means = frame.groupby('key').value.mean()", 1.05, 0),
    "figure": ("plt.figure(); plt.plot(range(100)); plt.show()", 1.05, 0),
    "fib(20)": ("n = fib(20)", 1.05, 0),
    "2 GB frame": ("part = big.iloc[:10]; shape = big.shape", 0, 10e-3),
    "2 GB frame, a value set": ("big.iloc[5, 0] = marked[0]", 0, 10e-3),
}


def measure(rounds: int = 25) -> list[Row]:
    """Cost of cells, with 300 variables and marked data in the namespace."""
    with ExitStack() as stack:
        home = stack.enter_context(TemporaryDirectory())
        bare = stack.enter_context(kernel(loaded=False, home=home))
        ours = stack.enter_context(kernel(loaded=True, home=home))
        for client in (bare, ours):
            run(client, SETUP)
        run(ours, MARK)
        return [_row(name, bare, ours, rounds) for name in CELLS]


def _row(name: str, bare: Any, ours: Any, rounds: int) -> Row:
    code, factor, seconds = CELLS[name]
    ways = {"bare": lambda: run(bare, code), "ours": lambda: run(ours, code)}
    found = interleave(ways, rounds)
    if factor:
        return at_most_times(name, found["bare"], found["ours"], factor)
    return at_most_more(name, found["bare"], found["ours"], seconds)


def accuracy() -> str:
    """A table by case: derived executions found, clean ones kept clean, ``unknown`` said."""
    from kernel_live import start
    from lineage_cases import Score, load, score, scripts

    lines = ["| case | found | missed | clean | false | unknown |", "| --- |" + " ---: |" * 5]
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
            for file in ("cases.json", "constructs.json", "habits.json", "further.json"):
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
    figures = (found.hits, len(found.missed), found.clean, len(found.false), found.unknown)
    return f"| {name} | " + " | ".join(map(str, figures)) + " |"


if __name__ == "__main__":
    print(accuracy())
    sys.exit(main(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 25)))
