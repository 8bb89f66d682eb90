"""The Report of ten notebooks of 200 cells: built in at most half a second."""

from __future__ import annotations

from jupyter_aiprov.record.store import Notebook, from_node
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.encode import to_json

from ._harness import Row, at_most_more, interleave

_SOURCE = "import pandas as pd\nframe = pd.read_csv('data/{0}.csv')\nframe.describe()\n"


def _notebook(number: int) -> dict[str, object]:
    cells = []
    for index in range(200):
        source = _SOURCE.format(index)
        cells.append(
            {
                "cell_type": "code",
                "execution_count": index,
                "id": f"c{number}-{index}",
                "metadata": {"aiprov": _record(number, index)},
                "source": source,
                "outputs": [
                    {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}}
                ],
            }
        )
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def _record(number: int, index: int) -> dict[str, object]:
    call = {
        "id": f"a{number}-{index}",
        "kind": "model-call",
        "evidence": "observed",
        "channel": "httpx",
        "time": "2026-11-23T10:00:00.000Z",
        "system": {"provider": "p", "model": f"m{index % 5}"},
    }
    run = {"id": f"r{index}", "session": "s", "seq": index, "time": "2026-11-23T10:00:00.000Z"}
    mark = {"mark": "ai-output", "records": [call["id"]]}
    return {"records": [call], "run": {**run, "outputs": [{"index": 0, "marks": [mark]}]}}


def measure() -> list[Row]:
    """Reading ten notebooks; reading them and building their report; writing it too."""

    def read() -> list[Notebook]:
        return [from_node(raw, f"{number}.ipynb") for number, raw in enumerate(raws)]

    raws = [_notebook(number) for number in range(10)]
    report = build(read())
    found = interleave(
        {"read": read, "built": lambda: build(read()), "json": lambda: to_json(report)}, rounds=7
    )
    return [
        at_most_more("report of 10 notebooks of 200 cells", found["read"], found["built"], 0.5),
        at_most_more("the report as JSON", 0.0, found["json"], 0.5),
    ]
