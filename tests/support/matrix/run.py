"""Notebooks run bare and with the product, and compared cell by cell."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from .cases import Case, setup

MIME = "application/vnd.aiprov+json"
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}|(?<=id=')\d{6,}|(?<=ipykernel_)\d+")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
#: The variables that say whether the product is loaded.
WAYS = {"bare": {"JUPYTER_AIPROV_DISABLE": "1"}, "ours": {"JUPYTER_AIPROV_DISABLE": ""}}
STEADY = {"PYTHONHASHSEED": "0", "SQLALCHEMY_WARN_20": "", "COLUMNS": "80"}


@dataclass
class Difference:
    """A cell whose outputs are not those it has bare."""

    name: str
    cell: str
    bare: list[str]
    ours: list[str]

    def __str__(self) -> str:
        gone = [f"  bare: {line[:240]}" for line in self.bare if line not in self.ours]
        come = [f"  ours: {line[:240]}" for line in self.ours if line not in self.bare]
        return "\n".join([f"--- {self.name}", *self.cell.splitlines()[:12], *gone, *come])


@dataclass
class Outcome:
    """What came of a run of cases."""

    count: int = 0
    different: list[Difference] = field(default_factory=list)
    notebooks: list[Any] = field(default_factory=list)

    @property
    def equal(self) -> int:
        return self.count - len({difference.name for difference in self.different})


def visible(output: Any) -> list[str]:
    """The lines a reader sees of an output; addresses are left out."""
    kind = output["output_type"]
    if kind in ("display_data", "execute_result"):
        if MIME in output["data"]:
            return []
        kept = {key: value for key, value in output.get("metadata", {}).items() if key != "aiprov"}
        text = repr((kind, dict(output["data"]), kept))
    elif kind == "error":
        text = "\n".join([output["ename"], output["evalue"], *output["traceback"]])
    else:
        text = f"{output['name']}: {output['text']}"
    return COLOUR.sub("", ADDRESS.sub("0xADDRESS", text)).splitlines()


def seen_of(cell: Any) -> list[str]:
    """The lines a reader sees of a cell; pieces of one stream are one, whatever their number."""
    lines: list[str] = []
    joined: list[Any] = []
    for output in cell.get("outputs", []):
        last = joined[-1] if joined else None
        if output["output_type"] == "stream" and last and last.get("name") == output["name"]:
            last["text"] += output["text"]
        elif MIME not in output.get("data", {}):
            joined.append(dict(output))
    for output in joined:
        lines += visible(output)
    return lines


async def execute(cells: Sequence[str], way: str, folder: Path, timeout: int = 60) -> Any:
    """A notebook of these cells, run in a kernel of its own; it may have died, or hang."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    folder.mkdir(parents=True, exist_ok=True)
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    with contextlib.suppress(DeadKernelError, CellTimeoutError):
        await client.async_execute(env={**os.environ, **STEADY, **WAYS[way]})
    return notebook


async def compare(
    cases: Sequence[Case], folder: Path, ways: tuple[str, str] = ("bare", "ours")
) -> Outcome:
    """Run cases in one kernel each way, side by side; how many are equal."""
    themes = list(dict.fromkeys(case.kind.theme for case in cases))
    before = {way: setup(themes, way) for way in ways}
    actions = [cell for case in cases for cell in case.cells]
    bare, ours = await asyncio.gather(
        *(
            execute([*before[way], *actions], way, folder / f"{number}-{way}")
            for number, way in enumerate(ways)
        )
    )
    first = len(before[ways[0]])
    _check_setup(bare.cells[:first])
    return Outcome(len(cases), _differences(cases, bare, ours, first), [bare, ours])


def _check_setup(cells: Sequence[Any]) -> None:
    for cell in cells:
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                raise RuntimeError("\n".join(visible(output)))


def _differences(cases: Sequence[Case], bare: Any, ours: Any, first: int) -> list[Difference]:
    found = []
    for number, case in enumerate(cases):
        for part, source in enumerate(case.cells):
            place = first + 3 * number + part
            pair = [seen_of(bare.cells[place]), seen_of(ours.cells[place])]
            ran = bare.cells[place].get("execution_count") is not None
            if pair[0] != pair[1] or not ran or ours.cells[place].get("execution_count") is None:
                found.append(Difference(case.name, source, *pair))
    return found
