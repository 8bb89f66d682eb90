"""IPython source as Python: magics and shell lines told apart, line numbers kept."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

#: Cell magics whose body is Python of this notebook.
_PYTHON_MAGICS = frozenset({"aiprov", "time", "timeit", "capture", "prun", "python", "debug"})
_LINE = re.compile(r"^\s*(?:[\w, ]+=\s*)?[%!]")
_HELP = re.compile(r"^\s*\??\??[\w.*]+\?{1,2}\s*$")


@dataclass(frozen=True)
class Parsed:
    """A cell's source.

    Attributes:
        tree: its Python, None where there is none that parses.
        magic: the cell magic, without ``%%``, empty if there is none.
        lines: magics and shell lines with their numbers, from 1.
    """

    tree: ast.Module | None
    magic: str
    lines: tuple[tuple[int, str], ...]


def parsed(source: str) -> Parsed:
    """Tell the Python of a cell from what IPython adds to it."""
    lines = source.splitlines()
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    magic = ""
    special: list[tuple[int, str]] = []
    if lines and lines[first].startswith("%%"):
        magic = lines[first][2:].split(None, 1)[0] if lines[first][2:].strip() else ""
        special.append((first + 1, lines[first]))
        lines[first] = ""
        if magic not in _PYTHON_MAGICS:
            body = [(i + 1, line) for i, line in enumerate(lines) if line.strip()]
            return Parsed(None, magic, (*special, *body))
    for i, line in enumerate(lines):
        if _LINE.match(line) or _HELP.match(line):
            special.append((i + 1, line))
            lines[i] = f"{line[: len(line) - len(line.lstrip())]}pass"
    return Parsed(_tree("\n".join(lines)), magic, tuple(special))


def _tree(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the user's invalid escapes are not our output
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
