"""Review and verification: who, how, when, and in plain sight what nobody has reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...record.cell import Comparison, Review
from ...spec.fields import told
from ..shown import Outcomes, outcomes_of
from .document import Block, Column, Items, Paragraph, Table, Text, plain_text
from .i18n import Translator
from .inlines import code, joined, plain
from .names import cells_text, person_name, positions
from .report_view import LocatedCell, ReportView

#: Members of a review that have a column, or a line, of their own.
_OWN = ("status", "method", "note")


def review(view: ReportView, translator: Translator) -> Iterator[Block]:
    """The count, the reviews, the gaps, and how suggestions were received."""
    checked = [f for f in view.cells if f.cell.review_detail]
    if not view.touched and not view.obscured and not checked:
        return
    if view.touched:
        text = translator.say(
            "Cells that hold AI-made code or rest on AI-made data: {n}; with a review that still "
            "holds: {k}.",
            n=translator.number(len(view.touched)),
            k=translator.number(len(view.reviewed)),
        )
        yield Paragraph(text, "lead")
    if checked:
        yield _table(view, translator, checked)
    yield from _gaps(view, translator)
    yield from _outcomes(view, translator)


def _table(view: ReportView, translator: Translator, checked: list[LocatedCell]) -> Table:
    groups: dict[tuple[Any, ...], list[LocatedCell]] = {}
    for found in checked:
        detail = found.cell.review_detail
        assert detail is not None
        key = (
            _by(translator, detail),
            _how(translator, detail),
            detail.time[:10],
            found.cell.review,
            detail.note,
        )
        groups.setdefault(key, []).append(found)
    return Table(
        caption=translator.text("Reviews on record"),
        columns=(
            Column(translator.text("By"), 2),
            Column(translator.text("How"), 2),
            Column(translator.text("When"), 1.3),
            Column(translator.text("Cells"), 1.3),
            Column(translator.text("State"), 1.2),
            Column(translator.text("Remark"), 1.8),
        ),
        rows=tuple(
            (
                plain(by),
                plain(how, 600),
                plain(translator.date(day)),
                plain(positions(translator, view, [f.place for f in found])),
                plain(translator.word("review", state)),
                plain(note or "–", 300),
            )
            for (by, how, day, state, note), found in groups.items()
        ),
    )


def _by(translator: Translator, detail: Review) -> str:
    """Who, and what else is said of the review."""
    more = told(detail, "appendix", translator.language, but=_OWN)
    return ", ".join(
        [person_name(detail.by), *(translator.named(name, text) for name, text in more)]
    )


def review_lines(translator: Translator, detail: Review) -> tuple[str, ...]:
    """What a person said with a review, a line each: how, in the order it was said, and the rest.

    Args:
        translator: of the reader's language.
        detail: the review.
    """
    more = told(detail, "panel", translator.language, but=_OWN)
    lines = [*_ways(translator, detail), *(translator.named(name, text) for name, text in more)]
    return (*lines, detail.note) if detail.note else tuple(lines)


def _how(translator: Translator, detail: Review) -> str:
    ways = [plain(way, 300) for way in _ways(translator, detail)]
    return plain_text(translator.semicolon(ways)) or translator.text("not said")


def _ways(translator: Translator, detail: Review) -> list[str]:
    """The methods; of a comparison, what with and what came of it."""
    compared = {one.method: one for one in detail.compared}
    methods = [*detail.method, *(method for method in compared if method not in detail.method)]
    return [_way(translator, method, compared.get(method)) for method in methods]


def _way(translator: Translator, method: str, compared: Comparison | None) -> str:
    name = translator.word("method", method)
    against, result = (compared.against, compared.result) if compared else (None, None)
    if against:
        name = translator.text("{method} ({what})", method=name, what=against)
    return translator.named(name, result) if result else name


def _gaps(view: ReportView, translator: Translator) -> Iterator[Block]:
    missing = [f for f in view.unreviewed if f.cell.review == "none"]
    stale = [f for f in view.unreviewed if f.cell.review == "stale"]
    items: list[Text] = []
    if missing:
        cells = _listed(view, translator, missing)
        items.append(translator.say("Nobody has reviewed: {cells}.", cells=cells))
    if stale:
        cells = _listed(view, translator, stale)
        items.append(
            translator.say("Changed since their review, which is void: {cells}.", cells=cells)
        )
    if view.rejected:
        cells = _listed(view, translator, view.rejected)
        items.append(
            translator.say(
                "Rejected by a reviewer and still in the notebook: {cells}.", cells=cells
            )
        )
    if items:
        yield Items(tuple(items), "gap")


def _listed(
    view: ReportView, translator: Translator, found: tuple[LocatedCell, ...] | list[LocatedCell]
) -> Text:
    return plain(cells_text(translator, view, [f.place for f in found]), 400)


def _outcomes(view: ReportView, translator: Translator) -> Iterator[Block]:
    counted = sum((outcomes_of(activity) for _, activity in view.activities), Outcomes())
    if counted != Outcomes():
        text = translator.say(
            "Suggestions of AI systems accepted as they were: {a}; edited: {e}; rejected: {r}.",
            a=counted.accepted,
            e=counted.edited,
            r=counted.rejected,
        )
        yield Paragraph(text)
    compared = [n for n in view.report.notes if n.kind == "comparison"]
    if compared:
        yield Items(tuple(joined([plain(n.text, 600), code(n.cell)], " ") for n in compared))
