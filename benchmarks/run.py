"""Every figure the project promises, in one table, and what some benchmarks report besides.

python -m benchmarks.run [NAME …]
"""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path

from ._harness import Row, main

HERE = Path(__file__).parent


def names() -> list[str]:
    """The benchmarks there are: modules with ``measure()``."""
    found = (path.stem for path in sorted(HERE.glob("*.py")) if not path.stem.startswith("_"))
    return [name for name in found if name != Path(__file__).stem]


def rows(name: str) -> list[Row]:
    """The rows of one benchmark; none where a package it needs is not installed.

    A benchmark may also have ``report()``, a table of its own.
    """
    try:
        module = importlib.import_module(f"{__package__}.{name}")
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        found = list(module.measure())
        if hasattr(module, "report"):
            print(module.report(), flush=True)
        return found
    except ModuleNotFoundError as error:
        print(f"{name} is left out: {error.name} is not installed.", file=sys.stderr)
        return []


def run(chosen: list[str]) -> int:
    """Measure and print; 1 where a promise is missed or a benchmark failed."""
    found: list[Row] = []
    failed = []
    for name in chosen:
        try:
            found += rows(name)
        except Exception:  # noqa: BLE001 - the others are measured all the same
            failed.append(name)
            traceback.print_exc()
    code = main(found)
    for name in failed:
        print(f"\n{name} FAILED, see above.")
    return 1 if failed else code


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:] or names()))
