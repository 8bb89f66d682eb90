"""Activities: what an AI system, or a person speaking of one, did."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from .base import Amount, Count, JsonObject, Record, Sha256, Time
from .diagnostics import Diagnostic
from .quantity import Impact

Kind = Literal[
    "generation",
    "edit",
    "completion",
    "paste",
    "model-call",
    "synthetic-data",
    "declaration",
    "import",
]
Evidence = Literal["observed", "imported", "declared", "inferred"]
Origin = Literal["generated", "assisted", "human"]
EndpointClass = Literal["local", "institutional", "sovereign", "external", "unknown"]
ContentMode = Literal["hash", "redacted", "full"]
Outcome = Literal["accepted", "edited", "rejected"]


class Endpoint(Record, frozen=True):
    """Where a model was reached: the host only, never path or query."""

    class_: EndpointClass = msgspec.field(name="class", default="unknown")
    host: str | None = None


class System(Record, frozen=True):
    """An AI system, self-contained so that a cell can travel alone."""

    tool: str | None = None
    tool_version: str | None = None
    provider: str | None = None
    model: str | None = None
    model_version: str | None = None
    endpoint: Endpoint | None = None


class Content(Record, frozen=True):
    """A prompt or response: its SHA-256 always, its text only if the user chose so."""

    sha256: Sha256
    mode: ContentMode = "hash"
    length: Count | None = None
    text: str | None = None


class Person(Record, frozen=True):
    name: str
    orcid: str | None = None


class Generator(Record, frozen=True):
    """What made synthetic data."""

    name: str
    version: str | None = None
    parameters: JsonObject = {}
    seed: Any = None


class Data(Record, frozen=True):
    """The synthetic or model-made data an activity gave rise to."""

    name: str | None = None
    type: str | None = None
    shape: tuple[Count, ...] = ()
    generator: Generator | None = None
    source: str | None = None
    sha256: Sha256 | None = None


class Activity(Record, frozen=True):
    """One thing an AI system did, or is said to have done.

    ``parameters`` and ``usage`` use the attribute names of OpenTelemetry's GenAI conventions
    (``gen_ai.request.temperature``, ``gen_ai.usage.input_tokens``). ``origin`` is what a
    declaration declares; ``source_sha256`` is the source it speaks of. ``time`` is None where an
    imported trace does not say when it happened.
    """

    id: str
    kind: Kind
    evidence: Evidence
    channel: str
    time: Time | None = None
    system: System | None = None
    duration: Amount | None = None
    task: str | None = None
    purpose: str | None = None
    origin: Origin | None = None
    outcome: Outcome | None = None
    by: Person | None = None
    source_sha256: Sha256 | None = None
    parameters: JsonObject = {}
    prompt: Content | None = None
    response: Content | None = None
    usage: dict[str, Amount] = {}
    impact: Impact | None = None
    data: Data | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
