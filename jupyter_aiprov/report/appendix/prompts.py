"""The prompts and answers whose text was kept, for policies that ask to see them."""

from __future__ import annotations

from collections.abc import Iterator

from ...record.activity import Activity, Content
from ..model import CellRef
from .document import Block, Column, Paragraph, Table, Text
from .i18n import Translator
from .inlines import joined, plain, strong
from .names import system_name
from .report_view import ReportView

_MOST_ROWS = 40
_MOST_LETTERS = 3000


def prompts(view: ReportView, translator: Translator) -> Iterator[Block]:
    """One row a use: where, by which system, what was asked and answered."""
    kept = [pair for pair in view.activities if _text(pair[1].prompt) or _text(pair[1].response)]
    if not kept:
        return
    yield Table(
        caption=translator.text("Prompts and answers that were kept"),
        columns=(
            Column(translator.text("Cell"), 0.6),
            Column(translator.text("System"), 1.2),
            Column(translator.text("Prompt"), 3),
            Column(translator.text("Answer"), 3),
        ),
        rows=tuple(_row(view, translator, *pair) for pair in kept[:_MOST_ROWS]),
    )
    if len(kept) > _MOST_ROWS:
        text = translator.many(
            "{n} further use is in the notebooks' records.",
            "{n} further uses are in the notebooks' records.",
            len(kept) - _MOST_ROWS,
        )
        yield Paragraph(text, "small")


def _row(
    view: ReportView, translator: Translator, place: CellRef, activity: Activity
) -> tuple[Text, ...]:
    return (
        plain(view.where(place) if view.cell(place) else "–"),
        plain(system_name(activity.system)) or plain("–"),
        _shown(translator, activity.prompt),
        _shown(translator, activity.response),
    )


def _text(content: Content | None) -> str:
    return (content.text or "") if content else ""


def _shown(translator: Translator, content: Content | None) -> Text:
    text = plain(_text(content), _MOST_LETTERS)
    if not text:
        return plain("–") if content is None else translator.say("digest alone")
    if content and content.mode == "redacted":
        return joined([text, strong(translator.text("(identifiers replaced)"))], " ")
    return text
