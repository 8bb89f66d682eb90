"""Use of AI systems: what they are, how they were reached, what of them is disclosed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...record.notebook import SystemDetails
from ..model import SystemReport
from .document import Block, Column, Paragraph, Table, Text
from .gaidet import task_text
from .i18n import Translator
from .inlines import clean, code, joined, link, plain, strong
from .names import cells_text, parameters_of, system_name, version_of
from .report_view import ReportView

_SHOWN = 3


def systems(view: ReportView, translator: Translator) -> Iterator[Block]:
    """The two tables of systems: use, and disclosure."""
    if not view.systems:
        return
    yield Table(
        caption=translator.text("AI systems on record"),
        columns=(
            Column(translator.text("System"), 1.9),
            Column(translator.text("Version"), 1.1),
            Column(translator.text("Provider and access"), 1.7),
            Column(translator.text("Used for"), 1.9),
            Column(translator.text("When"), 1.4),
            Column(translator.text("How it is known"), 1.0),
        ),
        rows=tuple(_use(view, translator, found) for found in view.systems),
    )
    yield Table(
        caption=translator.text("What is disclosed about them"),
        columns=(
            Column(translator.text("System"), 1.5),
            Column(translator.text("Parameters of use"), 1.9),
            Column(translator.text("Training data"), 1.6),
            Column(translator.text("Licence and weights"), 1.3),
            Column(translator.text("Archive reference"), 1.3),
        ),
        rows=tuple(_disclosure(translator, found) for found in view.systems),
    )
    yield Paragraph(
        translator.say(
            "“Observed” was seen by this program as it happened, “imported” comes from another "
            "tool's own trace, “declared” from a person, “inferred” is deduced."
        ),
        "small",
    )


def _use(view: ReportView, translator: Translator, found: SystemReport) -> tuple[Text, ...]:
    name = strong(system_name(found.system))
    tools = [clean(t) for t in found.tools or (found.system.tool,) if t and t != name[0].text]
    through = translator.say("through {tool}", tool=", ".join(tools[:_SHOWN])) if tools else ()
    return (
        joined([name, through], " "),
        code(version_of(found)) or plain(translator.text("not recorded")),
        joined(
            [
                plain(found.system.provider or translator.text("provider unknown")),
                _access(translator, found),
            ]
        ),
        _purposes(view, translator, found),
        plain(translator.dates(found.first, found.last)),
        plain(
            ", ".join(translator.word("evidence", e) for e in found.evidence)
            or translator.text("unknown")
        ),
    )


def _access(translator: Translator, found: SystemReport) -> Text:
    endpoint = found.system.endpoint
    if endpoint is None:
        return plain(translator.text("access unknown"))
    where = plain(translator.word("endpoint_class", endpoint.class_))
    return joined([where, code(endpoint.host)], " ") if endpoint.host else where


def _purposes(view: ReportView, translator: Translator, found: SystemReport) -> Text:
    tasks = [task_text(translator, task) for task in found.tasks[:_SHOWN]]
    purposes = [plain(purpose) for purpose in found.purposes[:_SHOWN]]
    places = found.cells
    where = plain(cells_text(translator, view, places))
    what = joined([*tasks, *purposes]) or plain(translator.text("purpose not recorded"))
    return translator.semicolon([what, where])


def _disclosure(translator: Translator, found: SystemReport) -> tuple[Text, ...]:
    details = found.details or SystemDetails(model="")
    unknown = translator.text("not recorded")
    return (
        joined([plain(system_name(found.system)), _size(translator, details)], ", "),
        _parameters(found) or plain(unknown),
        plain(_training(translator, details), 300),
        joined(
            [
                plain(details.licence or translator.text("licence not recorded")),
                _weights(translator, details),
            ]
        ),
        _archive(translator, found, details),
    )


def _training(translator: Translator, details: SystemDetails) -> str:
    if details.training_data == "not disclosed by provider":
        return translator.text("not disclosed by provider")
    return details.training_data or translator.text("not recorded")


def _size(translator: Translator, details: SystemDetails) -> Text:
    if not details.parameter_count:
        return ()
    millions = details.parameter_count / 1e6
    if millions >= 1000:  # noqa: PLR2004 - a billion
        return translator.say(
            "{n} billion parameters", n=translator.number(float(f"{millions / 1e3:.3g}"))
        )
    return translator.say("{n} million parameters", n=translator.number(float(f"{millions:.3g}")))


def _weights(translator: Translator, details: SystemDetails) -> Text:
    if details.open_weights is None:
        return ()
    return (
        translator.say("open weights") if details.open_weights else translator.say("closed weights")
    )


def _archive(translator: Translator, found: SystemReport, details: SystemDetails) -> Text:
    if details.archive:
        return link(details.archive, details.archive)
    endpoint = found.system.endpoint
    if endpoint and endpoint.class_ not in ("local", "unknown"):
        return translator.say("none: a hosted model that its user cannot archive")
    return plain(translator.text("not recorded"))


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
