"""The prompts and answers whose text was kept, for policies that ask to see them."""

from __future__ import annotations

from collections.abc import Iterator

from ...record.activity import Activity, Content
from ..model import CellRef
from .document import Block, Column, Paragraph, Table, Text
from .facts import Facts
from .i18n import Words
from .names import system_name
from .texts import joined, plain, strong

_MOST_ROWS = 40
_MOST_LETTERS = 3000


def prompts(facts: Facts, words: Words) -> Iterator[Block]:
    """One row a use: where, by which system, what was asked and answered."""
    kept = [pair for pair in facts.activities if _text(pair[1].prompt) or _text(pair[1].response)]
    if not kept:
        return
    yield Table(
        caption=words.text("Prompts and answers that were kept"),
        columns=(
            Column(words.text("Cell"), 0.6),
            Column(words.text("System"), 1.2),
            Column(words.text("Prompt"), 3),
            Column(words.text("Answer"), 3),
        ),
        rows=tuple(_row(facts, words, *pair) for pair in kept[:_MOST_ROWS]),
    )
    if len(kept) > _MOST_ROWS:
        text = words.many(
            "{n} further use is in the notebooks' records.",
            "{n} further uses are in the notebooks' records.",
            len(kept) - _MOST_ROWS,
        )
        yield Paragraph(text, "small")


def _row(facts: Facts, words: Words, place: CellRef, activity: Activity) -> tuple[Text, ...]:
    return (
        plain(facts.where(place) if facts.cell(place) else "–"),
        plain(system_name(activity.system)) or plain("–"),
        _shown(words, activity.prompt),
        _shown(words, activity.response),
    )


def _text(content: Content | None) -> str:
    return (content.text or "") if content else ""


def _shown(words: Words, content: Content | None) -> Text:
    text = plain(_text(content), _MOST_LETTERS)
    if not text:
        return plain("–") if content is None else words.say("digest alone")
    if content and content.mode == "redacted":
        return joined([text, strong(words.text("(identifiers replaced)"))], " ")
    return text
