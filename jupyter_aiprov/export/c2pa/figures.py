"""The pictures among a report's outputs: fetched from notebooks, and what is claimed of each."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..._version import __version__
from ...record.activity import Activity
from ...record.collect import open_notebook
from ...record.digest import joined, outputs_digest
from ...record.errors import BadInput
from ...report.model import CellReport, NotebookReport, OutputReport, Report
from ..names import clean, local_name, published_path, source_type

#: What can be signed, the form with the most detail first.
_FORMS = {
    "image/svg+xml": "svg",
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
}


@dataclass(frozen=True)
class Figure:
    """One picture in one form.

    Attributes:
        name: of its file in the zip.
        data: the picture itself.
    """

    book: NotebookReport
    cell: CellReport
    output: OutputReport
    name: str
    mime: str
    data: bytes

    @property
    def source_type(self) -> str | None:
        """Its IPTC digital source type, None where nothing can be claimed."""
        return source_type(self.output)

    def described(self) -> dict[str, object]:
        """Where it stands and what it carries."""
        return {
            "file": self.name,
            "notebook": published_path(self.book.path),
            "cell": self.cell.index,
            "output": self.output.index,
            "marks": list(self.output.marks),
            "digitalSourceType": self.source_type,
        }


def figures(report: Report) -> Iterator[Figure]:
    """Every picture, in every form that can be signed.

    A notebook that is no file, or was changed since the report was made, gives none.
    """
    for number, book in enumerate(report.notebooks):
        raw = _outputs(book)
        for cell in book.cells:
            for output in cell.outputs:
                found = raw.get((cell.index, output.index))
                if found is not None and outputs_digest([found]) == output.sha256:
                    yield from _forms(number, book, cell, output, found)


def _outputs(book: NotebookReport) -> dict[tuple[int, int], Mapping[str, Any]]:
    if not Path(book.path).is_file():
        return {}
    try:
        notebook = open_notebook(book.path)
    except BadInput:
        return {}
    return {
        (cell.index, index): output
        for cell in notebook.cells
        for index, output in enumerate(cell.outputs)
    }


def _forms(
    number: int,
    book: NotebookReport,
    cell: CellReport,
    output: OutputReport,
    raw: Mapping[str, Any],
) -> Iterator[Figure]:
    stem = local_name(Path(book.path).stem)
    for mime, ending in _FORMS.items():
        data = _decoded(mime, raw.get("data", {}).get(mime))
        if data:
            name = f"{number}-{stem}-cell-{cell.index}-output-{output.index}.{ending}"
            yield Figure(book, cell, output, name, mime, data)


def _decoded(mime: str, value: object) -> bytes | None:
    text = joined(value)
    if mime == "image/svg+xml":
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return None


_LABEL = "org.jupyter-aiprov.marks"


def manifest(figure: Figure) -> dict[str, object]:
    """The manifest's definition, as c2pa takes it."""
    created = {
        "action": "c2pa.created",
        "digitalSourceType": figure.source_type,
        "softwareAgent": {"name": "jupyter_aiprov", "version": __version__},
        "description": clean(
            f"Output {figure.output.index} of cell {figure.cell.index} of "
            f"{published_path(figure.book.path)}"
        ),
    }
    return {
        "claim_generator_info": [{"name": "jupyter_aiprov", "version": __version__}],
        "title": figure.name,
        "format": figure.mime,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [created]}},
            {"label": _LABEL, "data": _carried(figure)},
        ],
    }


def _carried(figure: Figure) -> dict[str, object]:
    records = {record for mark in figure.output.lineage for record in mark.records}
    known = {a.id: a for cell in figure.book.cells for a in cell.records if a.id in records}
    return {
        "notebook": figure.book.id or "not recorded",
        "cell": figure.cell.id or str(figure.cell.index),
        "review": figure.cell.review,
        "marks": list(figure.output.marks),
        "systems": [_system(activity) for activity in known.values() if activity.system],
    }


def _system(activity: Activity) -> dict[str, str]:
    system = activity.system
    parts = {
        "tool": system.tool if system else None,
        "provider": system.provider if system else None,
        "model": system.model if system else None,
        "evidence": activity.evidence,
    }
    return {key: clean(value) for key, value in parts.items() if value}
