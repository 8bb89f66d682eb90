"""Coverage and unknowns: how much was seen, what the source alone suggests, what went wrong."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import CellRef
from .document import Block, Items, Paragraph, Text
from .facts import Facts, Found
from .i18n import Words
from .names import cells_text, notebook_name
from .texts import code, joined, plain

_MOST_HINTS = 12
_MOST_CODES = 10


def coverage(facts: Facts, words: Words) -> Iterator[Block]:
    """The counts in a sentence, hints, diagnostics."""
    yield Paragraph(counts(facts, words), "lead")
    if facts.several:
        yield Items(tuple(_each(facts, words)))
    yield from _faults(facts, words)
    unseen = [f for f in facts.cells if f.cell.run and _is_unseen(f)]
    if unseen:
        text = words.say(
            "Data reached {cells} by ways this program cannot see (a shell, another "
            "process, the environment): what they rest on is unknown.",
            cells=cells_text(words, facts, [f.place for f in unseen]),
        )
        yield Paragraph(text)
    yield from _hints(facts, words)
    yield from _diagnostics(facts, words)


def incomplete(facts: Facts, words: Words) -> Text:
    """That faults of the recorder hid something, and what therefore is not known."""
    cells = cells_text(words, facts, [found.place for found in facts.obscured])
    if not cells:
        return words.say(
            "The record of these notebooks is incomplete: the recorder had faults, which the part "
            "on coverage lists, and what they hid is not known."
        )
    return words.say(
        "The record of these notebooks is incomplete: a fault of the recorder hid what happened, "
        "or what results rest on ({cells}). Whether an AI system was used there is not known.",
        cells=cells,
    )


def _faults(facts: Facts, words: Words) -> Iterator[Block]:
    if facts.hidden:
        text = words.many(
            "In {n} cell ({cells}) a fault of the recorder hid what happened: calls to models and "
            "the origin of data may be missing from its record.",
            "In {n} cells ({cells}) a fault of the recorder hid what happened: calls to models and "
            "the origin of data may be missing from their records.",
            len(facts.hidden),
            cells=cells_text(words, facts, [found.place for found in facts.hidden]),
        )
        yield Paragraph(text, "gap")
    derived = [f for f in facts.obscured if not any(f is found for found in facts.hidden)]
    if derived:
        text = words.say(
            "What was made there was used further; what rests on it is unknown: {cells}.",
            cells=cells_text(words, facts, [found.place for found in derived]),
        )
        yield Paragraph(text, "gap")


def _is_unseen(found: Found) -> bool:
    return any(mark.mark == "unknown" and not mark.is_fault for mark in found.cell.lineage)


def counts(facts: Facts, words: Words) -> Text:
    """How many code cells were written under tracking, run under tracking, are unknown."""
    seen = facts.report.coverage
    if not seen.code_cells:
        return words.say("There are no code cells.")
    written = words.many(
        "{k} of {n} code cell was written under tracking or declared; {r} has a record of its "
        "latest run; of {u} nobody knows who wrote it.",
        "{k} of {n} code cells were written under tracking or declared; {r} have a record of "
        "their latest run; of {u} nobody knows who wrote them.",
        seen.code_cells,
        k=words.number(seen.tracked),
        r=words.number(seen.recorded),
        u=words.number(seen.unknown_origin),
    )
    if seen.tracked == seen.code_cells:
        return written
    rest = words.say("Absence of a record is not evidence that no AI system was used.")
    return joined([written, rest], " ")


def _each(facts: Facts, words: Words) -> Iterator[Text]:
    for at, notebook in enumerate(facts.report.notebooks):
        seen = notebook.coverage
        yield words.say(
            "{notebook}: {k} of {n} code cells tracked, {r} with a run record.",
            notebook=notebook_name(facts, at),
            k=words.number(seen.tracked),
            n=words.number(seen.code_cells),
            r=words.number(seen.recorded),
        )


def _hints(facts: Facts, words: Words) -> Iterator[Block]:
    if not facts.hints:
        return
    intro = words.say(
        "The source of these cells suggests use of a model without a record of it (inferred from "
        "the text alone):"
    )
    yield Paragraph(intro)
    by_text: dict[str, list[CellRef]] = {}
    for found in facts.hints:
        for hint in found.cell.hints:
            by_text.setdefault(hint.text, []).append(found.place)
    yield Items(
        tuple(
            words.say("{cells}: {what}", cells=cells_text(words, facts, places), what=code(text))
            for text, places in list(by_text.items())[:_MOST_HINTS]
        )
    )


def _diagnostics(facts: Facts, words: Words) -> Iterator[Block]:
    by_code: dict[str, list[str]] = {}
    for found in facts.report.diagnostics:
        by_code.setdefault(found.code, []).append(found.message)
    if not by_code:
        return
    yield Paragraph(words.say("Diagnostics of the recording (explained in the documentation):"))
    yield Items(
        tuple(
            joined([code(name), plain(messages[0], 240), _more(words, len(messages) - 1)], " ")
            for name, messages in list(by_code.items())[:_MOST_CODES]
        )
    )


def _more(words: Words, rest: int) -> Text:
    return words.many("(and {n} more)", "(and {n} more)", rest) if rest else ()
