"""Writes the JSON twins of the TOML files here, and the copies the front end is built with.

    python -m jupyter_aiprov.spec.twins [--write]

Without ``--write`` it says which are stale, and ends with 1 if any is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from .reading import HERE, toml

FRONT = HERE.parents[1] / "labextension" / "src" / "ui"
#: The facts the front end shows, by the stem of their files.
SHOWN = ("fields", "vocabulary")


def twin(source: Path) -> str:
    """What the twin of a TOML file holds; the order of its facts is kept."""
    return json.dumps(toml(source), ensure_ascii=False, indent=1) + "\n"


def stale(folder: Path = HERE, front: Path | None = None) -> dict[Path, str]:
    """What must be written, by its file: twins and copies that are missing or say something else.

    Args:
        folder: that holds the sources and their twins.
        front: the folder of the front end's copies; without one they are left out.

    Returns:
        What each stale file must hold.
    """
    wanted = dict(_twins(folder))
    if front is not None:
        wanted |= {front / f"{name}.json": wanted[folder / f"{name}.json"] for name in SHOWN}
    return {
        path: text
        for path, text in wanted.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    }


def _twins(folder: Path) -> Iterator[tuple[Path, str]]:
    for source in sorted(folder.glob("*.toml")):
        yield source.with_suffix(".json"), twin(source)


def main(arguments: list[str]) -> int:
    """Write what is stale, or name it."""
    found = stale(front=FRONT)
    for path, text in found.items():
        if "--write" in arguments:
            path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.name}\n")
    return int(bool(found) and "--write" not in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
