"""Synthetic and AI-made data, what rests on them, and the passports of the data sets used."""

from __future__ import annotations

from collections.abc import Iterator

from ...capture.files.passports import missing
from ...record.notebook import Passport
from ...spec.fields import fields as declared
from ...spec.fields import told
from ...spec.vocabulary import said
from ..model import DataReport, DatasetReport
from .document import Block, Column, Heading, Paragraph, Table, Text
from .facts import Facts
from .i18n import Words
from .names import cells_text, positions
from .texts import clean, code, digest, joined, link, plain, strong

_SHOWN = 4


def data(facts: Facts, words: Words) -> Iterator[Block]:
    """The table of made data, then one table a passport."""
    if facts.report.data:
        yield Table(
            caption=words.text("Data that were generated, not observed"),
            columns=(
                Column(words.text("Data"), 1.5),
                Column(words.text("Made by"), 2),
                Column(words.text("Seed"), 0.7),
                Column(words.text("Made from"), 1.1),
                Column(words.text("Digest"), 1.3),
                Column(words.text("What rests on it"), 2),
            ),
            rows=tuple(_made(facts, words, found) for found in facts.report.data),
        )
        yield from _unseeded(facts, words)
        yield from _unmarked(facts, words)
    for dataset in facts.report.datasets:
        yield from _passport(facts, words, dataset)


def _made(facts: Facts, words: Words, found: DataReport) -> tuple[Text, ...]:
    made = found.data
    kind = words.word("mark", found.mark)
    shape = " × ".join(str(n) for n in made.shape)
    about = ", ".join(filter(None, (kind, clean(made.type or "", 40), shape)))
    where = words.say("cell {cell}", cell=facts.where(found.made_in))
    return (
        joined([code(made.name), plain(about)]),
        joined([_maker(facts, words, found), where]),
        code(_seed(found)) or plain("–"),
        plain(made.source or words.text("not recorded")),
        digest(made.sha256) or plain("–"),
        _dependants(facts, words, found),
    )


def _maker(facts: Facts, words: Words, found: DataReport) -> Text:
    generator = found.data.generator
    if generator is None:
        call = next((a for _, a in facts.activities if a.id == found.activity), None)
        model = call.system.model if call and call.system else None
        return code(model) or plain(words.text("not recorded"))
    given = ", ".join(f"{key}={value}" for key, value in list(generator.parameters.items())[:6])
    version = f" {generator.version}" if generator.version else ""
    return joined([code(f"{generator.name}{version}"), code(given, 120)], " ")


def _seed(found: DataReport) -> str:
    generator = found.data.generator
    return "" if generator is None or generator.seed is None else clean(generator.seed, 40)


def _dependants(facts: Facts, words: Words, found: DataReport) -> Text:
    outputs = [
        words.text("{cell} (output {n})", cell=facts.where(place), n=place.output)
        if place.output is not None
        else facts.where(place)
        for place in found.outputs
    ]
    rest = len(outputs) - _SHOWN * 2
    if rest > 0:
        outputs = [*outputs[: _SHOWN * 2], words.more(rest)]
    files = [code(file.path, 80) for file in found.files[:_SHOWN]]
    cells = plain(", ".join(outputs), 400) if outputs else ()
    return words.semicolon([cells, *files]) or plain(words.text("nothing on record"))


def _unseeded(facts: Facts, words: Words) -> Iterator[Block]:
    unseeded = [f for f in facts.report.data if f.mark == "synthetic" and not _seed(f)]
    if unseeded:
        names = [code(f.data.name) or words.say("unnamed") for f in unseeded[:_SHOWN]]
        text = words.say(
            "No seed is on record for {names}: these data cannot be made again as they are.",
            names=words.listed(names),
        )
        yield Paragraph(text, "gap")


def _unmarked(facts: Facts, words: Words) -> Iterator[Block]:
    """A reader must not take made data for observations: say where both flow together."""
    mixed = [f for f in facts.code_cells if {"synthetic", "protected"} <= set(f.cell.marks)]
    if mixed:
        text = words.say(
            "Generated data and protected, observed data flow together here: {cells}.",
            cells=cells_text(words, facts, [f.place for f in mixed]),
        )
        yield Paragraph(text)


def _passport(facts: Facts, words: Words, dataset: DatasetReport) -> Iterator[Block]:
    passport = dataset.passport
    rows = [(strong(label), value) for label, value in _fields(words, passport) if value]
    places = dataset.used_in
    if places:
        where = plain(positions(words, facts, places))
        rows.append((strong(words.text("Read by")), where))
    yield Heading(words.text("Data set: {name}", name=passport.name))
    if rows:
        yield Table(
            caption=words.text("Passport of the data set"),
            columns=(Column(words.text("Field"), 1), Column(words.text("What is said"), 3)),
            rows=tuple(rows),
        )
    if open_ := missing(passport):
        labels = [said(declared("Passport")[name].label, words.language) for name in open_]
        text = words.say("Its passport says nothing of: {fields}.", fields=", ".join(labels))
        yield Paragraph(text, "gap")


def _fields(words: Words, passport: Passport) -> list[tuple[str, Text]]:
    files = [joined([code(p, 60), digest(d)], " ") for p, d in passport.files.items()]
    return [
        *((label, _said(text)) for label, text in told(passport, "appendix", words.language)),
        (words.text("files"), words.semicolon(files)),
    ]


def _said(text: str) -> Text:
    """A text; an address, such as an identifier's, is a link."""
    found = link(text, text)
    return found if found[0].href else plain(text, 600)
