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
from .i18n import Translator
from .inlines import clean, code, digest, joined, link, plain, strong
from .names import cells_text, positions
from .report_view import ReportView

_SHOWN = 4


def data(view: ReportView, translator: Translator) -> Iterator[Block]:
    """The table of made data, then one table a passport."""
    if view.report.data:
        yield Table(
            caption=translator.text("Data that were generated, not observed"),
            columns=(
                Column(translator.text("Data"), 1.5),
                Column(translator.text("Made by"), 2),
                Column(translator.text("Seed"), 0.7),
                Column(translator.text("Made from"), 1.1),
                Column(translator.text("Digest"), 1.3),
                Column(translator.text("What rests on it"), 2),
            ),
            rows=tuple(_made(view, translator, found) for found in view.report.data),
        )
        yield from _unseeded(view, translator)
        yield from _unmarked(view, translator)
    for dataset in view.report.datasets:
        yield from _passport(view, translator, dataset)


def _made(view: ReportView, translator: Translator, found: DataReport) -> tuple[Text, ...]:
    made = found.data
    kind = translator.word("mark", found.mark)
    shape = " × ".join(str(n) for n in made.shape)
    about = ", ".join(filter(None, (kind, clean(made.type or "", 40), shape)))
    where = translator.say("cell {cell}", cell=view.where(found.made_in))
    return (
        joined([code(made.name), plain(about)]),
        joined([_maker(view, translator, found), where]),
        code(_seed(found)) or plain("–"),
        plain(made.source or translator.text("not recorded")),
        digest(made.sha256) or plain("–"),
        _dependants(view, translator, found),
    )


def _maker(view: ReportView, translator: Translator, found: DataReport) -> Text:
    generator = found.data.generator
    if generator is None:
        call = next((a for _, a in view.activities if a.id == found.activity), None)
        model = call.system.model if call and call.system else None
        return code(model) or plain(translator.text("not recorded"))
    given = ", ".join(f"{key}={value}" for key, value in list(generator.parameters.items())[:6])
    version = f" {generator.version}" if generator.version else ""
    return joined([code(f"{generator.name}{version}"), code(given, 120)], " ")


def _seed(found: DataReport) -> str:
    generator = found.data.generator
    return "" if generator is None or generator.seed is None else clean(generator.seed, 40)


def _dependants(view: ReportView, translator: Translator, found: DataReport) -> Text:
    outputs = [
        translator.text("{cell} (output {n})", cell=view.where(place), n=place.output)
        if place.output is not None
        else view.where(place)
        for place in found.outputs
    ]
    rest = len(outputs) - _SHOWN * 2
    if rest > 0:
        outputs = [*outputs[: _SHOWN * 2], translator.more(rest)]
    files = [code(file.path, 80) for file in found.files[:_SHOWN]]
    cells = plain(", ".join(outputs), 400) if outputs else ()
    return translator.semicolon([cells, *files]) or plain(translator.text("nothing on record"))


def _unseeded(view: ReportView, translator: Translator) -> Iterator[Block]:
    unseeded = [f for f in view.report.data if f.mark == "synthetic" and not _seed(f)]
    if unseeded:
        names = [code(f.data.name) or translator.say("unnamed") for f in unseeded[:_SHOWN]]
        text = translator.say(
            "No seed is on record for {names}: these data cannot be made again as they are.",
            names=translator.listed(names),
        )
        yield Paragraph(text, "gap")


def _unmarked(view: ReportView, translator: Translator) -> Iterator[Block]:
    """A reader must not take made data for observations: say where both flow together."""
    mixed = [f for f in view.code_cells if {"synthetic", "protected"} <= set(f.cell.marks)]
    if mixed:
        text = translator.say(
            "Generated data and protected, observed data flow together here: {cells}.",
            cells=cells_text(translator, view, [f.place for f in mixed]),
        )
        yield Paragraph(text)


def _passport(view: ReportView, translator: Translator, dataset: DatasetReport) -> Iterator[Block]:
    passport = dataset.passport
    rows = [(strong(label), value) for label, value in _fields(translator, passport) if value]
    places = dataset.used_in
    if places:
        where = plain(positions(translator, view, places))
        rows.append((strong(translator.text("Read by")), where))
    yield Heading(translator.text("Data set: {name}", name=passport.name))
    if rows:
        yield Table(
            caption=translator.text("Passport of the data set"),
            columns=(
                Column(translator.text("Field"), 1),
                Column(translator.text("What is said"), 3),
            ),
            rows=tuple(rows),
        )
    if open_ := missing(passport):
        labels = [said(declared("Passport")[name].label, translator.language) for name in open_]
        text = translator.say("Its passport says nothing of: {fields}.", fields=", ".join(labels))
        yield Paragraph(text, "gap")


def _fields(translator: Translator, passport: Passport) -> list[tuple[str, Text]]:
    files = [joined([code(p, 60), digest(d)], " ") for p, d in passport.files.items()]
    return [
        *((label, _said(text)) for label, text in told(passport, "appendix", translator.language)),
        (translator.text("files"), translator.semicolon(files)),
    ]


def _said(text: str) -> Text:
    """A text; an address, such as an identifier's, is a link."""
    found = link(text, text)
    return found if found[0].href else plain(text, 600)
