"""How much larger a saved notebook is for the records of who wrote its text.

python -m benchmarks.size

A cell's record has to be understood without the notebook around it: a digest of the source
and the AI system's name stand in every cell, however short, and each suggestion that was
taken adds two spans. The promise of 15 % is of a typical notebook; from which length of cell on
a kind of cell keeps it stands below that, and how it grows with shorter ones before the table.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from ._harness import Row, main
from ._notebooks import cells

COUNT = 200
SHARE = 1.15
#: Which of ten cells are written how, and from how many lines on the share is kept.
KINDS = {"typed": (range(4), 25), "an agent's": (range(7, 9), 90)}
ALL = {**{kind: turns for kind, (turns, _) in KINDS.items()}, "with completions": range(4, 7)}


def sizes(turns: Sequence[int], lines: tuple[int, int]) -> tuple[float, float]:
    """Bytes of the source of such cells, and with what the records add to the file."""
    bare, ours = (
        [
            cell
            for index, cell in enumerate(cells(COUNT, recorded=recorded, lines=lines))
            if index % 10 in turns
        ]
        for recorded in (False, True)
    )
    source = sum(len(cell["source"].encode()) for cell in bare)
    return source, source + _file(ours) - _file(bare)


def _file(cells: list[dict[str, Any]]) -> int:
    """Bytes of a notebook as Jupyter saves it."""
    import nbformat

    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    return len(nbformat.writes(nbformat.from_dict(notebook)).encode())


def shares() -> str:
    """Bytes added for each byte of source, by kind and length of cell, as Markdown."""
    table = ["| lines | " + " | ".join(ALL) + " |", "| ---: |" + " ---: |" * len(ALL)]
    for lines in (5, 10, 20, 40, 80):
        found = [sizes(turns, (lines, lines)) for turns in ALL.values()]
        row = " | ".join(f"{(ours - bare) / bare:.0%}" for bare, ours in found)
        table.append(f"| {lines} | {row} |")
    return "\n".join(table)


def measure() -> list[Row]:
    """Whether the records take no more than 15 % of the source: typically, and of long cells."""
    typical = "a notebook of cells of 5 to 15 lines, all kinds"
    asked = {typical: sizes(range(10), (5, 15))}
    for kind, (turns, lines) in KINDS.items():
        asked[f"cells of {lines} lines, {kind}"] = sizes(turns, (lines, lines))
    return [
        Row(f"Size: {name}", bare, ours, f"≤ ×{SHARE:g}", ours <= bare * SHARE, "MB")
        for name, (bare, ours) in asked.items()
    ]


if __name__ == "__main__":
    print(shares() + "\n")
    sys.exit(main(measure()))
