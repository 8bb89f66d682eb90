"""``agent-trace``: who wrote which lines, in the form of Agent Trace 0.1.0.

Ranges count the lines of the notebook's file, where it is at hand and holds one line of source
on each of its own; else the lines of the cell that the conversation names in ``related``.
``metadata.lines`` says which. Text of unknown origin is in no range.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from .._version import __version__
from ..capture.agents.rawlines import pieces
from ..capture.files.digest import file_bytes
from ..record.activity import Activity
from ..report.encode import json_text
from ..report.model import CellReport, LineRange, NotebookReport, Report
from .names import clean, identity, published_path, published_time

VERSION = "0.1.0"


def export(report: Report, options: Mapping[str, object]) -> bytes:  # noqa: ARG001 - the seam's form
    """One trace record as JSON."""
    time = published_time(report)
    books = [(book, _places(book)) for book in report.notebooks]
    trace: dict[str, object] = {
        "version": VERSION,
        "id": str(identity(report)),
        "timestamp": time if "T" in time else f"{time}T00:00:00Z",
        "tool": {"name": "jupyter_aiprov", "version": __version__},
        "files": [
            {
                "path": published_path(book.path),
                "conversations": list(_conversations(book, places)),
            }
            for book, places in books
        ],
        "metadata": {
            "lines": {published_path(book.path): _counted(places) for book, places in books}
        },
    }
    commits = {book.repository.commit for book in report.notebooks if book.repository}
    if len(commits) == 1 and (commit := commits.pop()):
        trace["vcs"] = {"type": "git", "revision": clean(commit)}
    return json_text(trace)


def _places(book: NotebookReport) -> dict[int, list[int]]:
    """Of each cell the lines of the file that hold its lines; empty where that is not known."""
    data = file_bytes(book.path, book.sha256)
    if data is None:
        return {}
    try:
        found = pieces(data)
    except (ValueError, IndexError):
        return {}
    out: dict[int, list[int]] = {}
    for piece in found:
        out.setdefault(piece.cell, []).append(piece.line)
    told = (cell for cell in book.cells if cell.lines)
    whole = all(len(out.get(cell.index, ())) >= cell.lines[-1].end for cell in told)
    return out if whole else {}


def _counted(places: Mapping[int, list[int]]) -> str:
    return "of the file" if places else "of the related cell"


def _conversations(
    book: NotebookReport, places: Mapping[int, list[int]]
) -> Iterator[dict[str, object]]:
    for cell in book.cells:
        known = {activity.id: activity for activity in cell.records}
        groups: dict[tuple[str, str | None], list[LineRange]] = {}
        for one in cell.lines:
            groups.setdefault((one.by, one.record), []).append(one)
        for (by, record), ranges in groups.items():
            yield {
                "contributor": _contributor(by, known.get(record or "")),
                "ranges": [_range(one, places.get(cell.index)) for one in ranges],
                "related": [{"type": "notebook-cell", "url": _address(book, cell)}],
            }


def _range(one: LineRange, lines: list[int] | None) -> dict[str, int]:
    start, end = one.start, one.end
    if lines:
        start, end = lines[start - 1], lines[end - 1]
    return {"start_line": start, "end_line": end}


def _contributor(by: str, activity: Activity | None) -> dict[str, str]:
    system = activity.system if activity else None
    name = "/".join(p for p in (system.provider, system.model) if p) if system else ""
    return {"type": by, "model_id": clean(name)} if name and by != "human" else {"type": by}


def _address(book: NotebookReport, cell: CellReport) -> str:
    place = cell.id or f"cell-{cell.index}"
    return f"{quote(published_path(book.path))}#{quote(clean(place), safe='')}"
