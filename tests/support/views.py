"""What the Python side says of notebooks by rules that stand in it alone, and what it sends."""

from __future__ import annotations

from typing import Any

from jupyter_aiprov.record.review import is_touched
from jupyter_aiprov.record.store import Notebook
from jupyter_aiprov.report.build import report_of
from jupyter_aiprov.report.data import used_data
from jupyter_aiprov.report.encode import plain
from jupyter_aiprov.report.model import NotebookReport
from jupyter_aiprov.report.notebook_report import cell_views, notebook_report
from jupyter_aiprov.report.overview import overview
from jupyter_aiprov.report.shown import Answer, outcomes_of

Given = dict[str, Any]


def book(given: Given) -> Notebook:
    """A notebook of the cells that are given, each with its record."""
    cells = [
        {
            "id": f"c{at}",
            "cell_type": "code",
            "source": one["source"],
            "outputs": one.get("outputs", []),
            "execution_count": one.get("execution_count"),
            "metadata": {"aiprov": one["record"]} if one.get("record") else {},
        }
        for at, one in enumerate(given["cells"])
    ]
    own = {"aiprov": given["notebook"]} if "notebook" in given else {}
    return Notebook({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": own})


def _part(given: Given) -> tuple[Notebook, NotebookReport]:
    notebook = book(given)
    changed = {(path, sha256) for path, sha256 in given.get("changed", ())}
    return notebook, notebook_report(notebook, cell_views(notebook), changed=changed)


def wire(given: Given) -> Given:
    """What a front end is sent of the notebook: each member but those that say nothing."""
    notebook, part = _part(given)
    report = report_of([notebook], [part])
    answer = Answer(revision=1, overview=overview(report, cell_views(notebook), "en"))
    shown: Given = plain(answer)["overview"]
    return {name: shown[name] for name in ("cells", "datasets", "outcomes_of") if shown[name]}


def staleness(given: Given) -> object:
    """Of each cell why its outputs are out of date."""
    _, part = _part(given)
    return [[[one.what, one.name, one.cell] for one in cell.outdated] for cell in part.cells]


def reviewing(given: Given) -> object:
    """Of each cell whether it waits for a review."""
    return [cell.needs_review for cell in _part(given)[1].cells]


def outcomes(given: Given) -> object:
    """Of each activity what became of its suggestions."""
    told = {one.id: outcomes_of(one) for cell in book(given).cells for one in cell.record.records}
    return {key: [one.accepted, one.edited, one.rejected] for key, one in told.items()}


def datasets(given: Given) -> object:
    """Each data set with the cells that read it and what its passport says of its origin."""
    notebook, part = _part(given)
    passports = {one.name: one for one in notebook.record.datasets}
    return [
        [one.name, one.path, list(one.read_in), passports[one.passport].origin, one.is_other]
        if one.passport
        else [one.name, one.path, list(one.read_in), None, one.is_other]
        for one in used_data(part.cells, list(passports.values()))
    ]


def marks(given: Given) -> object:
    """Of each cell what it carries, and each of its outputs."""
    return [
        {
            "origin": cell.origin,
            "touched": is_touched(cell.origin, cell.marks),
            "marks": sorted(cell.marks),
            "outputs": [sorted(output.marks) for output in cell.outputs],
        }
        for cell in _part(given)[1].cells
    ]
