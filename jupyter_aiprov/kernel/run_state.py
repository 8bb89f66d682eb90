"""What the kernel keeps of a run while it goes on."""

from __future__ import annotations

from ..capture.energy.reading import Reading
from ..capture.runs import RunHandle
from .outputs import OutputLog


class RunState:
    """Meter reading, outputs, and where the lines of a cell magic's body stand in the cell.

    Args:
        source: the cell as the notebook holds it.

    Attributes:
        reading: the meters as the run began; None where they could not be read.
        outputs: what the run has shown.
        lineage: what lineage knows of the run; nobody else looks at it.
    """

    def __init__(self, source: str) -> None:
        self.reading: Reading | None = None
        self.outputs = OutputLog()
        self.lineage: object = None
        self._magics = magic_lines(source)

    def began(self, reading: Reading | None) -> None:
        """The cell is about to run: the meters stand here."""
        self.reading = reading

    def follow(self, lineage: object) -> None:
        """Lineage follows the run, and keeps what it knows here."""
        self.lineage = lineage

    def line(self, lines: list[int]) -> int:
        """The cell's line, from the module-level lines of the stack, outermost first.

        Under ``%%time`` and its like the outermost line is the magic's; the body's own count
        starts below it.
        """
        if self._magics and len(lines) > 1:
            return lines[1] + self._magics
        return lines[0]


def state_of(run: RunHandle) -> RunState:
    """What this kernel keeps of a run.

    Raises:
        TypeError: it began without, by a fault of ours.
    """
    state = run.state
    if type(state) is not RunState:
        raise TypeError(f"{run!r} was begun without a state")
    return state


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
