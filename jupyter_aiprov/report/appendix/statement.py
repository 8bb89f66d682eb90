"""The statement: a preset's sentences, then what the preset demands and the records lack."""

from __future__ import annotations

from collections.abc import Iterator

from ...record.activity import Activity
from ..model import CellRef, SystemReport
from .coverage import incomplete
from .demands import missing
from .document import Block, Inline, Items, Paragraph, Text, plain_text
from .facts import Facts
from .gaidet import task_of, task_text, term
from .i18n import Words
from .names import cells_text, full_name, person_name, system_name, version_of
from .presets import Preset, render
from .texts import clean, joined, plain

_MOST = 8
_ITEM = "- "


def statement(facts: Facts, words: Words, preset: Preset) -> Iterator[Block]:
    """The statement and its gaps.

    Args:
        facts: what the report says.
        words: of the appendix's language.
        preset: whose statement it is, and whose demands.

    Yields:
        The blocks of this part, in order.
    """
    if facts.used_ai:
        yield from _blocks(render(preset, words.language, values(facts, words)))
        if facts.incomplete:
            yield Paragraph(incomplete(facts, words), "gap")
    elif facts.incomplete:
        rest = words.say(
            "Nothing else on record points to an AI system; the part on coverage says how much "
            "was seen."
        )
        yield Paragraph(joined([incomplete(facts, words), rest], " "), "gap")
    else:
        yield Paragraph(
            words.say(
                "No use of an AI system is on record in these notebooks. This says what was "
                "recorded; the part on coverage says how much was seen."
            )
        )
    lacking = missing(facts, words, preset.demands)
    if lacking:
        title = preset.called(words.language)
        text = words.say("The records lack what “{title}” asks for:", title=title)
        yield Paragraph(text, "gap")
        yield Items(tuple(lacking), "gap")
    yield Paragraph(_source(words, preset), "small")


def _source(words: Words, preset: Preset) -> Text:
    source, date, place = (
        told.get(words.language, told["en"]) for told in (preset.source, preset.date, preset.place)
    )
    dated = f" ({date})" if date else ""
    form = words.say("Form of statement: {source}.", source=plain(f"{source}{dated}", 300))
    where = words.say("Its place: {place}.", place=place) if place else ()
    disclaimer = words.say("No conformity with that text is claimed.")
    return joined([form, where, disclaimer], " ")


def _blocks(paragraphs: list[str]) -> Iterator[Block]:
    """Paragraphs as they are; lines of items that follow one another as one list."""
    items: list[Text] = []
    for paragraph in paragraphs:
        lines = paragraph.splitlines()
        if all(line.startswith(_ITEM) for line in lines):
            items += ((Inline(line.removeprefix(_ITEM)),) for line in lines)
            continue
        if items:
            yield Items(tuple(items))
            items = []
        yield Paragraph((Inline(" ".join(lines)),))
    if items:
        yield Items(tuple(items))


def values(facts: Facts, words: Words) -> dict[str, object]:
    """What a preset's template may speak of: strings cleaned for print, and yes or no."""
    counted = facts.report.authorship
    whole = counted.ai + counted.human + counted.unknown
    tasks = _tasks(facts)
    return {
        "systems": _plain(words, [full_name(s) for s in facts.systems]) or _unnamed(words),
        "details": [_system(facts, words, s) for s in facts.systems],
        "reasons": _plain(words, _reasons(facts, words)),
        "tasks": _plain(words, [_label(words, t) for t in tasks]),
        "tasked": [_tasked(facts, words, t, pairs) for t, pairs in tasks.items()],
        "writing": any((known := term(t)) and known.writing for t in tasks),
        "research": not tasks or any(not ((known := term(t)) and known.writing) for t in tasks),
        "code_cells": words.number(len(facts.code_cells)),
        "ai_cells": _cells(facts, words, [f.place for f in facts.ai_cells]),
        "ai_share": words.share(counted.ai, whole),
        "human_share": words.share(counted.human, whole),
        "unknown_share": words.share(counted.unknown, whole),
        "figures": _cells(facts, words, _figures(facts)),
        "synthetic": _plain(words, _synthetic(facts, words)),
        "answers": sum(d.mark == "ai-output" for d in facts.report.data),
        "reviewed": facts.fully_reviewed,
        "partly_reviewed": bool(facts.reviewed) and not facts.fully_reviewed,
        "reviewed_count": words.number(len(facts.reviewed)),
        "touched_count": words.number(len(facts.touched)),
        "reviewers": _plain(words, [person_name(p) for p in facts.reviewers]),
        "responsible": _plain(words, [person_name(p) for p in facts.sealed_by]),
        "calls": len(facts.calls),
        "unplaced": any(_unplaced(a) for _, a in facts.calls),
        "prompts_kept": any(a.prompt and a.prompt.text for _, a in facts.activities),
        "external": any(facts.external(a) for _, a in facts.calls),
        "created": _plain(words, _created(facts)),
        "biases": any(n.kind == "bias" for n in facts.report.notes),
        "limitations": any(n.kind == "limitation" for n in facts.report.notes),
        "energy": words.quantity(facts.report.cost.energy),
        "energy_known": facts.report.cost.energy is not None,
    }


def _unnamed(words: Words) -> str:
    return words.text("AI systems whose name is not on record")


def _plain(words: Words, items: list[str]) -> str:
    shown: list[Text | str] = list(dict.fromkeys(clean(item) for item in items if item))
    if len(shown) > _MOST:
        shown = [*shown[:_MOST], words.more(len(shown) - _MOST)]
    return plain_text(words.listed(shown))


def _system(facts: Facts, words: Words, found: SystemReport) -> dict[str, str]:
    """One system in cleaned strings; empty where the records do not say."""
    endpoint = found.system.endpoint
    access = (
        words.word("endpoint_class", endpoint.class_)
        if endpoint and endpoint.class_ != "unknown"
        else ""
    )
    reasons = [_label(words, task) for task in found.tasks] + list(found.purposes)
    training = found.details.training_data if found.details else None
    return {
        "name": clean(system_name(found.system)),
        "full": clean(full_name(found)),
        "version": clean(version_of(found)),
        "provider": clean(found.system.provider or ""),
        "dates": words.dates(found.first, found.last) if found.first else "",
        "access": access,
        "reasons": _plain(words, reasons),
        "cells": _cells(facts, words, list(found.cells)),
        "training": clean(training or ""),
    }


def _cells(facts: Facts, words: Words, places: list[CellRef]) -> str:
    return clean(cells_text(words, facts, places))


_Done = list[tuple[CellRef, Activity]]


def _tasks(facts: Facts) -> dict[str, _Done]:
    """The tasks on record, each with what was done of it."""
    found: dict[str, _Done] = {}
    for place, activity in facts.activities:
        cell = facts.cell(place)
        task = task_of(activity, cell.type if cell else "code")
        if task:
            found.setdefault(task, []).append((place, activity))
    return found


def _tasked(facts: Facts, words: Words, task: str, done: _Done) -> dict[str, str]:
    names = [system_name(activity.system) for _, activity in done]
    return {
        "slug": clean(task),
        "label": _label(words, task),
        "systems": _plain(words, names) or _unnamed(words),
        "cells": _cells(facts, words, [place for place, _ in done if facts.cell(place)]),
    }


def _label(words: Words, task: str) -> str:
    return plain_text(task_text(words, task))


def _reasons(facts: Facts, words: Words) -> list[str]:
    purposes = [purpose for found in facts.systems for purpose in found.purposes]
    return purposes or [_label(words, task) for task in _tasks(facts)]


def _unplaced(call: Activity) -> bool:
    endpoint = call.system.endpoint if call.system else None
    return endpoint is None or endpoint.class_ == "unknown"


def _figures(facts: Facts) -> list[CellRef]:
    """Cells that show a picture made by AI-written code or resting on a model's answer."""
    made = {"ai-code", "ai-output"}
    return [
        found.place
        for found in facts.cells
        for output in found.cell.outputs
        if made & set(output.marks) and any(mime.startswith("image/") for mime in output.mime)
    ]


def _synthetic(facts: Facts, words: Words) -> list[str]:
    made = [found for found in facts.report.data if found.mark == "synthetic"]
    return [found.data.name or words.text("unnamed") for found in made]


def _created(facts: Facts) -> list[str]:
    made = [s for s in facts.systems if s.details and s.details.role == "created"]
    return [full_name(found) for found in made]
