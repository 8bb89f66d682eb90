"""The Methods paragraph: the records in the sentences a paper's methods section would hold."""

from __future__ import annotations

from collections.abc import Iterator

from .coverage import counts, incomplete
from .document import Block, Paragraph, Text
from .facts import Facts
from .gaidet import task_text
from .i18n import Words
from .names import full_name, leaf, person_name
from .texts import code, joined, plain

_NAMED = 6


def methods(facts: Facts, words: Words) -> Iterator[Block]:
    """One paragraph; its last sentence says how much was seen."""
    sentences: list[Text] = [_subject(facts, words)]
    if facts.used_ai:
        sentences += [*_systems(facts, words), *_authors(facts, words), *_data(facts, words)]
        sentences += [*_reviews(facts, words), *_energy(facts, words)]
    elif not facts.incomplete:
        sentences.append(words.say("No use of an AI system is on record in them."))
    if facts.incomplete:
        sentences.append(incomplete(facts, words))
    sentences.append(counts(facts, words))
    recorder = words.say("Provenance was recorded with jupyter_aiprov.")
    yield Paragraph(joined([*sentences, recorder], " "))


def _subject(facts: Facts, words: Words) -> Text:
    notebooks = facts.report.notebooks
    names: list[Text | str] = [code(leaf(n.path)) for n in notebooks[:_NAMED]]
    rest = len(notebooks) - len(names)
    if rest > 0:
        names.append(words.more(rest))
    return words.many(
        "The analysis is held in a Jupyter notebook ({names}).",
        "The analysis is held in {n} Jupyter notebooks ({names}).",
        len(notebooks),
        names=words.listed(names),
    )


def _systems(facts: Facts, words: Words) -> Iterator[Text]:
    for found in facts.systems[:_NAMED]:
        tasks = [task_text(words, task) for task in found.tasks[:4]]
        purposes = [plain(purpose) for purpose in found.purposes[:3]]
        what = words.listed([*tasks, *purposes])
        known = bool(found.first and found.last)
        when = words.dates(found.first, found.last) if known else words.text("date not on record")
        system = plain(full_name(found))
        if what:
            yield words.say(
                "The AI system {system} was used ({when}) for: {what}.",
                system=system,
                when=when,
                what=what,
            )
        else:
            yield words.say(
                "The AI system {system} was used ({when}); its purpose is not on record.",
                system=system,
                when=when,
            )
    rest = len(facts.systems) - _NAMED
    if rest > 0:
        yield words.many(
            "{n} further system is listed below.", "{n} further systems are listed below.", rest
        )


def _authors(facts: Facts, words: Words) -> Iterator[Text]:
    counted = facts.report.authorship
    whole = counted.ai + counted.human + counted.unknown
    if whole:
        yield words.say(
            "Of {n} characters of source, AI systems are on record as authors of {ai}, people of "
            "{human}; the author of {unknown} is unknown.",
            n=words.number(whole),
            ai=words.share(counted.ai, whole),
            human=words.share(counted.human, whole),
            unknown=words.share(counted.unknown, whole),
        )


def _data(facts: Facts, words: Words) -> Iterator[Text]:
    synthetic = [found for found in facts.report.data if found.mark == "synthetic"]
    answers = [found for found in facts.report.data if found.mark == "ai-output"]
    if synthetic:
        names = [code(f.data.name) or words.say("unnamed") for f in synthetic]
        named = list(dict.fromkeys(names))[:_NAMED]
        yield words.many(
            "{n} data set is synthetic and holds no observation ({names}).",
            "{n} data sets are synthetic and hold no observation ({names}).",
            len(synthetic),
            names=words.listed(named),
        )
    if answers:
        yield words.many(
            "{n} answer of a model was used as data.",
            "{n} answers of models were used as data.",
            len(answers),
        )


def _reviews(facts: Facts, words: Words) -> Iterator[Text]:
    if not facts.touched:
        return
    who = words.listed([person_name(person) for person in facts.reviewers])
    k, n = words.number(len(facts.reviewed)), words.number(len(facts.touched))
    if not facts.reviewed:
        yield words.say(
            "Cells that hold AI-made code or rest on AI-made data: {n}; none has a review that "
            "still holds.",
            n=n,
        )
    else:
        yield words.say(
            "Cells that hold AI-made code or rest on AI-made data: {n}; reviewed by {who}: {k}.",
            n=n,
            k=k,
            who=who,
        )


def _energy(facts: Facts, words: Words) -> Iterator[Text]:
    total = facts.report.cost
    if total.energy:
        yield words.say(
            "Running the notebooks took {energy} on this machine ({carbon}).",
            energy=words.quantity(total.energy),
            carbon=words.quantity(total.carbon)
            if total.carbon
            else words.text("carbon not available"),
        )
    known = [line for line in total.systems if line.energy]
    if known:
        parts = [plain(f"{line.system} ({words.quantity(line.energy)})") for line in known[:_NAMED]]
        yield words.say("Energy of the calls to AI systems: {parts}.", parts=joined(parts))
