"""From notebooks to the Report: a pure function of what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from ..record.activity import Person
from ..record.diagnostics import Diagnostic
from ..record.store import Notebook
from .cost import cost_of
from .data import data_reports, dataset_reports
from .model import NotebookReport, Report
from .notebook_report import added_characters, added_coverage, cell_views, notebook_report
from .stale import Changed
from .systems import system_reports


def build(
    notebooks: Sequence[Notebook],
    *,
    static: bool = False,
    changed: Callable[[Notebook], Changed] = lambda _notebook: frozenset(),
) -> Report:
    """What there is to say of ``notebooks`` together.

    Args:
        notebooks: each collected (:func:`record.collect.open_notebook`), so that what kernels left
            in outputs or in the ledger is in their records.
        static: cells whose last run was not recorded carry besides what their source alone
            suggests of them, as ``inferred``; that they are unknown stays said.
        changed: tells of a notebook which of the files it read have another content now
            (:func:`capture.files.changed.changed_files` looks at the disk).

    Returns:
        The Report.
    """
    books = tuple(
        notebook_report(one, cell_views(one), static=static, changed=changed(one))
        for one in notebooks
    )
    return report_of(notebooks, books)


def report_of(notebooks: Sequence[Notebook], books: Sequence[NotebookReport]) -> Report:
    """What there is to say of ``notebooks`` together, given what there is to say of each."""
    details = [one for notebook in notebooks for one in notebook.record.systems]
    passports = [one for notebook in notebooks for one in notebook.record.datasets]
    cost = cost_of(books)
    return Report(
        notebooks=tuple(books),
        systems=system_reports(books, details, cost),
        data=data_reports(books),
        datasets=dataset_reports(books, passports),
        people=_people(books),
        notes=tuple(note for book in books for note in book.notes),
        authorship=added_characters(book.authorship for book in books),
        coverage=added_coverage(book.coverage for book in books),
        cost=cost,
        diagnostics=tuple(_diagnostics(books)),
    )


def _people(books: Iterable[NotebookReport]) -> tuple[Person, ...]:
    people = [person for book in books for person in book.people]
    return tuple({(person.name, person.orcid): person for person in people}.values())


def _diagnostics(books: Sequence[NotebookReport]) -> Iterator[Diagnostic]:
    """Those of all notebooks; each says its notebook and cell."""
    for book in books:
        for one in book.diagnostics:
            yield _said(one, f"{book.path}: ")
        for cell in book.cells:
            for one in cell.diagnostics:
                yield _said(one, f"{book.path}: Cell {cell.index}: ")


def _said(one: Diagnostic, where: str) -> Diagnostic:
    return msgspec.structs.replace(one, message=f"{where}{one.message}")
