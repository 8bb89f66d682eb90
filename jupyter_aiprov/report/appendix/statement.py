"""The statement: a preset's sentences, then what the preset demands and the records lack."""

from __future__ import annotations

from collections.abc import Iterator

from ...record.activity import Activity
from ..model import CellRef, SystemReport
from .coverage import incomplete
from .demands import missing
from .document import Block, Inline, Items, Paragraph, Text, plain_text
from .gaidet import task_of, task_text, term
from .i18n import Translator
from .inlines import clean, joined, plain
from .names import cells_text, full_name, person_name, system_name, version_of
from .presets import Preset, render
from .report_view import ReportView

_MOST = 8
_ITEM = "- "


def statement(view: ReportView, translator: Translator, preset: Preset) -> Iterator[Block]:
    """The statement and its gaps.

    Args:
        view: what the report says.
        translator: of the appendix's language.
        preset: whose statement it is, and whose demands.

    Yields:
        The blocks of this part, in order.
    """
    if view.used_ai:
        yield from _blocks(render(preset, translator.language, values(view, translator)))
        if view.incomplete:
            yield Paragraph(incomplete(view, translator), "gap")
    elif view.incomplete:
        rest = translator.say(
            "Nothing else on record points to an AI system; the part on coverage says how much "
            "was seen."
        )
        yield Paragraph(joined([incomplete(view, translator), rest], " "), "gap")
    else:
        yield Paragraph(
            translator.say(
                "No use of an AI system is on record in these notebooks. This says what was "
                "recorded; the part on coverage says how much was seen."
            )
        )
    lacking = missing(view, translator, preset.demands)
    if lacking:
        title = preset.called(translator.language)
        text = translator.say("The records lack what “{title}” asks for:", title=title)
        yield Paragraph(text, "gap")
        yield Items(tuple(lacking), "gap")
    yield Paragraph(_source(translator, preset), "small")


def _source(translator: Translator, preset: Preset) -> Text:
    source, date, place = (
        told.get(translator.language, told["en"])
        for told in (preset.source, preset.date, preset.place)
    )
    dated = f" ({date})" if date else ""
    form = translator.say("Form of statement: {source}.", source=plain(f"{source}{dated}", 300))
    where = translator.say("Its place: {place}.", place=place) if place else ()
    disclaimer = translator.say("No conformity with that text is claimed.")
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


def values(view: ReportView, translator: Translator) -> dict[str, object]:
    """What a preset's template may speak of: strings cleaned for print, and yes or no."""
    counted = view.report.authorship
    whole = counted.ai + counted.human + counted.unknown
    tasks = _tasks(view)
    return {
        "systems": _plain(translator, [full_name(s) for s in view.systems]) or _unnamed(translator),
        "details": [_system(view, translator, s) for s in view.systems],
        "reasons": _plain(translator, _reasons(view, translator)),
        "tasks": _plain(translator, [_label(translator, t) for t in tasks]),
        "tasked": [_tasked(view, translator, t, pairs) for t, pairs in tasks.items()],
        "writing": any((known := term(t)) and known.writing for t in tasks),
        "research": not tasks or any(not ((known := term(t)) and known.writing) for t in tasks),
        "code_cells": translator.number(len(view.code_cells)),
        "ai_cells": _cells(view, translator, [f.place for f in view.ai_cells]),
        "ai_share": translator.share(counted.ai, whole),
        "human_share": translator.share(counted.human, whole),
        "unknown_share": translator.share(counted.unknown, whole),
        "figures": _cells(view, translator, _figures(view)),
        "synthetic": _plain(translator, _synthetic(view, translator)),
        "answers": sum(d.mark == "ai-output" for d in view.report.data),
        "reviewed": view.fully_reviewed,
        "partly_reviewed": bool(view.reviewed) and not view.fully_reviewed,
        "reviewed_count": translator.number(len(view.reviewed)),
        "touched_count": translator.number(len(view.touched)),
        "reviewers": _plain(translator, [person_name(p) for p in view.reviewers]),
        "responsible": _plain(translator, [person_name(p) for p in view.sealed_by]),
        "calls": len(view.calls),
        "unplaced": any(_unplaced(a) for _, a in view.calls),
        "prompts_kept": any(a.prompt and a.prompt.text for _, a in view.activities),
        "external": any(view.external(a) for _, a in view.calls),
        "created": _plain(translator, _created(view)),
        "biases": any(n.kind == "bias" for n in view.report.notes),
        "limitations": any(n.kind == "limitation" for n in view.report.notes),
        "energy": translator.quantity(view.report.cost.energy),
        "energy_known": view.report.cost.energy is not None,
    }


def _unnamed(translator: Translator) -> str:
    return translator.text("AI systems whose name is not on record")


def _plain(translator: Translator, items: list[str]) -> str:
    shown: list[Text | str] = list(dict.fromkeys(clean(item) for item in items if item))
    if len(shown) > _MOST:
        shown = [*shown[:_MOST], translator.more(len(shown) - _MOST)]
    return plain_text(translator.listed(shown))


def _system(view: ReportView, translator: Translator, found: SystemReport) -> dict[str, str]:
    """One system in cleaned strings; empty where the records do not say."""
    endpoint = found.system.endpoint
    access = (
        translator.word("endpoint_class", endpoint.class_)
        if endpoint and endpoint.class_ != "unknown"
        else ""
    )
    reasons = [_label(translator, task) for task in found.tasks] + list(found.purposes)
    training = found.details.training_data if found.details else None
    return {
        "name": clean(system_name(found.system)),
        "full": clean(full_name(found)),
        "version": clean(version_of(found)),
        "provider": clean(found.system.provider or ""),
        "dates": translator.dates(found.first, found.last) if found.first else "",
        "access": access,
        "reasons": _plain(translator, reasons),
        "cells": _cells(view, translator, list(found.cells)),
        "training": clean(training or ""),
    }


def _cells(view: ReportView, translator: Translator, places: list[CellRef]) -> str:
    return clean(cells_text(translator, view, places))


_Done = list[tuple[CellRef, Activity]]


def _tasks(view: ReportView) -> dict[str, _Done]:
    """The tasks on record, each with what was done of it."""
    found: dict[str, _Done] = {}
    for place, activity in view.activities:
        cell = view.cell(place)
        task = task_of(activity, cell.type if cell else "code")
        if task:
            found.setdefault(task, []).append((place, activity))
    return found


def _tasked(view: ReportView, translator: Translator, task: str, done: _Done) -> dict[str, str]:
    names = [system_name(activity.system) for _, activity in done]
    return {
        "slug": clean(task),
        "label": _label(translator, task),
        "systems": _plain(translator, names) or _unnamed(translator),
        "cells": _cells(view, translator, [place for place, _ in done if view.cell(place)]),
    }


def _label(translator: Translator, task: str) -> str:
    return plain_text(task_text(translator, task))


def _reasons(view: ReportView, translator: Translator) -> list[str]:
    purposes = [purpose for found in view.systems for purpose in found.purposes]
    return purposes or [_label(translator, task) for task in _tasks(view)]


def _unplaced(call: Activity) -> bool:
    endpoint = call.system.endpoint if call.system else None
    return endpoint is None or endpoint.class_ == "unknown"


def _figures(view: ReportView) -> list[CellRef]:
    """Cells that show a picture made by AI-written code or resting on a model's answer."""
    made = {"ai-code", "ai-output"}
    return [
        found.place
        for found in view.cells
        for output in found.cell.outputs
        if made & set(output.marks) and any(mime.startswith("image/") for mime in output.mime)
    ]


def _synthetic(view: ReportView, translator: Translator) -> list[str]:
    made = [found for found in view.report.data if found.mark == "synthetic"]
    return [found.data.name or translator.text("unnamed") for found in made]


def _created(view: ReportView) -> list[str]:
    made = [s for s in view.systems if s.details and s.details.role == "created"]
    return [full_name(found) for found in made]
