"""The record format's closed words, in a reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from ...record.quantity import Scope
from ..model import CellRef
from .document import Text
from .facts import Facts
from .gaidet import term
from .i18n import Words
from .texts import link, plain


def origin(words: Words, value: str) -> str:
    """Who wrote a cell."""
    return {
        "ai-generated": words.text("AI-generated"),
        "ai-assisted": words.text("AI-assisted"),
        "human": words.text("human"),
        "unknown": words.text("unknown"),
    }.get(value, value)


def evidence(words: Words, value: str | None) -> str:
    """How a claim is known."""
    return {
        "observed": words.text("observed"),
        "imported": words.text("imported"),
        "declared": words.text("declared"),
        "inferred": words.text("inferred"),
        None: words.text("unknown"),
    }.get(value, str(value))


def mark(words: Words, value: str) -> str:
    """What a result rests on."""
    return {
        "ai-code": words.text("AI code"),
        "ai-output": words.text("model output"),
        "synthetic": words.text("synthetic data"),
        "protected": words.text("protected data"),
        "unknown": words.text("unseen data"),
    }.get(value, value)


def review(words: Words, value: str) -> str:
    """What a review is worth today."""
    return {
        "verified": words.text("verified"),
        "corrected": words.text("corrected"),
        "rejected": words.text("rejected"),
        "stale": words.text("void: changed since"),
        "none": words.text("not reviewed"),
    }.get(value, value)


def method(words: Words, value: str) -> str:
    """How a cell was checked; other words are printed as they are."""
    return {
        "read-line-by-line": words.text("read line by line"),
        "tested": words.text("tested"),
        "other-dataset": words.text("compared on another data set"),
        "other-algorithm": words.text("compared with another algorithm"),
        "other-model": words.text("compared with another model"),
        "reference": words.text("compared with a reference"),
    }.get(value, value)


def access(words: Words, value: str) -> str:
    """Where a model was reached."""
    return {
        "local": words.text("on this machine"),
        "institutional": words.text("institution's service"),
        "sovereign": words.text("sovereign service"),
        "external": words.text("external service"),
        "unknown": words.text("unknown"),
    }.get(value, value)


def protection(words: Words, value: str | None) -> str:
    """The class of protected data."""
    return {
        "personal": words.text("personal data"),
        "secret": words.text("protected by secrecy"),
        "strategic": words.text("strategic information"),
        "unpublished": words.text("unpublished work"),
        "ip": words.text("intellectual property"),
        None: words.text("class not named"),
    }.get(value, str(value))


def scope(words: Words, value: Scope) -> str:
    """Where energy was spent."""
    return words.text("this machine") if value == "local" else words.text("remote service")


def task(words: Words, value: str) -> Text:
    """A task: a GAIDeT term with its identifier, or the word on record."""
    known = term(value)
    return link(words.text(known.label), known.uri) if known else plain(value)


def cells(words: Words, facts: Facts, places: Iterable[CellRef]) -> str:
    """Cells in a sentence: ``cell 7``, or ``cells 2–4, 7``; empty where there are none."""
    found = list(places)
    shown = positions(words, facts, found)
    if len({(place.notebook, place.cell) for place in found}) == 1:
        return words.text("cell {cell}", cell=shown)
    return words.text("cells {cells}", cells=shown) if found else ""


def positions(words: Words, facts: Facts, places: Iterable[CellRef], limit: int = 24) -> str:
    """Cells by their positions, runs joined: ``2–4, 7`` or ``A:2–4, 7, B:1``.

    A letter holds until the next one. Beyond ``limit`` runs the rest is counted.
    """
    found = sorted({(place.notebook, place.cell) for place in places})
    runs: list[tuple[int, int, int]] = []
    for notebook, cell in found:
        if runs and runs[-1][0] == notebook and runs[-1][2] == cell - 1:
            runs[-1] = (notebook, runs[-1][1], cell)
        else:
            runs.append((notebook, cell, cell))
    starts = {notebook: first for notebook, first, _ in reversed(runs)}
    shown = ", ".join(_run(facts, *run, lettered=starts[run[0]] == run[1]) for run in runs[:limit])
    if len(runs) <= limit:
        return shown
    return words.text("{shown} and {rest}", shown=shown, rest=words.more(len(runs) - limit))


def _run(facts: Facts, notebook: int, first: int, last: int, *, lettered: bool) -> str:
    name = facts.where(CellRef(notebook=notebook, cell=first)) if lettered else str(first)
    return name if first == last else f"{name}–{last}"
