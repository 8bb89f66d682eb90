"""Writes the copies of facts that the front end is built with.

    python -m jupyter_aiprov.spec.frontend [--write]

Without ``--write`` it says which are stale, and ends with 1 if any is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .reading import HERE

FRONT = HERE.parents[1] / "labextension" / "src" / "ui"
#: The facts the front end shows, by the stem of their files.
SHOWN = ("fields", "vocabulary")


def stale(front: Path = FRONT) -> list[str]:
    """The facts whose copy in the front end is missing, or says something else."""
    found = []
    for name in SHOWN:
        copy = front / f"{name}.json"
        if not copy.is_file() or copy.read_bytes() != (HERE / f"{name}.json").read_bytes():
            found.append(name)
    return found


def main(arguments: list[str]) -> int:
    """Write the stale copies, or name them."""
    found = stale()
    for name in found:
        if "--write" in arguments:
            (FRONT / f"{name}.json").write_bytes((HERE / f"{name}.json").read_bytes())
        sys.stdout.write(f"{name}.json\n")
    return int(bool(found) and "--write" not in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
