"""Writes the JSON twins of the TOML files here.

    python -m jupyter_aiprov.spec.twins [--write]

Without ``--write`` it says which are stale, and ends with 1 if any is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .reading import HERE, toml


def twin(source: Path) -> str:
    """What the twin of a TOML file holds; the order of its facts is kept."""
    return json.dumps(toml(source), ensure_ascii=False, indent=1) + "\n"


def stale(folder: Path = HERE) -> list[Path]:
    """The twins that do not say what their sources say."""
    found = []
    for source in sorted(folder.glob("*.toml")):
        path = source.with_suffix(".json")
        if not path.exists() or path.read_text(encoding="utf-8") != twin(source):
            found.append(path)
    return found


def main(arguments: list[str]) -> int:
    """Write the stale twins, or name them."""
    found = stale()
    for path in found:
        if "--write" in arguments:
            path.write_text(twin(path.with_suffix(".toml")), encoding="utf-8")
        sys.stdout.write(f"{path.name}\n")
    return int(bool(found) and "--write" not in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
