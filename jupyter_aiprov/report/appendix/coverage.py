"""Coverage and unknowns: how much was seen, what the source alone suggests, what went wrong."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import CellRef
from .document import Block, Items, Paragraph, Text
from .i18n import Translator
from .inlines import code, joined, plain
from .names import cells_text, notebook_name
from .report_view import LocatedCell, ReportView

_MOST_HINTS = 12
_MOST_CODES = 10


def coverage(view: ReportView, translator: Translator) -> Iterator[Block]:
    """The counts in a sentence, hints, diagnostics."""
    yield Paragraph(counts(view, translator), "lead")
    if view.several:
        yield Items(tuple(_each(view, translator)))
    yield from _faults(view, translator)
    unseen = [f for f in view.cells if f.cell.run and _is_unseen(f)]
    if unseen:
        text = translator.say(
            "Data reached {cells} by ways this program cannot see (a shell, another "
            "process, the environment): what they rest on is unknown.",
            cells=cells_text(translator, view, [f.place for f in unseen]),
        )
        yield Paragraph(text)
    yield from _hints(view, translator)
    yield from _diagnostics(view, translator)


def incomplete(view: ReportView, translator: Translator) -> Text:
    """That faults of the recorder hid something, and what therefore is not known."""
    cells = cells_text(translator, view, [found.place for found in view.obscured])
    if not cells:
        return translator.say(
            "The record of these notebooks is incomplete: the recorder had faults, which the part "
            "on coverage lists, and what they hid is not known."
        )
    return translator.say(
        "The record of these notebooks is incomplete: a fault of the recorder hid what happened, "
        "or what results rest on ({cells}). Whether an AI system was used there is not known.",
        cells=cells,
    )


def _faults(view: ReportView, translator: Translator) -> Iterator[Block]:
    if view.hidden:
        text = translator.many(
            "In {n} cell ({cells}) a fault of the recorder hid what happened: calls to models and "
            "the origin of data may be missing from its record.",
            "In {n} cells ({cells}) a fault of the recorder hid what happened: calls to models and "
            "the origin of data may be missing from their records.",
            len(view.hidden),
            cells=cells_text(translator, view, [found.place for found in view.hidden]),
        )
        yield Paragraph(text, "gap")
    derived = [f for f in view.obscured if not any(f is found for found in view.hidden)]
    if derived:
        text = translator.say(
            "What was made there was used further; what rests on it is unknown: {cells}.",
            cells=cells_text(translator, view, [found.place for found in derived]),
        )
        yield Paragraph(text, "gap")


def _is_unseen(found: LocatedCell) -> bool:
    return any(mark.mark == "unknown" and not mark.is_fault for mark in found.cell.lineage)


def counts(view: ReportView, translator: Translator) -> Text:
    """How many code cells were written under tracking, run under tracking, are unknown."""
    seen = view.report.coverage
    if not seen.code_cells:
        return translator.say("There are no code cells.")
    written = translator.many(
        "{k} of {n} code cell was written under tracking or declared; {r} has a record of its "
        "latest run; of {u} nobody knows who wrote it.",
        "{k} of {n} code cells were written under tracking or declared; {r} have a record of "
        "their latest run; of {u} nobody knows who wrote them.",
        seen.code_cells,
        k=translator.number(seen.tracked),
        r=translator.number(seen.recorded),
        u=translator.number(seen.unknown_origin),
    )
    if seen.tracked == seen.code_cells:
        return written
    rest = translator.say("Absence of a record is not evidence that no AI system was used.")
    return joined([written, rest], " ")


def _each(view: ReportView, translator: Translator) -> Iterator[Text]:
    for at, notebook in enumerate(view.report.notebooks):
        seen = notebook.coverage
        yield translator.say(
            "{notebook}: {k} of {n} code cells tracked, {r} with a run record.",
            notebook=notebook_name(view, at),
            k=translator.number(seen.tracked),
            n=translator.number(seen.code_cells),
            r=translator.number(seen.recorded),
        )


def _hints(view: ReportView, translator: Translator) -> Iterator[Block]:
    if not view.hints:
        return
    intro = translator.say(
        "The source of these cells suggests use of a model without a record of it (inferred from "
        "the text alone):"
    )
    yield Paragraph(intro)
    by_text: dict[str, list[CellRef]] = {}
    for found in view.hints:
        for hint in found.cell.hints:
            by_text.setdefault(hint.text, []).append(found.place)
    yield Items(
        tuple(
            translator.say(
                "{cells}: {what}", cells=cells_text(translator, view, places), what=code(text)
            )
            for text, places in list(by_text.items())[:_MOST_HINTS]
        )
    )


def _diagnostics(view: ReportView, translator: Translator) -> Iterator[Block]:
    by_code: dict[str, list[str]] = {}
    for found in view.report.diagnostics:
        by_code.setdefault(found.code, []).append(found.message)
    if not by_code:
        return
    yield Paragraph(
        translator.say("Diagnostics of the recording (explained in the documentation):")
    )
    yield Items(
        tuple(
            joined([code(name), plain(messages[0], 240), _more(translator, len(messages) - 1)], " ")
            for name, messages in list(by_code.items())[:_MOST_CODES]
        )
    )


def _more(translator: Translator, rest: int) -> Text:
    return translator.many("(and {n} more)", "(and {n} more)", rest) if rest else ()
