"""What the kernel keeps of a run while it goes on."""

from __future__ import annotations

from typing import Any

from ..capture.energy.reading import Reading
from .outputs import OutputLog


class RunState:
    """Meter reading, outputs, and where the lines of a cell magic's body stand in the cell."""

    def __init__(self, info: Any) -> None:
        self.reading: Reading | None = None
        self.outputs = OutputLog()
        self.lineage: Any = None
        self._magics = magic_lines(info.raw_cell)

    def line(self, lines: list[int]) -> int:
        """The cell's line, from the module-level lines of the stack, outermost first.

        Under ``%%time`` and its like the outermost line is the magic's; the body's own count
        starts below it.
        """
        if self._magics and len(lines) > 1:
            return lines[1] + self._magics
        return lines[0]


def magic_lines(source: str) -> int:
    """How many lines the cell magics above the body take, ``%%aiprov`` left aside alone."""
    lines = source.splitlines()
    last = 0
    for number, line in enumerate(lines, 1):
        if line.startswith("%%"):
            last = number
        elif line.strip():
            break
    above = [line for line in lines[:last] if line.startswith("%%")]
    only_ours = all(line.startswith("%%aiprov") for line in above)
    return 0 if only_ours else last
