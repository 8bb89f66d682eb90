"""Review and verification: who, how, when, and in plain sight what nobody has reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...record.cell import Comparison, Review
from ...spec.fields import told
from ..outcomes import outcomes_of
from ..shown import Outcomes
from .document import Block, Column, Items, Paragraph, Table, Text, plain_text
from .facts import Facts, Found
from .i18n import Words
from .names import cells_text, person_name, positions
from .texts import code, joined, plain

#: Members of a review that have a column, or a line, of their own.
_OWN = ("status", "method", "note")


def review(facts: Facts, words: Words) -> Iterator[Block]:
    """The count, the reviews, the gaps, and how suggestions were received."""
    checked = [f for f in facts.cells if f.cell.review_detail]
    if not facts.touched and not facts.obscured and not checked:
        return
    if facts.touched:
        text = words.say(
            "Cells that hold AI-made code or rest on AI-made data: {n}; with a review that still "
            "holds: {k}.",
            n=words.number(len(facts.touched)),
            k=words.number(len(facts.reviewed)),
        )
        yield Paragraph(text, "lead")
    if checked:
        yield _table(facts, words, checked)
    yield from _gaps(facts, words)
    yield from _outcomes(facts, words)


def _table(facts: Facts, words: Words, checked: list[Found]) -> Table:
    groups: dict[tuple[Any, ...], list[Found]] = {}
    for found in checked:
        detail = found.cell.review_detail
        assert detail is not None
        key = (
            _by(words, detail),
            _how(words, detail),
            detail.time[:10],
            found.cell.review,
            detail.note,
        )
        groups.setdefault(key, []).append(found)
    return Table(
        caption=words.text("Reviews on record"),
        columns=(
            Column(words.text("By"), 2),
            Column(words.text("How"), 2),
            Column(words.text("When"), 1.3),
            Column(words.text("Cells"), 1.3),
            Column(words.text("State"), 1.2),
            Column(words.text("Remark"), 1.8),
        ),
        rows=tuple(
            (
                plain(by),
                plain(how, 600),
                plain(words.date(day)),
                plain(positions(words, facts, [f.place for f in found])),
                plain(words.word("review", state)),
                plain(note or "–", 300),
            )
            for (by, how, day, state, note), found in groups.items()
        ),
    )


def _by(words: Words, detail: Review) -> str:
    """Who, and what else is said of the review."""
    more = told(detail, "appendix", words.language, but=_OWN)
    return ", ".join([person_name(detail.by), *(words.named(name, text) for name, text in more)])


def review_lines(words: Words, detail: Review) -> tuple[str, ...]:
    """What a person said with a review, a line each: how, in the order it was said, and the rest.

    Args:
        words: of the reader's language.
        detail: the review.
    """
    more = told(detail, "panel", words.language, but=_OWN)
    lines = [*_ways(words, detail), *(words.named(name, text) for name, text in more)]
    return (*lines, detail.note) if detail.note else tuple(lines)


def _how(words: Words, detail: Review) -> str:
    ways = [plain(way, 300) for way in _ways(words, detail)]
    return plain_text(words.semicolon(ways)) or words.text("not said")


def _ways(words: Words, detail: Review) -> list[str]:
    """The methods; of a comparison, what with and what came of it."""
    compared = {one.method: one for one in detail.compared}
    methods = [*detail.method, *(method for method in compared if method not in detail.method)]
    return [_way(words, method, compared.get(method)) for method in methods]


def _way(words: Words, method: str, compared: Comparison | None) -> str:
    name = words.word("method", method)
    against, result = (compared.against, compared.result) if compared else (None, None)
    if against:
        name = words.text("{method} ({what})", method=name, what=against)
    return words.named(name, result) if result else name


def _gaps(facts: Facts, words: Words) -> Iterator[Block]:
    missing = [f for f in facts.unreviewed if f.cell.review == "none"]
    stale = [f for f in facts.unreviewed if f.cell.review == "stale"]
    items: list[Text] = []
    if missing:
        cells = _listed(facts, words, missing)
        items.append(words.say("Nobody has reviewed: {cells}.", cells=cells))
    if stale:
        cells = _listed(facts, words, stale)
        items.append(words.say("Changed since their review, which is void: {cells}.", cells=cells))
    if facts.rejected:
        cells = _listed(facts, words, facts.rejected)
        items.append(
            words.say("Rejected by a reviewer and still in the notebook: {cells}.", cells=cells)
        )
    if items:
        yield Items(tuple(items), "gap")


def _listed(facts: Facts, words: Words, found: tuple[Found, ...] | list[Found]) -> Text:
    return plain(cells_text(words, facts, [f.place for f in found]), 400)


def _outcomes(facts: Facts, words: Words) -> Iterator[Block]:
    counted = sum((outcomes_of(activity) for _, activity in facts.activities), Outcomes())
    if counted != Outcomes():
        text = words.say(
            "Suggestions of AI systems accepted as they were: {a}; edited: {e}; rejected: {r}.",
            a=counted.accepted,
            e=counted.edited,
            r=counted.rejected,
        )
        yield Paragraph(text)
    compared = [n for n in facts.report.notes if n.kind == "comparison"]
    if compared:
        yield Items(tuple(joined([plain(n.text, 600), code(n.cell)], " ") for n in compared))
