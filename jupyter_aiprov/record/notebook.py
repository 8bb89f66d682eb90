"""``notebook.metadata.aiprov`` and the delivery by which a kernel hands a run over."""

from __future__ import annotations

from typing import Literal

from .activity import Activity, Person
from .base import Amount, Count, JsonObject, Record, Sha256, Time
from .diagnostics import Diagnostic
from .quantity import Cost
from .run import Run
from .tolerant import Invalid

SCHEMA = "1.0"
NoteKind = Literal["bias", "limitation", "incident", "comparison"]


class SystemDetails(Record, frozen=True):
    """Enrichment of a model. ``None`` is unknown; a provider's silence is said in words."""

    model: str
    provider: str | None = None
    version: str | None = None
    licence: str | None = None
    open_weights: bool | None = None
    training_data: str | None = None
    card: str | None = None
    archive: str | None = None
    parameter_count: Amount | None = None
    role: Literal["used", "created"] | None = None


class Passport(Record, frozen=True):
    """What a reader must know of a dataset (« passeport des données de santé »)."""

    name: str
    origin: str | None = None
    legal_basis: str | None = None
    collection: str | None = None
    quality: str | None = None
    missingness: str | None = None
    biases: str | None = None
    access: str | None = None
    contact: str | None = None
    citation: str | None = None
    licence: str | None = None
    identifier: str | None = None
    files: dict[str, Sha256] = {}


class Repository(Record, frozen=True):
    """Where the project stood in version control; the remote without credentials."""

    commit: str | None = None
    branch: str | None = None
    dirty: bool | None = None
    remote: str | None = None


class Environment(Record, frozen=True):
    """What ran the code: a digest over the installed distributions, and the machine in a word."""

    sha256: Sha256 | None = None
    language: str | None = None
    language_version: str | None = None
    packages: dict[str, str] = {}
    hardware: str | None = None
    system: str | None = None


class Session(Record, frozen=True):
    """One life of a kernel: its tracking and its whole cost, deleted cells included."""

    id: str
    started: Time
    updated: Time | None = None
    tool_version: str | None = None
    seq: Count = 0
    cost: Cost | None = None
    environment: Environment | None = None
    repository: Repository | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


class Note(Record, frozen=True):
    """A bias, a limitation, an incident or a comparison, in a person's words."""

    id: str
    kind: NoteKind
    text: str
    time: Time
    by: Person | None = None
    cell: str | None = None
    resolution: str | None = None
    details: JsonObject = {}


class Seal(Record, frozen=True):
    """A digest over the records at one moment, by the given version of the rule."""

    sha256: Sha256
    time: Time
    by: Person | None = None
    digest_rule: Count = 1


class NotebookRecord(Record, frozen=True):
    """The whole of ``notebook.metadata.aiprov``. ``records`` are of no cell: a widget's call."""

    schema: str = ""
    id: str | None = None
    systems: tuple[SystemDetails, ...] = ()
    people: tuple[Person, ...] = ()
    datasets: tuple[Passport, ...] = ()
    sessions: tuple[Session, ...] = ()
    records: tuple[Activity, ...] = ()
    notes: tuple[Note, ...] = ()
    policy: JsonObject = {}
    seal: Seal | None = None
    invalid: tuple[Invalid, ...] = ()


class Delivery(Record, frozen=True):
    """What a kernel hands over after a cell: by reply metadata, ledger or invisible output.

    ``cell`` is the notebook's cell id where the front end gave one; the run's ``id`` and
    ``source_sha256`` tie the rest.
    """

    schema: str = ""
    session: Session | None = None
    cell: str | None = None
    run: Run | None = None
    records: tuple[Activity, ...] = ()
    datasets: tuple[Passport, ...] = ()
