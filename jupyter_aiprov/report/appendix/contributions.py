"""Who contributed what: by task, and by cell with the shares of characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from ..model import CellRef, Characters
from .document import Block, Column, Paragraph, Table, Text
from .gaidet import task_of, task_text
from .i18n import Translator
from .inlines import clean, code, joined, plain
from .names import notebook_name, positions, system_name
from .report_view import LocatedCell, ReportView

Detail = Literal["brief", "standard", "full"]

_MOST_ROWS = 60


def contributions(view: ReportView, translator: Translator, detail: Detail) -> Iterator[Block]:
    """Characters by author, tasks, then cells as ``detail`` asks.

    Args:
        view: what the report says.
        translator: of the appendix's language.
        detail: ``brief`` lists no cell.

    Yields:
        The blocks of this part, in order.
    """
    yield from _authors(view, translator)
    yield from _tasks(view, translator)
    if detail != "brief":
        yield from _cells(view, translator, detail)


def _authors(view: ReportView, translator: Translator) -> Iterator[Block]:
    counted = [
        (notebook_name(view, at), notebook.authorship)
        for at, notebook in enumerate(view.report.notebooks)
        if _total(notebook.authorship)
    ]
    if not counted:
        return
    rows = counted[:_MOST_ROWS]
    if len(rows) > 1:
        rows.append((translator.say("all notebooks"), view.report.authorship))
    yield Table(
        caption=translator.text("Characters of source by author"),
        columns=(
            Column(translator.text("Notebook"), 3),
            Column(translator.text("AI"), 1, "right"),
            Column(translator.text("Human"), 1, "right"),
            Column(translator.text("Unknown"), 1, "right"),
            Column(translator.text("Characters"), 1, "right"),
        ),
        rows=tuple(
            (name, *_shares(translator, c), plain(translator.number(_total(c)))) for name, c in rows
        ),
    )


def _tasks(view: ReportView, translator: Translator) -> Iterator[Block]:
    by_task: dict[str, tuple[dict[str, None], list[CellRef]]] = {}
    for place, activity in view.activities:
        cell = view.cell(place)
        task = task_of(activity, cell.type if cell else "code")
        if task is None:
            continue
        systems, places = by_task.setdefault(task, ({}, []))
        systems[system_name(activity.system) or translator.text("system not recorded")] = None
        if cell:
            places.append(place)
    if not by_task:
        return
    yield Table(
        caption=translator.text("Tasks delegated to AI systems (GAIDeT taxonomy)"),
        columns=(
            Column(translator.text("Task"), 2),
            Column(translator.text("Systems"), 2),
            Column(translator.text("Cells"), 2),
        ),
        rows=tuple(
            (
                task_text(translator, task),
                plain(", ".join(clean(s, 60) for s in list(systems)[:6])),
                plain(positions(translator, view, places) or translator.text("none")),
            )
            for task, (systems, places) in by_task.items()
        ),
    )


def _cells(view: ReportView, translator: Translator, detail: Detail) -> Iterator[Block]:
    listed = view.cells if detail == "full" else [f for f in view.cells if _telling(f)]
    shown = listed if detail == "full" else listed[:_MOST_ROWS]
    if shown:
        yield Table(
            caption=translator.text("Contributions by cell"),
            columns=(
                Column(translator.text("Cell"), 0.75),
                Column(translator.text("Begins with"), 2.4),
                Column(translator.text("Origin"), 1.3),
                Column(translator.text("AI"), 0.65, "right"),
                Column(translator.text("Human"), 0.9, "right"),
                Column(translator.text("Unknown"), 1.05, "right"),
                Column(translator.text("Rests on"), 1.4),
                Column(translator.text("Review"), 1.1),
            ),
            rows=tuple(_row(view, translator, found) for found in shown),
        )
        yield Paragraph(
            translator.say(
                "Cells are counted from 0, as the command line does; JupyterLab counts from 1. "
                "Shares are of characters; “rests on” tells what flowed into the cell's results."
            ),
            "small",
        )
    if len(listed) > len(shown):
        rest = len(listed) - len(shown)
        message = translator.many(
            "{n} more such cell is left out here; detail level “full” lists it.",
            "{n} more such cells are left out here; detail level “full” lists them.",
            rest,
        )
        yield Paragraph(message)
    if detail != "full":
        yield from _others(view, translator, [f for f in view.cells if not _telling(f)])


def _telling(found: LocatedCell) -> bool:
    cell = found.cell
    seen = cell.run is not None and "unknown" in cell.marks
    return cell.origin.startswith("ai-") or bool(
        seen or set(cell.marks) - {"unknown"} or any(a.origin != "human" for a in cell.records)
    )


def _others(view: ReportView, translator: Translator, found: list[LocatedCell]) -> Iterator[Block]:
    human = [f for f in found if f.cell.origin == "human"]
    unknown = [f for f in found if f.cell.origin == "unknown"]
    if human:
        yield Paragraph(
            translator.many(
                "{n} cell was written by a person ({how}): {cells}.",
                "{n} cells were written by people ({how}): {cells}.",
                len(human),
                how=_how(translator, human),
                cells=_places(view, translator, human),
            )
        )
    if unknown:
        yield Paragraph(
            translator.many(
                "Of {n} cell without any such record nobody knows who wrote it: {cells}.",
                "Of {n} cells without any such record nobody knows who wrote them: {cells}.",
                len(unknown),
                cells=_places(view, translator, unknown),
            )
        )


def _how(translator: Translator, found: Iterable[LocatedCell]) -> str:
    ways = dict.fromkeys(translator.word("evidence", f.cell.origin_evidence) for f in found)
    return ", ".join(ways)


def _places(view: ReportView, translator: Translator, found: Iterable[LocatedCell]) -> str:
    return positions(translator, view, [f.place for f in found])


def _row(view: ReportView, translator: Translator, found: LocatedCell) -> tuple[Text, ...]:
    cell = found.cell
    origin = translator.word("origin", cell.origin)
    if cell.origin_evidence:
        origin = f"{origin} ({translator.word('evidence', cell.origin_evidence)})"
    return (
        plain(view.where(found.place)),
        code(cell.excerpt, 48),
        plain(origin),
        *_shares(translator, cell.authorship),
        joined([plain(translator.word("mark", mark)) for mark in cell.marks]) or plain("–"),
        plain(translator.word("review", cell.review) if _reviewable(found) else "–"),
    )


def _reviewable(found: LocatedCell) -> bool:
    return found.cell.needs_review or found.cell.review != "none"


def _total(counted: Characters) -> int:
    return counted.ai + counted.human + counted.unknown


def _shares(translator: Translator, counted: Characters) -> tuple[Text, Text, Text]:
    whole = _total(counted)
    ai, human, unknown = (
        plain(translator.share(part, whole))
        for part in (counted.ai, counted.human, counted.unknown)
    )
    return ai, human, unknown
