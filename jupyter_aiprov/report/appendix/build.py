"""From a Report to the appendix: the parts, in order, each left out when it has nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..model import Report
from .contributions import Detail, contributions
from .cost import cost
from .coverage import coverage
from .data import data
from .document import Block, Document, Part, PartKey, Text
from .drawings import drawings
from .facts import Facts
from .i18n import Words, words
from .methods import methods
from .names import notebook_name
from .presets import DEFAULT, Preset, preset
from .prompts import prompts
from .reproducibility import reproducibility, verifying
from .review import review
from .risks import limits, protection
from .statement import statement
from .systems import systems

_NAMED = 8


def appendix(
    report: Report, language: str = "en", preset_name: str = DEFAULT, detail: Detail = "standard"
) -> Document:
    """The appendix of ``report``.

    Args:
        report: what there is to say.
        language: one of :func:`.i18n.languages`.
        preset_name: one of :func:`.presets.names`, or a path to a file of that form.
        detail: ``brief`` lists no cell, ``standard`` those that hold something of an AI system,
            ``full`` every one.

    Returns:
        The document; parts with nothing in them are left out.

    Raises:
        BadInput: the language or preset is unknown.
    """
    speech, form, facts = words(language), preset(preset_name), Facts(report)
    makers = _makers(facts, speech, form, detail)
    parts = (Part(key, title, tuple(make())) for key, title, make in makers)
    return Document(
        language=language,
        title=speech.text("Provenance appendix: use of AI systems"),
        subject=_subject(facts, speech),
        parts=tuple(part for part in parts if part.blocks),
        labels={
            "page": speech.text("Page"),
            "of": speech.text("of"),
            "contents": speech.text("Contents"),
            "gap": speech.text("Gap"),
            "table": speech.text("Table"),
            "figure": speech.text("Figure"),
        },
        date=facts.times[-1] if facts.times else None,
    )


_Maker = tuple[PartKey, str, Callable[[], Iterable[Block]]]


def _makers(facts: Facts, words: Words, form: Preset, detail: Detail) -> list[_Maker]:
    return [
        ("statement", words.text("Statement"), lambda: statement(facts, words, form)),
        ("methods", words.text("For the Methods section"), lambda: methods(facts, words)),
        (
            "systems",
            words.text("Use of AI systems"),
            lambda: [*systems(facts, words), *_prompts(facts, words, form, detail)],
        ),
        (
            "contributions",
            words.text("Contributions"),
            lambda: contributions(facts, words, detail),
        ),
        ("figures", words.text("Figures"), lambda: drawings(facts, words)),
        ("data", words.text("Synthetic and AI-made data"), lambda: data(facts, words)),
        ("cost", words.text("Cost in energy and carbon"), lambda: cost(facts, words)),
        ("review", words.text("Review and verification"), lambda: review(facts, words)),
        (
            "limits",
            words.text("Biases, limitations, incidents"),
            lambda: limits(facts, words),
        ),
        ("protection", words.text("Protection of data"), lambda: protection(facts, words)),
        (
            "reproducibility",
            words.text("Reproducibility"),
            lambda: reproducibility(facts, words),
        ),
        ("coverage", words.text("Coverage and unknowns"), lambda: coverage(facts, words)),
        (
            "verifying",
            words.text("How to verify this document"),
            lambda: verifying(facts, words),
        ),
    ]


def _prompts(facts: Facts, words: Words, form: Preset, detail: Detail) -> Iterable[Block]:
    """Texts a person chose to keep are printed where they are asked for, and there only."""
    asked = {"prompt", "answers"} & set(form.demands)
    return prompts(facts, words) if asked or detail == "full" else ()


def _subject(facts: Facts, words: Words) -> Text:
    notebooks = facts.report.notebooks
    names: list[Text | str] = [
        notebook_name(facts, at) for at in range(min(len(notebooks), _NAMED))
    ]
    if len(notebooks) > _NAMED:
        names.append(words.more(len(notebooks) - _NAMED))
    named = words.listed(names)
    if not facts.times:
        return named
    when = words.dates(facts.times[0], facts.times[-1])
    return words.say("{notebooks}; records of {when}", notebooks=named, when=when)
