"""The Report: one neutral value that says what a set of notebooks holds.

Everything an exporter needs is in it; nothing in it needs a notebook. It is a pure function of
the notebooks' records: no clock, no network, no kernel. The members the command line promises
(``docs/report.md``) keep their names; others may be added beside them.
"""

from __future__ import annotations

from typing import Any, Literal

from ..record.activity import Activity, Data, Endpoint, Evidence, Person, System
from ..record.base import Count, Record
from ..record.cell import Review
from ..record.diagnostics import Diagnostic
from ..record.notebook import Note, Passport, Repository, Session, SystemDetails
from ..record.quantity import Cost, SystemCost
from ..record.review import ReviewState
from ..record.run import FileUse, Mark, MarkName, Run
from ..record.seal import SealState
from ..record.spans import CellOrigin

REPORT_SCHEMA = "aiprov-report-1.0"


class Characters(Record, frozen=True):
    """Characters of source by author; the three add up to the source's length."""

    ai: Count = 0
    human: Count = 0
    unknown: Count = 0


class Hint(Record, frozen=True):
    """Something the source alone suggests, always ``inferred``: a call to a model's API."""

    kind: str
    text: str
    line: int | None = None
    evidence: Evidence = "inferred"


LineAuthor = Literal["ai", "human", "mixed"]


class LineRange(Record, frozen=True):
    """Lines ``start`` to ``end`` of a cell's source, counted from 1, both included.

    ``mixed``: several authors, or one and text of unknown origin, on one line. What no range
    covers is unknown.
    """

    start: Count
    end: Count
    by: LineAuthor
    record: str | None = None


class StaleCause(Record, frozen=True):
    """Why what a cell shows is older than what it was made from.

    ``what``: ``source``, the cell's text changed since; ``name``, the cell at ``cell``, above,
    gave a variable it read another value since; ``file``, a file it read has another content now
    (``cell``: the one that wrote it, None where it was not one of the notebook's); ``upstream``,
    the variable or file ``name`` came from the cell at ``cell``, which is out of date itself.
    """

    what: Literal["source", "name", "file", "upstream"]
    name: str = ""
    cell: Count | None = None


class OutputReport(Record, frozen=True):
    """One visible output. ``marks`` are names; ``lineage`` the same with their records.

    ``stale``: the cell's source, or something it read, changed after the output was made; the
    cell's ``outdated`` says what.
    """

    index: Count
    type: str = ""
    mime: tuple[str, ...] = ()
    marks: tuple[MarkName, ...] = ()
    lineage: tuple[Mark, ...] = ()
    sha256: str | None = None
    stale: bool = False


class CellReport(Record, frozen=True):
    """One cell. ``marks`` are those of everything its last run wrote or showed.

    ``origin_evidence`` says how the origin is known, None where it is not. ``written_by`` counts
    the characters of each AI system known by name. ``excerpt`` is the first telling line of the
    source, for people to find the cell by. ``outdated``: why its last run is out of date.
    """

    index: Count
    type: str
    id: str | None = None
    excerpt: str = ""
    authorship: Characters = Characters()
    origin: CellOrigin = "unknown"
    origin_evidence: Evidence | None = None
    written_by: dict[str, Count] = {}
    lines: tuple[LineRange, ...] = ()
    tracked: bool = False
    marks: tuple[MarkName, ...] = ()
    lineage: tuple[Mark, ...] = ()
    outputs: tuple[OutputReport, ...] = ()
    records: tuple[Activity, ...] = ()
    run: Run | None = None
    outdated: tuple[StaleCause, ...] = ()
    review: ReviewState = "none"
    review_detail: Review | None = None
    needs_review: bool = False
    cost: Cost = Cost()
    hints: tuple[Hint, ...] = ()
    source_sha256: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


class Coverage(Record, frozen=True):
    """How much of a notebook was seen. Cells without text are not counted.

    ``tracked``: code cells whose text was written under tracking or declared, in whole or part;
    ``recorded``: code cells with a run record of their present source; ``executed``: those that
    show an execution count; ``unknown_origin``: code cells of which it is not known who wrote
    them.
    """

    cells: Count = 0
    code_cells: Count = 0
    tracked: Count = 0
    recorded: Count = 0
    executed: Count = 0
    unknown_origin: Count = 0
    sessions: Count = 0


class NotebookReport(Record, frozen=True):
    """One notebook; ``path`` as given on the command line."""

    path: str
    id: str | None = None
    title: str = ""
    language: str | None = None
    sha256: str | None = None
    cells: tuple[CellReport, ...] = ()
    authorship: Characters = Characters()
    coverage: Coverage = Coverage()
    records: tuple[Activity, ...] = ()
    sessions: tuple[Session, ...] = ()
    repository: Repository | None = None
    notes: tuple[Note, ...] = ()
    people: tuple[Person, ...] = ()
    cost: Cost = Cost()
    seal: SealState = "none"
    seal_by: Person | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


class CellRef(Record, frozen=True):
    """A cell, or one of its outputs, of one of the report's notebooks (positions from 0)."""

    notebook: Count
    cell: Count
    output: Count | None = None


class SystemReport(Record, frozen=True):
    """One AI system over all notebooks: what it is, what it did, where, and at what cost.

    ``name`` is its label in sums (``provider/model``). ``parameters`` lists the distinct values
    seen of each; ``first`` and ``last`` are times of use; ``endpoints`` all places it was
    reached at.
    """

    name: str
    system: System
    details: SystemDetails | None = None
    kinds: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    purposes: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    parameters: dict[str, tuple[Any, ...]] = {}
    activities: Count = 0
    characters: Count = 0
    first: str | None = None
    last: str | None = None
    cells: tuple[CellRef, ...] = ()
    costs: tuple[SystemCost, ...] = ()


class DataReport(Record, frozen=True):
    """Synthetic or AI-made data: what made it, and every output and file that rests on it."""

    activity: str
    mark: Literal["synthetic", "ai-output"]
    evidence: Evidence
    data: Data
    made_in: CellRef | None = None
    time: str | None = None
    outputs: tuple[CellRef, ...] = ()
    files: tuple[FileUse, ...] = ()


class DatasetReport(Record, frozen=True):
    """A data set's passport, and the cells that read its files."""

    passport: Passport
    used_in: tuple[CellRef, ...] = ()


class Report(Record, frozen=True):
    """What there is to say of these notebooks together."""

    schema: str = REPORT_SCHEMA
    notebooks: tuple[NotebookReport, ...] = ()
    systems: tuple[SystemReport, ...] = ()
    data: tuple[DataReport, ...] = ()
    datasets: tuple[DatasetReport, ...] = ()
    people: tuple[Person, ...] = ()
    notes: tuple[Note, ...] = ()
    authorship: Characters = Characters()
    coverage: Coverage = Coverage()
    cost: Cost = Cost()
    diagnostics: tuple[Diagnostic, ...] = ()
