"""The Methods paragraph: the records in the sentences a paper's methods section would hold."""

from __future__ import annotations

from collections.abc import Iterator

from .coverage import counts, incomplete
from .document import Block, Paragraph, Text
from .gaidet import task_text
from .i18n import Translator
from .inlines import code, joined, plain
from .names import full_name, leaf, person_name
from .report_view import ReportView

_NAMED = 6


def methods(view: ReportView, translator: Translator) -> Iterator[Block]:
    """One paragraph; its last sentence says how much was seen."""
    sentences: list[Text] = [_subject(view, translator)]
    if view.used_ai:
        sentences += [
            *_systems(view, translator),
            *_authors(view, translator),
            *_data(view, translator),
        ]
        sentences += [*_reviews(view, translator), *_energy(view, translator)]
    elif not view.incomplete:
        sentences.append(translator.say("No use of an AI system is on record in them."))
    if view.incomplete:
        sentences.append(incomplete(view, translator))
    sentences.append(counts(view, translator))
    recorder = translator.say("Provenance was recorded with jupyter_aiprov.")
    yield Paragraph(joined([*sentences, recorder], " "))


def _subject(view: ReportView, translator: Translator) -> Text:
    notebooks = view.report.notebooks
    names: list[Text | str] = [code(leaf(n.path)) for n in notebooks[:_NAMED]]
    rest = len(notebooks) - len(names)
    if rest > 0:
        names.append(translator.more(rest))
    return translator.many(
        "The analysis is held in a Jupyter notebook ({names}).",
        "The analysis is held in {n} Jupyter notebooks ({names}).",
        len(notebooks),
        names=translator.listed(names),
    )


def _systems(view: ReportView, translator: Translator) -> Iterator[Text]:
    for found in view.systems[:_NAMED]:
        tasks = [task_text(translator, task) for task in found.tasks[:4]]
        purposes = [plain(purpose) for purpose in found.purposes[:3]]
        what = translator.listed([*tasks, *purposes])
        known = bool(found.first and found.last)
        when = (
            translator.dates(found.first, found.last)
            if known
            else translator.text("date not on record")
        )
        system = plain(full_name(found))
        if what:
            yield translator.say(
                "The AI system {system} was used ({when}) for: {what}.",
                system=system,
                when=when,
                what=what,
            )
        else:
            yield translator.say(
                "The AI system {system} was used ({when}); its purpose is not on record.",
                system=system,
                when=when,
            )
    rest = len(view.systems) - _NAMED
    if rest > 0:
        yield translator.many(
            "{n} further system is listed below.", "{n} further systems are listed below.", rest
        )


def _authors(view: ReportView, translator: Translator) -> Iterator[Text]:
    counted = view.report.authorship
    whole = counted.ai + counted.human + counted.unknown
    if whole:
        yield translator.say(
            "Of {n} characters of source, AI systems are on record as authors of {ai}, people of "
            "{human}; the author of {unknown} is unknown.",
            n=translator.number(whole),
            ai=translator.share(counted.ai, whole),
            human=translator.share(counted.human, whole),
            unknown=translator.share(counted.unknown, whole),
        )


def _data(view: ReportView, translator: Translator) -> Iterator[Text]:
    synthetic = [found for found in view.report.data if found.mark == "synthetic"]
    answers = [found for found in view.report.data if found.mark == "ai-output"]
    if synthetic:
        names = [code(f.data.name) or translator.say("unnamed") for f in synthetic]
        named = list(dict.fromkeys(names))[:_NAMED]
        yield translator.many(
            "{n} data set is synthetic and holds no observation ({names}).",
            "{n} data sets are synthetic and hold no observation ({names}).",
            len(synthetic),
            names=translator.listed(named),
        )
    if answers:
        yield translator.many(
            "{n} answer of a model was used as data.",
            "{n} answers of models were used as data.",
            len(answers),
        )


def _reviews(view: ReportView, translator: Translator) -> Iterator[Text]:
    if not view.touched:
        return
    who = translator.listed([person_name(person) for person in view.reviewers])
    k, n = translator.number(len(view.reviewed)), translator.number(len(view.touched))
    if not view.reviewed:
        yield translator.say(
            "Cells that hold AI-made code or rest on AI-made data: {n}; none has a review that "
            "still holds.",
            n=n,
        )
    else:
        yield translator.say(
            "Cells that hold AI-made code or rest on AI-made data: {n}; reviewed by {who}: {k}.",
            n=n,
            k=k,
            who=who,
        )


def _energy(view: ReportView, translator: Translator) -> Iterator[Text]:
    total = view.report.cost
    if total.energy:
        yield translator.say(
            "Running the notebooks took {energy} on this machine ({carbon}).",
            energy=translator.quantity(total.energy),
            carbon=translator.quantity(total.carbon)
            if total.carbon
            else translator.text("carbon not available"),
        )
    known = [line for line in total.systems if line.energy]
    if known:
        parts = [
            plain(f"{line.system} ({translator.quantity(line.energy)})") for line in known[:_NAMED]
        ]
        yield translator.say("Energy of the calls to AI systems: {parts}.", parts=joined(parts))
