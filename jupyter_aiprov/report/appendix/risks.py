"""Risks: what left this machine, what was protected, biases, limitations and incidents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...record.notebook import Note
from ..model import CellRef
from .document import Block, Items, Paragraph, Text
from .facts import Facts
from .i18n import Words
from .names import cells_text, person_name
from .texts import capitalised, clean, joined, plain, strong


def protection(facts: Facts, words: Words) -> Iterator[Block]:
    """Where calls went, protected data, and the fate of prompts and answers."""
    items = [*_calls(facts, words), *_protected(facts, words), *_contents(facts, words)]
    if items:
        yield Items(tuple(items))
    mixed = [f for f in facts.cells if "protected" in f.cell.marks and _leaves(facts, f.place)]
    if mixed:
        text = words.say(
            "Protected data are handled, and a service outside this machine called, in the same "
            "place: {cells}. What was sent is not judged here.",
            cells=cells_text(words, facts, [f.place for f in mixed]),
        )
        yield Paragraph(text, "gap")


def _leaves(facts: Facts, place: object) -> bool:
    return any(at == place and facts.external(activity) for at, activity in facts.calls)


def _calls(facts: Facts, words: Words) -> Iterator[Text]:
    where: Counter[tuple[str, str]] = Counter()
    for _, activity in facts.calls:
        endpoint = activity.system.endpoint if activity.system else None
        kind = endpoint.class_ if endpoint else "unknown"
        where[kind, clean((endpoint.host if endpoint else "") or "", 80)] += 1
    for (class_, host), count in where.items():
        place = (
            words.word("endpoint_class", class_)
            if class_ != "unknown"
            else words.text("unknown place")
        )
        yield words.many(
            "{n} call to a model: {place}.",
            "{n} calls to a model: {place}.",
            count,
            place=plain(f"{place} ({host})" if host else place),
        )


def _protected(facts: Facts, words: Words) -> Iterator[Text]:
    by_class: dict[str | None, list[CellRef]] = {}
    for found, mark in facts.protected:
        by_class.setdefault(mark.class_, []).append(found.place)
    for class_, places in by_class.items():
        yield words.say(
            "Protected data ({kind}) flow through {cells}.",
            kind=words.word("protected_class", class_) if class_ else words.text("class not named"),
            cells=cells_text(words, facts, places),
        )


def _contents(facts: Facts, words: Words) -> Iterator[Text]:
    kept = Counter(
        content.mode
        for _, activity in facts.activities
        for content in (activity.prompt, activity.response)
        if content
    )
    if kept["hash"]:
        yield words.many(
            "Of {n} prompt or answer only a digest is kept.",
            "Of {n} prompts and answers only digests are kept.",
            kept["hash"],
        )
    if kept["redacted"]:
        yield words.many(
            "{n} prompt or answer is kept with identifiers replaced.",
            "{n} prompts and answers are kept with identifiers replaced.",
            kept["redacted"],
        )
    if kept["full"]:
        yield words.many(
            "{n} prompt or answer is kept in full in the notebook.",
            "{n} prompts and answers are kept in full in the notebooks.",
            kept["full"],
        )


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
