"""How the figures of cost were obtained: methods, grid, assumptions, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...record.quantity import Impact, Quantity
from .document import Block, Paragraph, Text
from .i18n import Translator
from .inlines import clean, joined, plain
from .report_view import ReportView

_SHOWN = 4


def methods(view: ReportView, translator: Translator) -> Iterator[Block]:
    """One paragraph."""
    total = view.report.cost
    figures = [total.energy, total.carbon, *total.components.values()]
    figures += [q for line in total.systems for q in (line.energy, line.carbon)]
    ways = list(dict.fromkeys(way for q in figures if q for way in _ways(q)))
    sentences: list[Text] = []
    if ways:
        named = translator.semicolon([plain(way, 200) for way in ways])
        sentences.append(translator.say("Methods: {methods}.", methods=named))
    sentences.extend(_components(translator, total.components))
    sentences.extend(_zones(translator, _impacts(view)))
    sentences.extend(_conditions(translator, _impacts(view)))
    sentences.extend(_reasons(translator, _impacts(view)))
    if any(line.scope == "remote" for line in total.systems):
        sentences.append(
            translator.say(
                "Figures of remote services are modelled, not measured; the ranges are the model's."
            )
        )
    if any(line.embodied for line in total.systems):
        parts = [
            translator.say(
                "{system} {amount}", system=line.system, amount=translator.quantity(line.embodied)
            )
            for line in total.systems
            if line.embodied
        ]
        text = translator.say(
            "Making the hardware (not in the sums): {parts}.", parts=joined(parts)
        )
        sentences.append(text)
    sentences.append(
        translator.say(
            "Not included: training of the models, networks, screens, storage, and work done "
            "outside these notebooks."
        )
    )
    yield Paragraph(joined(sentences, " "))


def _ways(quantity: Quantity) -> Iterator[str]:
    """Each method with its version: sums list several, in the same order, or one for all."""
    names = quantity.method.split("; ")
    versions = (quantity.version or "").split("; ")
    if len(versions) != len(names):
        versions = versions * len(names) if len(versions) == 1 else [""] * len(names)
    for name, version in zip(names, versions, strict=True):
        yield clean(name if version in ("", "?") else f"{name} {version}", 200)


def _components(translator: Translator, components: dict[str, Quantity]) -> Iterator[Text]:
    if components:
        parts = [plain(f"{name} {translator.quantity(q)}") for name, q in components.items()]
        yield translator.say("On this machine: {parts}.", parts=joined(parts))


def _impacts(view: ReportView) -> list[Impact]:
    runs = (f.cell.run.impact for f in view.cells if f.cell.run)
    calls = (activity.impact for _, activity in view.activities)
    return [impact for impact in (*runs, *calls) if impact]


def _reasons(translator: Translator, impacts: Iterable[Impact]) -> Iterator[Text]:
    """Why a figure is not available, or rests on a guess: codes, in the record's own words."""
    found = {d.code: d.message for impact in impacts for d in impact.diagnostics}
    if found:
        parts = [plain(f"{code} {message}", 240) for code, message in list(found.items())[:_SHOWN]]
        yield translator.say("Diagnostics: {parts}", parts=translator.semicolon(parts))


def _zones(translator: Translator, impacts: Iterable[Impact]) -> Iterator[Text]:
    seen: dict[str, Text] = {}
    for impact in impacts:
        if not impact.zone or impact.zone in seen:
            continue
        factor = impact.factor
        figure = f" ({_factor(translator, factor)})" if factor else ""
        source = f", {_source(translator, impact.zone_source)}" if impact.zone_source else ""
        seen[impact.zone] = plain(f"{clean(impact.zone, 20)}{figure}{source}")
    if seen:
        yield translator.say(
            "Electricity grid: {zones}.", zones=translator.semicolon(list(seen.values()))
        )


def _source(translator: Translator, source: str) -> str:
    """How the grid's country was found."""
    if source == "settings":
        return translator.text("from the settings")
    zone = source.removeprefix("time zone ")
    if zone != source:
        return translator.text("inferred from the time zone {zone}", zone=zone)
    return clean(source, 60)


def _factor(translator: Translator, factor: Quantity) -> str:
    low, high = translator.number(factor.min), translator.number(factor.max)
    amount = low if low == high else f"{low}–{high}"
    return f"{amount}\u00a0{factor.unit}, {next(_ways(factor))}"


def _conditions(translator: Translator, impacts: Iterable[Impact]) -> Iterator[Text]:
    """On what assumptions the model of the machine rests, each distinct value once."""
    seen: dict[str, dict[str, None]] = {}
    shares: list[float] = []
    for impact in impacts:
        for key, value in impact.conditions.items():
            if key == "machine_share" and isinstance(value, int | float):
                shares.append(float(value))
            elif text := _condition(translator, key, value, impact.conditions):
                seen.setdefault(key, {})[text] = None
    parts = [plain(" / ".join(list(texts)[:_SHOWN]), 200) for texts in list(seen.values())[:10]]
    if shares:
        low, high = (
            translator.share(round(1e4 * share), 10_000) for share in (min(shares), max(shares))
        )
        amount = low if low == high else f"{low}–{high}"
        parts.append(translator.say("share of the machine counted {amount}", amount=amount))
    if parts:
        yield translator.say("Assumptions: {parts}.", parts=joined(parts))


def _condition(translator: Translator, key: str, value: Any, others: dict[str, Any]) -> str:
    """One assumption in words; one this version does not know, as it was recorded."""
    if key == "tdp_guessed" or value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        amount = translator.number(value)
        if key == "tdp_w" and others.get("tdp_guessed"):
            return translator.text("{n} W of design power (guessed)", n=amount)
        return {
            "tdp_w": translator.text("{n} W of design power", n=amount),
            "ram_power_w": translator.text("{n} W for memory", n=amount),
            "cores": translator.text("{n} cores", n=amount),
        }.get(key, f"{clean(key, 40)} {amount}")
    if isinstance(value, list | tuple):
        return clean(", ".join(str(item) for item in value[:_SHOWN]), 120)
    if key in ("cpu", "mode") and isinstance(value, str):
        return clean(value, 80)
    return clean(f"{key} {value}", 80)
