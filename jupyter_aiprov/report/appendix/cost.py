"""Cost: this machine and each AI system apart, with ranges, and what is not available."""

from __future__ import annotations

from collections.abc import Iterator

from .costmethods import methods
from .document import Block, Column, Paragraph, Table, Text
from .i18n import Translator
from .inlines import code, joined, plain
from .report_view import ReportView

_IN, _OUT = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"


def cost(view: ReportView, translator: Translator) -> Iterator[Block]:
    """One line for this machine, one for each system; then how the figures were obtained."""
    total = view.report.cost
    if not total.runs and not total.systems:
        return
    yield Table(
        caption=translator.text("Energy and carbon, all runs included"),
        columns=(
            Column(translator.text("Where"), 2.2),
            Column(translator.text("Runs or calls"), 1, "right"),
            Column(translator.text("Time"), 0.9, "right"),
            Column(translator.text("Tokens in / out"), 1.2, "right"),
            Column(translator.text("Energy"), 1.5, "right"),
            Column(translator.text("Carbon"), 1.5, "right"),
        ),
        rows=tuple(_rows(view, translator)),
    )
    yield from _missing(view, translator)
    yield from methods(view, translator)


def _rows(view: ReportView, translator: Translator) -> Iterator[tuple[Text, ...]]:
    total = view.report.cost
    if total.runs:
        yield (
            translator.say("this machine"),
            plain(translator.number(total.runs)),
            plain(translator.seconds(total.seconds)),
            plain("–"),
            plain(translator.quantity(total.energy)),
            plain(translator.quantity(total.carbon)),
        )
    for line in total.systems:
        yield (
            joined([code(line.system, 60), plain(translator.word("scope", line.scope))]),
            plain(translator.number(line.calls)),
            plain(translator.seconds(line.seconds)),
            plain(_tokens(translator, line.usage)),
            plain(translator.quantity(line.energy)),
            plain(translator.quantity(line.carbon)),
        )


def _tokens(translator: Translator, usage: dict[str, float]) -> str:
    counts = [translator.number(usage[key]) if key in usage else "?" for key in (_IN, _OUT)]
    return translator.text("unknown") if counts == ["?", "?"] else " / ".join(counts)


def _missing(view: ReportView, translator: Translator) -> Iterator[Block]:
    total = view.report.cost
    calls = sum(line.unavailable for line in total.systems)
    if total.unavailable:
        text = translator.many(
            "The energy of {n} run on this machine is not available and not in the sum.",
            "The energy of {n} runs on this machine is not available and not in the sum.",
            total.unavailable,
        )
        yield Paragraph(text, "gap")
    if calls:
        text = translator.many(
            "The energy of {n} call to an AI system is not available and not in the sum.",
            "The energy of {n} calls to AI systems is not available and not in the sum.",
            calls,
        )
        yield Paragraph(text, "gap")
