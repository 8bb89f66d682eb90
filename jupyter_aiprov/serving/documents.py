"""Notebooks that are open in front ends, as they stand, kept from one question to the next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from ..capture.files.changed import changed_files
from ..record.base import JsonObject
from ..record.errors import BadInput
from ..record.reading import check
from ..record.store import Cell, Notebook
from ..report.build import report_of
from ..report.cell_view import CellView, cell_view
from ..report.notebook_report import language_of, notebook_report
from ..report.overview import overview
from ..report.shown import Answer, Subject
from ..report.stale import Changed
from ..report.trace import trace

#: What stays in memory: this many documents, of about this many bytes in all.
_DOCUMENTS, _BYTES = 16, 1 << 28


class Resend(BadInput):
    """The change builds on a revision that is not known here: the whole document is needed."""


class CellChange(msgspec.Struct, frozen=True):
    """A cell that is new or has changed.

    Attributes:
        id: its id.
        cell: the cell as the notebook format has it, without its outputs.
        outputs: each of its visible outputs, or the place it had among those told before.
    """

    id: str
    cell: JsonObject
    outputs: tuple[JsonObject | int, ...] = ()


class Question(msgspec.Struct, frozen=True):
    """What changed in an open document, and what is asked of it.

    Attributes:
        document: names the document among those that are open, whoever opened them.
        revision: the number of its present state.
        base: the revision the change builds on; None where this is the whole document.
        cells: those that are new or have changed.
        order: the ids of all cells, where that changed.
        metadata: the notebook's, where that changed.
        look: whether to look at the files on disk that the cells read.
        subject: what the lineage of is asked, if anything.
        language: the reader's, its two letters.
    """

    document: str
    revision: int
    base: int | None = None
    cells: tuple[CellChange, ...] = ()
    order: tuple[str, ...] | None = None
    metadata: JsonObject | None = None
    look: bool = False
    subject: Subject | None = None
    language: str = "en"


class Documents:
    """The open documents, the longest unasked of which are forgotten first."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[Path, str], _Document] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, path: Path, question: Question, size: int) -> Answer:
        """The overview of a document after a change.

        Args:
            path: the notebook's file, whether or not it was ever saved.
            question: the change, and what is asked.
            size: of the question, in bytes.

        Returns:
            The overview, and the links that were asked for.

        Raises:
            Resend: the revision it builds on is not known.
            BadInput: a cell is not of the notebook format.
        """
        document = self._document((path, question.document), question)
        with document.lock:
            document.change(question, size)
            return document.answer(question)

    def _document(self, key: tuple[Path, str], question: Question) -> _Document:
        with self._lock:
            if question.base is None:
                self._open[key] = _Document(key[0])
            document = self._open.get(key)
            if document is None:
                raise Resend("This document is not known here; send all of it.")
            self._open.move_to_end(key)
            while len(self._open) > 1 and not self._fits():
                self._open.popitem(last=False)
            return document

    def _fits(self) -> bool:
        size = sum(document.size for document in self._open.values())
        return len(self._open) <= _DOCUMENTS and size <= _BYTES


class _Document:
    """One open document: its cells as they were told, and what follows from each."""

    def __init__(self, path: Path) -> None:
        self.lock = threading.Lock()
        self.size = 0
        self._path = path
        self._revision: int | None = None
        self._metadata: JsonObject = {}
        self._order: tuple[str, ...] = ()
        self._raw: dict[str, JsonObject] = {}
        self._cells: dict[str, Cell] = {}
        self._views: dict[str, CellView] = {}
        self._changed: Changed = frozenset()

    def change(self, question: Question, size: int) -> None:
        """Take a change in, wholly or not at all."""
        if question.base != self._revision:
            raise Resend("Another state of this document is known here; send all of it.")
        told = {one.id: self._told(one) for one in question.cells}
        order = self._order if question.order is None else question.order
        if not set(order) <= self._raw.keys() | told.keys():
            raise Resend("There are cells that were never told; send all of the document.")
        check(_node(list(told.values()), {}), "the document")
        self._raw = {key: told.get(key) or self._raw[key] for key in order}
        self._order, self._revision = order, question.revision
        self.size += size
        if question.metadata is not None:
            self._metadata = question.metadata
        notebook = Notebook(_node([], self._metadata), self._path)
        is_other = question.metadata is not None
        self._look(notebook, (lambda _: True) if is_other else told.__contains__)
        self._notebook = notebook
        if question.look:
            self._changed = changed_files(notebook)

    def _told(self, change: CellChange) -> JsonObject:
        """The cell with its outputs, those told before in their places."""
        known: Sequence[JsonObject] = self._raw.get(change.id, {}).get("outputs", ())
        outputs = []
        for one in change.outputs:
            if isinstance(one, int) and not 0 <= one < len(known):
                raise Resend("There are outputs that were never told; send all of the document.")
            outputs.append(known[one] if isinstance(one, int) else one)
        return {**change.cell, "id": change.id, "outputs": outputs}

    def _look(self, notebook: Notebook, is_other: Callable[[str], bool]) -> None:
        """Give the notebook its cells; those that are new or other are looked at."""
        language = language_of(notebook)
        cells, views = {}, {}
        for index, key in enumerate(self._order):
            cell, view = self._cells.get(key), self._views.get(key)
            if cell is None or view is None or is_other(key):
                cell = Cell(index, self._raw[key], newer=notebook.newer)
                view = cell_view(cell, language)
            elif view.index != index:
                cell.index = index
                view = replace(view, index=index)
            cells[key], views[key] = cell, view
        self._cells, self._views = cells, views
        notebook.cells = list(cells.values())
        notebook.raw["cells"] = [cell.raw for cell in notebook.cells]

    def answer(self, question: Question) -> Answer:
        """What there is to say of it."""
        views = tuple(self._views.values())
        book = notebook_report(self._notebook, views, changed=self._changed)
        report = report_of([self._notebook], [book])
        asked = question.subject
        return Answer(
            revision=question.revision,
            overview=overview(report, views, question.language),
            links=trace(book.cells, asked) if asked is not None else (),
        )


def _node(cells: list[JsonObject], metadata: JsonObject) -> JsonObject:
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
