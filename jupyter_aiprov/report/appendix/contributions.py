"""Who contributed what: by task, and by cell with the shares of characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from ..model import CellRef, Characters
from .document import Block, Column, Paragraph, Table, Text
from .facts import Facts, Found
from .gaidet import task_of, task_text
from .i18n import Words
from .names import notebook_name, positions, system_name
from .texts import clean, code, joined, plain

Detail = Literal["brief", "standard", "full"]

_MOST_ROWS = 60


def contributions(facts: Facts, words: Words, detail: Detail) -> Iterator[Block]:
    """Characters by author, tasks, then cells as ``detail`` asks.

    Args:
        facts: what the report says.
        words: of the appendix's language.
        detail: ``brief`` lists no cell.

    Yields:
        The blocks of this part, in order.
    """
    yield from _authors(facts, words)
    yield from _tasks(facts, words)
    if detail != "brief":
        yield from _cells(facts, words, detail)


def _authors(facts: Facts, words: Words) -> Iterator[Block]:
    counted = [
        (notebook_name(facts, at), notebook.authorship)
        for at, notebook in enumerate(facts.report.notebooks)
        if _total(notebook.authorship)
    ]
    if not counted:
        return
    rows = counted[:_MOST_ROWS]
    if len(rows) > 1:
        rows.append((words.say("all notebooks"), facts.report.authorship))
    yield Table(
        caption=words.text("Characters of source by author"),
        columns=(
            Column(words.text("Notebook"), 3),
            Column(words.text("AI"), 1, "right"),
            Column(words.text("Human"), 1, "right"),
            Column(words.text("Unknown"), 1, "right"),
            Column(words.text("Characters"), 1, "right"),
        ),
        rows=tuple((name, *_shares(words, c), plain(words.number(_total(c)))) for name, c in rows),
    )


def _tasks(facts: Facts, words: Words) -> Iterator[Block]:
    by_task: dict[str, tuple[dict[str, None], list[CellRef]]] = {}
    for place, activity in facts.activities:
        cell = facts.cell(place)
        task = task_of(activity, cell.type if cell else "code")
        if task is None:
            continue
        systems, places = by_task.setdefault(task, ({}, []))
        systems[system_name(activity.system) or words.text("system not recorded")] = None
        if cell:
            places.append(place)
    if not by_task:
        return
    yield Table(
        caption=words.text("Tasks delegated to AI systems (GAIDeT taxonomy)"),
        columns=(
            Column(words.text("Task"), 2),
            Column(words.text("Systems"), 2),
            Column(words.text("Cells"), 2),
        ),
        rows=tuple(
            (
                task_text(words, task),
                plain(", ".join(clean(s, 60) for s in list(systems)[:6])),
                plain(positions(words, facts, places) or words.text("none")),
            )
            for task, (systems, places) in by_task.items()
        ),
    )


def _cells(facts: Facts, words: Words, detail: Detail) -> Iterator[Block]:
    listed = facts.cells if detail == "full" else [f for f in facts.cells if _telling(f)]
    shown = listed if detail == "full" else listed[:_MOST_ROWS]
    if shown:
        yield Table(
            caption=words.text("Contributions by cell"),
            columns=(
                Column(words.text("Cell"), 0.75),
                Column(words.text("Begins with"), 2.4),
                Column(words.text("Origin"), 1.3),
                Column(words.text("AI"), 0.65, "right"),
                Column(words.text("Human"), 0.9, "right"),
                Column(words.text("Unknown"), 1.05, "right"),
                Column(words.text("Rests on"), 1.4),
                Column(words.text("Review"), 1.1),
            ),
            rows=tuple(_row(facts, words, found) for found in shown),
        )
        yield Paragraph(
            words.say(
                "Cells are counted from 0, as the command line does; JupyterLab counts from 1. "
                "Shares are of characters; “rests on” tells what flowed into the cell's results."
            ),
            "small",
        )
    if len(listed) > len(shown):
        rest = len(listed) - len(shown)
        message = words.many(
            "{n} more such cell is left out here; detail level “full” lists it.",
            "{n} more such cells are left out here; detail level “full” lists them.",
            rest,
        )
        yield Paragraph(message)
    if detail != "full":
        yield from _others(facts, words, [f for f in facts.cells if not _telling(f)])


def _telling(found: Found) -> bool:
    cell = found.cell
    seen = cell.run is not None and "unknown" in cell.marks
    return cell.origin.startswith("ai-") or bool(
        seen or set(cell.marks) - {"unknown"} or any(a.origin != "human" for a in cell.records)
    )


def _others(facts: Facts, words: Words, found: list[Found]) -> Iterator[Block]:
    human = [f for f in found if f.cell.origin == "human"]
    unknown = [f for f in found if f.cell.origin == "unknown"]
    if human:
        yield Paragraph(
            words.many(
                "{n} cell was written by a person ({how}): {cells}.",
                "{n} cells were written by people ({how}): {cells}.",
                len(human),
                how=_how(words, human),
                cells=_places(facts, words, human),
            )
        )
    if unknown:
        yield Paragraph(
            words.many(
                "Of {n} cell without any such record nobody knows who wrote it: {cells}.",
                "Of {n} cells without any such record nobody knows who wrote them: {cells}.",
                len(unknown),
                cells=_places(facts, words, unknown),
            )
        )


def _how(words: Words, found: Iterable[Found]) -> str:
    ways = dict.fromkeys(words.word("evidence", f.cell.origin_evidence) for f in found)
    return ", ".join(ways)


def _places(facts: Facts, words: Words, found: Iterable[Found]) -> str:
    return positions(words, facts, [f.place for f in found])


def _row(facts: Facts, words: Words, found: Found) -> tuple[Text, ...]:
    cell = found.cell
    origin = words.word("origin", cell.origin)
    if cell.origin_evidence:
        origin = f"{origin} ({words.word('evidence', cell.origin_evidence)})"
    return (
        plain(facts.where(found.place)),
        code(cell.excerpt, 48),
        plain(origin),
        *_shares(words, cell.authorship),
        joined([plain(words.word("mark", mark)) for mark in cell.marks]) or plain("–"),
        plain(words.word("review", cell.review) if _reviewable(found) else "–"),
    )


def _reviewable(found: Found) -> bool:
    return found.cell.needs_review or found.cell.review != "none"


def _total(counted: Characters) -> int:
    return counted.ai + counted.human + counted.unknown


def _shares(words: Words, counted: Characters) -> tuple[Text, Text, Text]:
    whole = _total(counted)
    ai, human, unknown = (
        plain(words.share(part, whole)) for part in (counted.ai, counted.human, counted.unknown)
    )
    return ai, human, unknown
