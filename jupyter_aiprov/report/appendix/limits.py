"""Biases, limitations and incidents, in the authors' words; their absence in plain sight."""

from __future__ import annotations

from collections.abc import Iterator

from ...record.notebook import Note
from .document import Block, Items, Paragraph, Text
from .facts import Facts
from .i18n import Words
from .names import person_name
from .texts import capitalised, joined, plain, strong


def limits(facts: Facts, words: Words) -> Iterator[Block]:
    """What is noted, then what is not."""
    notes = [note for note in facts.report.notes if note.kind != "comparison"]
    if notes:
        yield Items(tuple(_note(words, note) for note in notes))
    if not facts.used_ai:
        return
    kinds = {note.kind for note in notes}
    biased = any(d.passport.biases for d in facts.report.datasets)
    if "bias" not in kinds and not biased:
        text = words.say("No bias of the systems or data used is documented in these records.")
        yield Paragraph(text, "gap")
    if "limitation" not in kinds:
        text = words.say("No limitation of the use of AI systems is documented in these records.")
        yield Paragraph(text, "gap")


def _note(words: Words, note: Note) -> Text:
    kind = capitalised(words.word("note_kind", note.kind))
    by = f"{person_name(note.by)}, {words.date(note.time)}" if note.by else words.date(note.time)
    said = joined([strong(f"{kind}."), plain(note.text, 1000), plain(f"({by})")], " ")
    if not note.resolution:
        return said
    done = plain(note.resolution.rstrip(" ."), 600)
    return joined([said, words.say("What was done: {text}.", text=done)], " ")
