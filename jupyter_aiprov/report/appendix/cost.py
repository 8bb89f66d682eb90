"""Cost: this machine and each AI system apart, with ranges, and what is not available."""

from __future__ import annotations

from collections.abc import Iterator

from .costmethods import methods
from .document import Block, Column, Paragraph, Table, Text
from .facts import Facts
from .i18n import Words
from .texts import code, joined, plain

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
    yield from methods(facts, words)


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
            joined([code(line.system, 60), plain(words.word("scope", line.scope))]),
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
