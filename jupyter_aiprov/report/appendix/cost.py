"""Cost: this machine and each AI system apart, ranges, methods, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...record.quantity import Impact, Quantity
from . import vocabulary as say
from .document import Block, Column, Paragraph, Table, Text
from .facts import Facts
from .texts import clean, code, joined, plain
from .words import Words

_IN, _OUT = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"


def cost(facts: Facts, words: Words) -> Iterator[Block]:
    """One line for this machine, one for each system; then how the figures were obtained."""
    total = facts.report.cost
    if not total.runs and not total.systems:
        return
    yield Table(
        caption=words.text("Energy and carbon, all runs included"),
        columns=(
            Column(words.text("Where"), 2.2),
            Column(words.text("Runs or calls"), 1, "right"),
            Column(words.text("Time"), 0.9, "right"),
            Column(words.text("Tokens in / out"), 1.2, "right"),
            Column(words.text("Energy"), 1.5, "right"),
            Column(words.text("Carbon"), 1.5, "right"),
        ),
        rows=tuple(_rows(facts, words)),
    )
    yield from _missing(facts, words)
    yield from _methods(facts, words)


def _rows(facts: Facts, words: Words) -> Iterator[tuple[Text, ...]]:
    total = facts.report.cost
    if total.runs:
        yield (
            words.say("this machine"),
            plain(words.number(total.runs)),
            plain(words.seconds(total.seconds)),
            plain("–"),
            plain(words.quantity(total.energy)),
            plain(words.quantity(total.carbon)),
        )
    for line in total.systems:
        yield (
            joined([code(line.system, 60), plain(say.scope(words, line.scope))]),
            plain(words.number(line.calls)),
            plain(words.seconds(line.seconds)),
            plain(_tokens(words, line.usage)),
            plain(words.quantity(line.energy)),
            plain(words.quantity(line.carbon)),
        )


def _tokens(words: Words, usage: dict[str, float]) -> str:
    counts = [words.number(usage[key]) if key in usage else "?" for key in (_IN, _OUT)]
    return words.text("unknown") if counts == ["?", "?"] else " / ".join(counts)


def _missing(facts: Facts, words: Words) -> Iterator[Block]:
    total = facts.report.cost
    calls = sum(line.unavailable for line in total.systems)
    if total.unavailable:
        text = words.many(
            "The energy of {n} run on this machine is not available and not in the sum.",
            "The energy of {n} runs on this machine is not available and not in the sum.",
            total.unavailable,
        )
        yield Paragraph(text, "gap")
    if calls:
        text = words.many(
            "The energy of {n} call to an AI system is not available and not in the sum.",
            "The energy of {n} calls to AI systems is not available and not in the sum.",
            calls,
        )
        yield Paragraph(text, "gap")


def _methods(facts: Facts, words: Words) -> Iterator[Block]:
    total = facts.report.cost
    figures = [total.energy, total.carbon, *total.components.values()]
    figures += [q for line in total.systems for q in (line.energy, line.carbon)]
    methods = list(dict.fromkeys(_method(q) for q in figures if q))
    sentences: list[Text] = []
    if methods:
        named = [plain(method, 200) for method in methods]
        sentences.append(words.say("Methods: {methods}.", methods=words.semicolon(named)))
    sentences.extend(_components(words, total.components))
    sentences.extend(_zones(words, _impacts(facts)))
    sentences.extend(_conditions(words, _impacts(facts)))
    if any(line.scope == "remote" for line in total.systems):
        sentences.append(
            words.say(
                "Figures of remote services are modelled, not measured; the ranges are the model's."
            )
        )
    if any(line.embodied for line in total.systems):
        parts = [
            words.say("{system} {amount}", system=line.system, amount=words.quantity(line.embodied))
            for line in total.systems
            if line.embodied
        ]
        text = words.say("Making the hardware (not in the sums): {parts}.", parts=joined(parts))
        sentences.append(text)
    sentences.append(
        words.say(
            "Not included: training of the models, networks, screens, storage, and work done "
            "outside these notebooks."
        )
    )
    yield Paragraph(joined(sentences, " "))


def _method(quantity: Quantity) -> str:
    """Each method with its version; sums list several, in the same order."""
    names = quantity.method.split("; ")
    versions = (quantity.version or "").split("; ")
    if len(names) != len(versions):
        return clean(f"{quantity.method} {quantity.version or ''}", 200)
    pairs = (f"{n} {v}" if v not in ("", "?") else n for n, v in zip(names, versions, strict=True))
    return clean("; ".join(pairs), 200)


def _components(words: Words, components: dict[str, Quantity]) -> Iterator[Text]:
    if components:
        parts = [plain(f"{name} {words.quantity(q)}") for name, q in components.items()]
        yield words.say("On this machine: {parts}.", parts=joined(parts))


def _impacts(facts: Facts) -> list[Impact]:
    runs = (f.cell.run.impact for f in facts.cells if f.cell.run)
    calls = (activity.impact for _, activity in facts.activities)
    return [impact for impact in (*runs, *calls) if impact]


def _zones(words: Words, impacts: Iterable[Impact]) -> Iterator[Text]:
    seen: dict[str, Text] = {}
    for impact in impacts:
        if not impact.zone or impact.zone in seen:
            continue
        factor = impact.factor
        figure = f" ({_factor(words, factor)})" if factor else ""
        source = f", {_source(words, impact.zone_source)}" if impact.zone_source else ""
        seen[impact.zone] = plain(f"{clean(impact.zone, 20)}{figure}{source}")
    if seen:
        yield words.say("Electricity grid: {zones}.", zones=words.semicolon(list(seen.values())))


def _source(words: Words, source: str) -> str:
    """How the grid's country was found."""
    if source == "settings":
        return words.text("from the settings")
    zone = source.removeprefix("time zone ")
    if zone != source:
        return words.text("inferred from the time zone {zone}", zone=zone)
    return clean(source, 60)


def _factor(words: Words, factor: Quantity) -> str:
    low, high = words.number(factor.min), words.number(factor.max)
    amount = low if low == high else f"{low}–{high}"
    return f"{amount}\u00a0{factor.unit}, {_method(factor)}"


def _conditions(words: Words, impacts: Iterable[Impact]) -> Iterator[Text]:
    """On what assumptions the model of the machine rests: mode, processor, its design power."""
    seen: dict[str, dict[str, None]] = {}
    for impact in impacts:
        for key, value in impact.conditions.items():
            if isinstance(value, str | int | float):
                seen.setdefault(key, {})[clean(value, 60)] = None
    if seen:
        parts = [plain(f"{clean(key, 40)}: {' / '.join(list(v)[:3])}") for key, v in seen.items()]
        yield words.say("Assumptions: {parts}.", parts=words.semicolon(parts[:8]))
