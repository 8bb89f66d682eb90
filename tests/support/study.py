"""Notebooks of runs alone: what each cell read, wrote, showed and did, in few words."""

from __future__ import annotations

from typing import Any

from jupyter_aiprov.record.activity import Activity, Data, Generator
from jupyter_aiprov.record.base import encode
from jupyter_aiprov.record.cell import CellRecord
from jupyter_aiprov.record.digest import outputs_digest
from jupyter_aiprov.record.run import FileUse, Mark, OutputTrace, Run
from jupyter_aiprov.record.store import Notebook, from_node

from .reports import shown

SYNTHETIC = Mark(mark="synthetic", records=("s1",))
PERSONAL = Mark(mark="protected", class_="personal")
MADE = Activity(
    id="s1",
    kind="synthetic-data",
    evidence="observed",
    channel="generator",
    data=Data(generator=Generator(name="sklearn.datasets.make_blobs")),
)


def ran(*said: dict[str, Any]) -> Notebook:
    """A notebook whose cells ran in their order, or in that of their ``seq``.

    ``shown`` of a cell lists the marks of each output, ``records`` what was done in it; the rest
    is of its run.
    """
    cells = [_cell(at, **one) for at, one in enumerate(said)]
    return from_node({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, "ran")


def _cell(
    at: int,
    *,
    seq: int | None = None,
    shown: tuple[tuple[Mark, ...], ...] = (),
    records: tuple[Activity, ...] = (),
    **more: Any,
) -> dict[str, Any]:
    outputs = [_shown(at, place) for place in range(len(shown))]
    traces = [
        OutputTrace(index=place, sha256=outputs_digest([outputs[place]]), marks=marks)
        for place, marks in enumerate(shown)
    ]
    run = Run(
        id=f"r{at + 1}",
        session="k",
        seq=at + 1 if seq is None else seq,
        time="2026-03-02T09:00:00.000Z",
        outputs=tuple(traces),
        **more,
    )
    return {
        "cell_type": "code",
        "id": f"c{at + 1}",
        "source": f"line {at + 1}",
        "execution_count": None,
        "metadata": {"aiprov": encode(CellRecord(run=run, records=records))},
        "outputs": outputs,
    }


def _shown(at: int, place: int) -> dict[str, Any]:
    return shown({"text/plain": f"{at} {place}"})


def file(path: str, mode: Any, content: str, *marks: Mark) -> FileUse:
    """A file with a digest that is one letter again and again."""
    return FileUse(path=path, mode=mode, sha256=content * 64, marks=marks)


def study() -> Notebook:
    """Synthetic and real data that meet, a file written and read, a name nobody made."""
    return ran(
        {"writes": ("X", "y"), "marks": (SYNTHETIC,), "records": (MADE,)},
        {"writes": ("real",), "files": (file("bp.csv", "read", "a", PERSONAL),)},
        {
            "reads": ("X",),
            "writes": ("cohort",),
            "marks": (SYNTHETIC,),
            "shown": ((SYNTHETIC,),),
        },
        {
            "reads": ("cohort", "real"),
            "writes": ("mix",),
            "marks": (SYNTHETIC, PERSONAL),
            "files": (file("cohort.csv", "write", "b", SYNTHETIC),),
            "shown": ((PERSONAL,), (SYNTHETIC, PERSONAL)),
        },
        {"files": (file("cohort.csv", "read", "b", SYNTHETIC),), "writes": ("again",)},
        {"reads": ("y", "gone"), "writes": ("z",), "shown": ((),)},
    )
