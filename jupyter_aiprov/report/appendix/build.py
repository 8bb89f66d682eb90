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
from .i18n import Translator, translator_of
from .methods import methods
from .names import notebook_name
from .presets import DEFAULT, Preset, preset
from .prompts import prompts
from .report_view import ReportView
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
    translator, form, view = translator_of(language), preset(preset_name), ReportView(report)
    makers = _makers(view, translator, form, detail)
    parts = (Part(key, title, tuple(make())) for key, title, make in makers)
    return Document(
        language=language,
        title=translator.text("Provenance appendix: use of AI systems"),
        subject=_subject(view, translator),
        parts=tuple(part for part in parts if part.blocks),
        labels={
            "page": translator.text("Page"),
            "of": translator.text("of"),
            "contents": translator.text("Contents"),
            "gap": translator.text("Gap"),
            "table": translator.text("Table"),
            "figure": translator.text("Figure"),
        },
        date=view.times[-1] if view.times else None,
    )


_Maker = tuple[PartKey, str, Callable[[], Iterable[Block]]]


def _makers(view: ReportView, translator: Translator, form: Preset, detail: Detail) -> list[_Maker]:
    return [
        ("statement", translator.text("Statement"), lambda: statement(view, translator, form)),
        ("methods", translator.text("For the Methods section"), lambda: methods(view, translator)),
        (
            "systems",
            translator.text("Use of AI systems"),
            lambda: [*systems(view, translator), *_prompts(view, translator, form, detail)],
        ),
        (
            "contributions",
            translator.text("Contributions"),
            lambda: contributions(view, translator, detail),
        ),
        ("figures", translator.text("Figures"), lambda: drawings(view, translator)),
        ("data", translator.text("Synthetic and AI-made data"), lambda: data(view, translator)),
        ("cost", translator.text("Cost in energy and carbon"), lambda: cost(view, translator)),
        ("review", translator.text("Review and verification"), lambda: review(view, translator)),
        (
            "limits",
            translator.text("Biases, limitations, incidents"),
            lambda: limits(view, translator),
        ),
        ("protection", translator.text("Protection of data"), lambda: protection(view, translator)),
        (
            "reproducibility",
            translator.text("Reproducibility"),
            lambda: reproducibility(view, translator),
        ),
        ("coverage", translator.text("Coverage and unknowns"), lambda: coverage(view, translator)),
        (
            "verifying",
            translator.text("How to verify this document"),
            lambda: verifying(view, translator),
        ),
    ]


def _prompts(
    view: ReportView, translator: Translator, form: Preset, detail: Detail
) -> Iterable[Block]:
    """Texts a person chose to keep are printed where they are asked for, and there only."""
    asked = {"prompt", "answers"} & set(form.demands)
    return prompts(view, translator) if asked or detail == "full" else ()


def _subject(view: ReportView, translator: Translator) -> Text:
    notebooks = view.report.notebooks
    names: list[Text | str] = [notebook_name(view, at) for at in range(min(len(notebooks), _NAMED))]
    if len(notebooks) > _NAMED:
        names.append(translator.more(len(notebooks) - _NAMED))
    named = translator.listed(names)
    if not view.times:
        return named
    when = translator.dates(view.times[0], view.times[-1])
    return translator.say("{notebooks}; records of {when}", notebooks=named, when=when)
