"""One line for a cell or an output in somebody else's export: what it is, who checked it."""

from __future__ import annotations

from ..model import CellReport, OutputReport
from .document import Text
from .i18n import Translator
from .inlines import joined, plain, strong
from .names import system_name

#: Marks a reader of a figure must know of; AI-written code is said on its cell.
_TELLING = ("synthetic", "ai-output", "protected", "unknown")


def cell_badge(translator: Translator, cell: CellReport, *, everything: bool = False) -> Text:
    """Origin, evidence, systems and review of a cell that is of an AI system; else nothing.

    Args:
        translator: of the appendix's language.
        cell: what there is to say of it.
        everything: gives a line to cells of people and of unknown origin too.

    Returns:
        One line; empty where there is nothing to say.
    """
    ai = cell.origin.startswith("ai-")
    if not ai and not everything:
        return ()
    parts = [strong(translator.word("origin", cell.origin))]
    if cell.origin_evidence:
        parts.append(plain(f"({translator.word('evidence', cell.origin_evidence)})"))
    head = joined(parts, " ")
    if not ai:
        return head
    writers = (a for a in cell.records if a.kind != "model-call" and a.origin != "human")
    names = dict.fromkeys(system_name(activity.system) for activity in writers)
    systems = joined([plain(name) for name in list(names)[:3]])
    return joined([head, systems, plain(translator.word("review", cell.review))], " · ")


def output_badge(translator: Translator, output: OutputReport) -> Text:
    """What an output rests on; nothing where it rests on nothing that must be said."""
    marks = [mark for mark in output.marks if mark in _TELLING]
    if not marks or marks == ["unknown"]:
        return ()
    found = joined([strong(translator.word("mark", mark)) for mark in marks])
    return translator.say("rests on: {marks}", marks=found)
