"""What a crate contains or speaks of: notebooks, outputs, files, data."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path

from ...capture.files.digest import file_bytes
from ...record.ledgerfile import project_root
from ...record.run import FileUse
from ...report.model import NotebookReport, OutputReport, Report
from ..names import local_name, published_path, source_type
from .graph import Graph, ref

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 80


class Parts:
    """Files of one crate.

    Attributes:
        included: ids of the entities that are in the crate itself.
        payload: their bytes, by path in the crate.
        notebooks: the id of each notebook of the report.
    """

    def __init__(self, graph: Graph, report: Report, *, include: bool) -> None:
        self.graph = graph
        self.report = report
        self.include = include
        self.included: list[str] = []
        self.payload: dict[str, bytes] = {}
        self.notebooks = [self._notebook(n, book) for n, book in enumerate(report.notebooks)]
        self._files: dict[tuple[str, str | None], str] = {}

    def _notebook(self, number: int, book: NotebookReport) -> str:
        data = file_bytes(book.path, book.sha256)
        commit = book.repository.commit if book.repository else None
        values = {
            "name": self.graph.text(book.title) or published_path(book.path),
            "programmingLanguage": self.graph.text(book.language),
            "version": commit or book.sha256 or "not recorded",
            "sha256": book.sha256,
        }
        if data is None:
            identifier = f"#notebook-{number}"
            self.graph.add(identifier, "CreativeWork", **values)
            return identifier
        identifier = self._place(Path(book.path).name, data)
        self.graph.add(
            identifier,
            "File",
            encodingFormat="application/x-ipynb+json",
            contentSize=str(len(data)),
            **values,
        )
        return identifier

    def _place(self, name: str, data: bytes) -> str:
        """Put bytes into the crate under a name nothing else has."""
        safe = _UNSAFE.sub("_", name).lstrip(".")[-_LONGEST:] or "file"
        place, number = safe, 1
        while place in self.payload or place.startswith("ro-crate-"):
            number += 1
            place = f"{number}-{safe}"
        self.payload[place] = data
        self.included.append(place)
        return place

    def output(self, number: int, cell: int, output: OutputReport) -> str:
        """The id of an output, which is in its notebook and no file of its own.

        Args:
            number: position of the notebook, from 0.
            cell: position of the cell, from 0.
            output: what there is to say of it.

        Returns:
            The id in the crate.
        """
        identifier = f"#notebook-{number}-cell-{cell}-output-{output.index}"
        kind = source_type(output)
        self.graph.add(
            identifier,
            "CreativeWork",
            name=f"Output {output.index} of cell {cell}",
            encodingFormat=[self.graph.text(mime) for mime in output.mime] or None,
            isPartOf=ref(self.notebooks[number]),
            keywords=list(output.marks),
            sha256=output.sha256,
            digitalSourceType=ref(kind) if kind else None,
        )
        return identifier

    def text_of(self, number: int, cell: int) -> str:
        """The id of a cell's text."""
        report = self.report.notebooks[number].cells[cell]
        identifier = f"#notebook-{number}-cell-{cell}"
        self.graph.add(
            identifier,
            "CreativeWork",
            name=self.graph.text(f"Cell {cell}: {report.excerpt}"),
            description=f"Origin: {report.origin}. Review: {report.review}.",
            isPartOf=ref(self.notebooks[number]),
            keywords=list(report.marks),
            sha256=report.source_sha256,
        )
        return identifier

    def file(self, number: int, use: FileUse) -> str:
        """The id of a file a run read or wrote: in the crate on demand, else told of."""
        key = (use.path, use.sha256)
        if key not in self._files:
            self._files[key] = self._file(number, use)
        return self._files[key]

    def _file(self, number: int, use: FileUse) -> str:
        data = self._wanted(number, use)
        values = {
            "name": self.graph.text(use.path),
            "sha256": use.sha256,
            "contentSize": str(use.size) if use.size is not None else None,
            "keywords": list(dict.fromkeys(mark.mark for mark in use.marks)),
            "encodingFormat": mimetypes.guess_type(use.path)[0] or "application/octet-stream",
        }
        if data is None:
            identifier = f"#file-{local_name(f'{use.path} {use.sha256}')}"
            self.graph.add(identifier, "CreativeWork", **values)
            return identifier
        identifier = self._place(Path(use.path).name, data)
        self.graph.add(identifier, "File", **values)
        return identifier

    def _wanted(self, number: int, use: FileUse) -> bytes | None:
        """The bytes of a project's file, if it is wanted, may be shown and is still the same."""
        protected = any(mark.mark == "protected" for mark in use.marks)
        if not self.include or use.outside or protected or use.sha256 is None:
            return None
        root = project_root(Path(self.report.notebooks[number].path)).resolve()
        try:
            path = (root / use.path).resolve()
        except (OSError, ValueError, RuntimeError):
            return None
        return file_bytes(path, use.sha256) if path.is_relative_to(root) else None

    def data(self, activity: str) -> str | None:
        """The id of the data an activity made, if it made any."""
        one = next((d for d in self.report.data if d.activity == activity), None)
        if one is None:
            return None
        made, generator = one.data, one.data.generator
        words = [one.mark, made.type, "×".join(map(str, made.shape)) or None]
        identifier = f"#data-{local_name(activity)}"
        self.graph.add(
            identifier,
            "CreativeWork",
            name=self.graph.text(made.name) or f"{one.mark} data",
            description=self.graph.text(", ".join(word for word in words if word)),
            keywords=[one.mark],
            sha256=made.sha256,
            isBasedOn=self.graph.text(made.source),
            creator=self.graph.text(generator.name) if generator else None,
        )
        return identifier
