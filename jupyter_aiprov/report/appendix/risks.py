"""Risks: what left this machine, what was protected, biases, limitations and incidents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...record.notebook import Note
from ..model import CellRef
from .document import Block, Items, Paragraph, Text
from .i18n import Translator
from .inlines import capitalised, clean, joined, plain, strong
from .names import cells_text, person_name
from .report_view import ReportView


def protection(view: ReportView, translator: Translator) -> Iterator[Block]:
    """Where calls went, protected data, and the fate of prompts and answers."""
    items = [*_calls(view, translator), *_protected(view, translator), *_contents(view, translator)]
    if items:
        yield Items(tuple(items))
    mixed = [f for f in view.cells if "protected" in f.cell.marks and _leaves(view, f.place)]
    if mixed:
        text = translator.say(
            "Protected data are handled, and a service outside this machine called, in the same "
            "place: {cells}. What was sent is not judged here.",
            cells=cells_text(translator, view, [f.place for f in mixed]),
        )
        yield Paragraph(text, "gap")


def _leaves(view: ReportView, place: object) -> bool:
    return any(at == place and view.external(activity) for at, activity in view.calls)


def _calls(view: ReportView, translator: Translator) -> Iterator[Text]:
    where: Counter[tuple[str, str]] = Counter()
    for _, activity in view.calls:
        endpoint = activity.system.endpoint if activity.system else None
        kind = endpoint.class_ if endpoint else "unknown"
        where[kind, clean((endpoint.host if endpoint else "") or "", 80)] += 1
    for (class_, host), count in where.items():
        place = (
            translator.word("endpoint_class", class_)
            if class_ != "unknown"
            else translator.text("unknown place")
        )
        yield translator.many(
            "{n} call to a model: {place}.",
            "{n} calls to a model: {place}.",
            count,
            place=plain(f"{place} ({host})" if host else place),
        )


def _protected(view: ReportView, translator: Translator) -> Iterator[Text]:
    by_class: dict[str | None, list[CellRef]] = {}
    for found, mark in view.protected:
        by_class.setdefault(mark.class_, []).append(found.place)
    for class_, places in by_class.items():
        yield translator.say(
            "Protected data ({kind}) flow through {cells}.",
            kind=translator.word("protected_class", class_)
            if class_
            else translator.text("class not named"),
            cells=cells_text(translator, view, places),
        )


def _contents(view: ReportView, translator: Translator) -> Iterator[Text]:
    kept = Counter(
        content.mode
        for _, activity in view.activities
        for content in (activity.prompt, activity.response)
        if content
    )
    if kept["hash"]:
        yield translator.many(
            "Of {n} prompt or answer only a digest is kept.",
            "Of {n} prompts and answers only digests are kept.",
            kept["hash"],
        )
    if kept["redacted"]:
        yield translator.many(
            "{n} prompt or answer is kept with identifiers replaced.",
            "{n} prompts and answers are kept with identifiers replaced.",
            kept["redacted"],
        )
    if kept["full"]:
        yield translator.many(
            "{n} prompt or answer is kept in full in the notebook.",
            "{n} prompts and answers are kept in full in the notebooks.",
            kept["full"],
        )


def limits(view: ReportView, translator: Translator) -> Iterator[Block]:
    """What is noted, then what is not."""
    notes = [note for note in view.report.notes if note.kind != "comparison"]
    if notes:
        yield Items(tuple(_note(translator, note) for note in notes))
    if not view.used_ai:
        return
    kinds = {note.kind for note in notes}
    biased = any(d.passport.biases for d in view.report.datasets)
    if "bias" not in kinds and not biased:
        text = translator.say("No bias of the systems or data used is documented in these records.")
        yield Paragraph(text, "gap")
    if "limitation" not in kinds:
        text = translator.say(
            "No limitation of the use of AI systems is documented in these records."
        )
        yield Paragraph(text, "gap")


def _note(translator: Translator, note: Note) -> Text:
    kind = capitalised(translator.word("note_kind", note.kind))
    by = (
        f"{person_name(note.by)}, {translator.date(note.time)}"
        if note.by
        else translator.date(note.time)
    )
    said = joined([strong(f"{kind}."), plain(note.text, 1000), plain(f"({by})")], " ")
    if not note.resolution:
        return said
    done = plain(note.resolution.rstrip(" ."), 600)
    return joined([said, translator.say("What was done: {text}.", text=done)], " ")
