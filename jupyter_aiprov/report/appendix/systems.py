"""Use of AI systems: what they are, how they were reached, what of them is disclosed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...record.notebook import SystemDetails
from ..model import SystemReport
from .document import Block, Column, Paragraph, Table, Text
from .facts import Facts
from .gaidet import task_text
from .i18n import Words
from .names import cells_text, parameters_of, system_name, version_of
from .texts import clean, code, joined, link, plain, strong

_SHOWN = 3


def systems(facts: Facts, words: Words) -> Iterator[Block]:
    """The two tables of systems: use, and disclosure."""
    if not facts.systems:
        return
    yield Table(
        caption=words.text("AI systems on record"),
        columns=(
            Column(words.text("System"), 1.9),
            Column(words.text("Version"), 1.1),
            Column(words.text("Provider and access"), 1.7),
            Column(words.text("Used for"), 1.9),
            Column(words.text("When"), 1.4),
            Column(words.text("How it is known"), 1.0),
        ),
        rows=tuple(_use(facts, words, found) for found in facts.systems),
    )
    yield Table(
        caption=words.text("What is disclosed about them"),
        columns=(
            Column(words.text("System"), 1.5),
            Column(words.text("Parameters of use"), 1.9),
            Column(words.text("Training data"), 1.6),
            Column(words.text("Licence and weights"), 1.3),
            Column(words.text("Archive reference"), 1.3),
        ),
        rows=tuple(_disclosure(words, found) for found in facts.systems),
    )
    yield Paragraph(
        words.say(
            "“Observed” was seen by this program as it happened, “imported” comes from another "
            "tool's own trace, “declared” from a person, “inferred” is deduced."
        ),
        "small",
    )


def _use(facts: Facts, words: Words, found: SystemReport) -> tuple[Text, ...]:
    name = strong(system_name(found.system))
    tools = [clean(t) for t in found.tools or (found.system.tool,) if t and t != name[0].text]
    through = words.say("through {tool}", tool=", ".join(tools[:_SHOWN])) if tools else ()
    return (
        joined([name, through], " "),
        code(version_of(found)) or plain(words.text("not recorded")),
        joined(
            [plain(found.system.provider or words.text("provider unknown")), _access(words, found)]
        ),
        _purposes(facts, words, found),
        plain(words.dates(found.first, found.last)),
        plain(
            ", ".join(words.word("evidence", e) for e in found.evidence) or words.text("unknown")
        ),
    )


def _access(words: Words, found: SystemReport) -> Text:
    endpoint = found.system.endpoint
    if endpoint is None:
        return plain(words.text("access unknown"))
    where = plain(words.word("endpoint_class", endpoint.class_))
    return joined([where, code(endpoint.host)], " ") if endpoint.host else where


def _purposes(facts: Facts, words: Words, found: SystemReport) -> Text:
    tasks = [task_text(words, task) for task in found.tasks[:_SHOWN]]
    purposes = [plain(purpose) for purpose in found.purposes[:_SHOWN]]
    places = found.cells
    where = plain(cells_text(words, facts, places))
    what = joined([*tasks, *purposes]) or plain(words.text("purpose not recorded"))
    return words.semicolon([what, where])


def _disclosure(words: Words, found: SystemReport) -> tuple[Text, ...]:
    details = found.details or SystemDetails(model="")
    unknown = words.text("not recorded")
    return (
        joined([plain(system_name(found.system)), _size(words, details)], ", "),
        _parameters(found) or plain(unknown),
        plain(_training(words, details), 300),
        joined(
            [plain(details.licence or words.text("licence not recorded")), _weights(words, details)]
        ),
        _archive(words, found, details),
    )


def _training(words: Words, details: SystemDetails) -> str:
    if details.training_data == "not disclosed by provider":
        return words.text("not disclosed by provider")
    return details.training_data or words.text("not recorded")


def _size(words: Words, details: SystemDetails) -> Text:
    if not details.parameter_count:
        return ()
    millions = details.parameter_count / 1e6
    if millions >= 1000:  # noqa: PLR2004 - a billion
        return words.say("{n} billion parameters", n=words.number(float(f"{millions / 1e3:.3g}")))
    return words.say("{n} million parameters", n=words.number(float(f"{millions:.3g}")))


def _weights(words: Words, details: SystemDetails) -> Text:
    if details.open_weights is None:
        return ()
    return words.say("open weights") if details.open_weights else words.say("closed weights")


def _archive(words: Words, found: SystemReport, details: SystemDetails) -> Text:
    if details.archive:
        return link(details.archive, details.archive)
    endpoint = found.system.endpoint
    if endpoint and endpoint.class_ not in ("local", "unknown"):
        return words.say("none: a hosted model that its user cannot archive")
    return plain(words.text("not recorded"))


def _parameters(found: SystemReport) -> Text:
    shown = []
    for key, values in parameters_of(found).items():
        name = key.rsplit(".", 1)[-1]
        shown.append(f"{name} = {' / '.join(_value(v) for v in values[:_SHOWN])}")
    return joined([code(text, 60) for text in shown[:8]])


def _value(value: object) -> str:
    if isinstance(value, str):
        return value[:60]
    try:
        return json.dumps(value, ensure_ascii=False)[:60]
    except (TypeError, ValueError):
        return type(value).__name__
