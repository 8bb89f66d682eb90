"""The Report of one notebook as a front end shows it: every figure is the Report's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..record.cell import Review
from ..record.diagnostics import OF_RECORDING
from ..record.notebook import Session
from ..record.quantity import Cost, SystemCost
from .appendix.i18n import SOURCE, languages, translator_of
from .appendix.review import review_lines
from .cell_view import CellView
from .data import used_data
from .flows import data_flows
from .model import NotebookReport, Report
from .shown import (
    CellShown,
    CostPoint,
    Origins,
    Outcomes,
    Overview,
    ReviewShown,
    SystemLine,
    outcomes_of,
)
from .trace import subjects


def overview(report: Report, views: Sequence[CellView], language: str) -> Overview:
    """What there is to show of a notebook.

    Args:
        report: of this notebook alone.
        views: of its cells, in order.
        language: the reader's, its two letters; English where it is not known here.

    Returns:
        The overview.
    """
    (book,) = report.notebooks
    activities = [*book.records, *(one for cell in book.cells for one in cell.records)]
    became = {one.id: outcomes_of(one) for one in activities}
    return Overview(
        authorship=report.authorship,
        origins=_origins(views),
        coverage=report.coverage,
        systems=tuple(_systems(report)),
        outcomes=sum(became.values(), Outcomes()),
        outcomes_of={key: one for key, one in became.items() if one != Outcomes()},
        runs=report.cost.runs,
        unavailable=report.cost.unavailable,
        energy=report.cost.energy,
        carbon=report.cost.carbon,
        by_session=_by_session(book.sessions),
        by_cell=tuple(_point(c.index, None, c.cost) for c in book.cells if c.cost.runs),
        cells=tuple(_cells(book, views, language)),
        flows=data_flows(book.cells),
        datasets=used_data(book.cells, [one.passport for one in report.datasets]),
        subjects=subjects(book.cells),
        faults=tuple(one for one in book.diagnostics if one.code in OF_RECORDING),
    )


def _origins(views: Iterable[CellView]) -> Origins:
    filled = [view.origin for view in views if view.source.strip()]
    return Origins(
        ai_generated=filled.count("ai-generated"),
        ai_assisted=filled.count("ai-assisted"),
        human=filled.count("human"),
        unknown=filled.count("unknown"),
    )


def _systems(report: Report) -> Iterator[SystemLine]:
    """Those that were called, deleted cells included, then those that are only named."""
    for line in report.cost.systems:
        yield SystemLine(
            name=line.system,
            scope=line.scope,
            calls=line.calls,
            input_tokens=_tokens(line, "input"),
            output_tokens=_tokens(line, "output"),
            energy=line.energy,
            carbon=line.carbon,
        )
    called = {line.system for line in report.cost.systems}
    for system in report.systems:
        if system.name not in called and system.kinds != ("synthetic-data",):
            where = system.endpoints[:1]
            is_local = any(one.class_ == "local" for one in where)
            yield SystemLine(
                name=system.name, scope="local" if is_local else "remote", is_called=False
            )


def _tokens(line: SystemCost, of: str) -> float | None:
    return line.usage.get(f"gen_ai.usage.{of}_tokens")


def _by_session(sessions: Iterable[Session]) -> tuple[CostPoint, ...]:
    """Those that ran something, in the order of time."""
    ran = [(one.started, one.cost) for one in sessions if one.cost is not None and one.cost.runs]
    ran.sort(key=lambda one: one[0])
    return tuple(_point(index, started, cost) for index, (started, cost) in enumerate(ran))


def _point(index: int, started: str | None, cost: Cost) -> CostPoint:
    return CostPoint(
        index=index,
        started=started,
        runs=cost.runs,
        unavailable=cost.unavailable,
        energy=cost.energy,
        carbon=cost.carbon,
    )


def _cells(book: NotebookReport, views: Iterable[CellView], language: str) -> Iterator[CellShown]:
    for cell, view in zip(book.cells, views, strict=True):
        review = _review(cell.review_detail, language)
        if cell.outdated or view.review_reasons or view.faults or review:
            yield CellShown(
                index=cell.index,
                id=cell.id,
                stale=cell.outdated,
                review=review,
                review_reasons=view.review_reasons,
                faults=view.faults,
            )


def _review(review: Review | None, language: str) -> ReviewShown | None:
    if review is None:
        return None
    translator = translator_of(language if language in languages() else SOURCE)
    return ReviewShown(time=review.time, lines=review_lines(translator, review))
