"""``%%aiprov generated|assisted|human``: the line a person writes above a cell.

The line is blanked before the cell is compiled, so that line numbers, ``await``, errors and
other magics are what they would be without it; what it says is read from the raw source.
"""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from ..record.activity import Activity, Content, ContentMode, Evidence, Origin, Person, System
from ..record.base import utc_now
from ..record.cell import CellRecord
from ..record.digest import sha256_text
from ..record.errors import BadInput
from ..record.run import Mark
from ..record.spans import cell_origin
from ..record.tolerant import read_record
from .options import ORIGINS, HelpAsked, OptionError, cell_parser, split

_LINE = re.compile(r"\s*%%aiprov(?=\s|$)(?P<options>.*)")
_PROBLEM = "This declaration's options are not kept: {}."


@dataclass
class Declared:
    """What the line says. ``problems`` are told to the person; ``help`` was asked for."""

    origin: Origin | None = None
    options: Namespace = field(default_factory=Namespace)
    problems: list[str] = field(default_factory=list)
    help: str = ""


def blank(lines: list[str]) -> list[str]:
    """Input transformer: the cell without its declaration, line numbers kept.

    A cell magic below must stand first to be one, so above it the line is taken out whole.
    """
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None or not _LINE.match(lines[first]):
        return lines
    below = next((at for at in range(first + 1, len(lines)) if lines[at].strip()), None)
    if below is not None and lines[below].startswith("%%"):
        return lines[below:]
    return [*lines[:first], "\n", *lines[first + 1 :]]


def read(source: str) -> Declared | None:
    """What a cell declares of itself, None where it says nothing.

    The line may stand under other cell magics (``%%time``), never under code.
    """
    for line in source.splitlines():
        if not line.strip():
            continue
        if found := _LINE.match(line):
            return _parse(found["options"])
        if not line.startswith("%%"):
            return None
    return None


def to_activity(
    declared: Declared, source: str, keep: Callable[[str, ContentMode | None], Content]
) -> Activity:
    """The record of a declaration; running the same cell again gives the same id.

    Args:
        declared: what was read, with an origin.
        source: the cell as the notebook holds it.
        keep: makes the record of a prompt, in the mode given or in the person's own.

    Returns:
        The activity, of kind ``declaration``.
    """
    said = vars(declared.options)
    digest = sha256_text(source)
    return Activity(
        id=f"declared-{digest[:16]}",
        kind="declaration",
        evidence="declared",
        channel="magic",
        time=utc_now(),
        origin=declared.origin,
        source_sha256=digest,
        system=_system(said),
        task=said.get("task"),
        purpose=said.get("purpose"),
        by=_person(declared),
        parameters=_parameters(declared),
        prompt=keep(said["prompt"], said["prompt_mode"]) if said.get("prompt") else None,
    )


def marks_of_cell(source: str, metadata: object) -> tuple[Mark, ...]:
    """The mark of AI-written code, where the cell's own record says so of this very source."""
    record, _ = read_record(metadata, CellRecord)
    if not cell_origin(source, record).startswith("ai-"):
        return ()
    spans = record.authorship.spans if record.authorship else ()
    named = [span.record for span in spans if span.by == "ai" and span.record]
    declared = [a.id for a in record.records if a.kind == "declaration"]
    evidence = {a.id: a.evidence for a in record.records}
    records = tuple(dict.fromkeys([*named, *declared]))
    first = next((evidence[name] for name in records if name in evidence), None)
    return (ai_code(records, first),)


def ai_code(records: tuple[str, ...], evidence: Evidence | None) -> Mark:
    """The mark of code that an AI system wrote, as these records say."""
    return Mark(mark="ai-code", records=records, evidence=evidence)


def _parse(text: str) -> Declared:
    try:
        options = cell_parser().parse_args(split(text))
        return Declared(origin=options.origin, options=options)
    except HelpAsked as asked:
        return Declared(help=str(asked))
    except OptionError as error:
        word = text.split(maxsplit=1)[0] if text.strip() else ""
        origin = cast("Origin", word) if word in ORIGINS else None
        return Declared(origin=origin, problems=[_PROBLEM.format(error)])


def _system(said: dict[str, str | None]) -> System | None:
    system = System(
        tool=said.get("tool") or None,
        tool_version=said.get("tool_version") or None,
        provider=said.get("provider") or None,
        model=said.get("model") or None,
        model_version=said.get("model_version") or None,
    )
    return system if system != System() else None


def _person(declared: Declared) -> Person | None:
    from ..record.review import person

    said = vars(declared.options)
    if not said.get("person"):
        return None
    try:
        return person(said["person"], said.get("orcid"))
    except BadInput as error:
        declared.problems.append(str(error))
        return Person(name=said["person"])


def _parameters(declared: Declared) -> dict[str, object]:
    parameters: dict[str, object] = {}
    for text in vars(declared.options).get("parameter", ()):
        name, sign, value = text.partition("=")
        if sign and name.strip():
            parameters[f"gen_ai.request.{name.strip()}"] = _value(value.strip())
        else:
            declared.problems.append(f"--parameter wants NAME=VALUE, not '{text}'.")
    return parameters


def _value(text: str) -> float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
