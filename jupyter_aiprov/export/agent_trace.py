"""``agent-trace``: who wrote which lines, in the form of Agent Trace 0.1.0.

A notebook's file has no lines a person edits, so ranges count the lines of a cell; each
conversation names its cell in ``related``. Text of unknown origin is in no range.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from .._version import __version__
from ..record.activity import Activity
from ..report.encode import json_text
from ..report.model import CellReport, LineRange, NotebookReport, Report
from .names import clean, published_path
from .times import identity, published

VERSION = "0.1.0"


def export(report: Report, options: Mapping[str, Any]) -> bytes:  # noqa: ARG001 - the seam's form
    """One trace record as JSON."""
    time = published(report)
    trace: dict[str, Any] = {
        "version": VERSION,
        "id": str(identity(report)),
        "timestamp": time if "T" in time else f"{time}T00:00:00Z",
        "tool": {"name": "jupyter_aiprov", "version": __version__},
        "files": [
            {"path": published_path(book.path), "conversations": list(_conversations(book))}
            for book in report.notebooks
        ],
        "metadata": {"lines": "of the cell each conversation is related to, counted from 1"},
    }
    commits = {book.repository.commit for book in report.notebooks if book.repository}
    if len(commits) == 1 and (commit := commits.pop()):
        trace["vcs"] = {"type": "git", "revision": clean(commit)}
    return json_text(trace)


def _conversations(book: NotebookReport) -> Iterator[dict[str, Any]]:
    for cell in book.cells:
        known = {activity.id: activity for activity in cell.records}
        groups: dict[tuple[str, str | None], list[LineRange]] = {}
        for one in cell.lines:
            groups.setdefault((one.by, one.record), []).append(one)
        for (by, record), ranges in groups.items():
            yield {
                "contributor": _contributor(by, known.get(record or "")),
                "ranges": [{"start_line": one.start, "end_line": one.end} for one in ranges],
                "related": [{"type": "notebook-cell", "url": _address(book, cell)}],
            }


def _contributor(by: str, activity: Activity | None) -> dict[str, str]:
    system = activity.system if activity else None
    name = "/".join(p for p in (system.provider, system.model) if p) if system else ""
    return {"type": by, "model_id": clean(name)} if name and by != "human" else {"type": by}


def _address(book: NotebookReport, cell: CellReport) -> str:
    place = cell.id or f"cell-{cell.index}"
    return f"{quote(published_path(book.path))}#{quote(clean(place), safe='')}"
