"""``cell.metadata.aiprov`` and ``output.metadata.aiprov``."""

from __future__ import annotations

from typing import Literal

import msgspec

from .activity import Activity, Person
from .base import Count, Record, Sha256, Time
from .quantity import Cost
from .run import Mark, Run
from .tolerant import Invalid

ReviewStatus = Literal["verified", "corrected", "rejected"]


class Span(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """``[start, end, by, record?]`` over the source in Unicode code points, end excluded."""

    start: Count
    end: Count
    by: Literal["ai", "human"]
    record: str | None = None


class Authorship(Record, frozen=True):
    """Who wrote which characters; text no span covers is unknown."""

    source_sha256: Sha256
    spans: tuple[Span, ...] = ()


class Comparison(Record, frozen=True):
    """What a check compared the cell with, and what came of it, in a person's words.

    ``method`` is one of the review's; ``against`` names the dataset, algorithm, model or reference.
    """

    method: str
    against: str | None = None
    result: str | None = None

    def __str__(self) -> str:
        """``other-dataset: MIMIC-IV 2.2; means within 2 %``."""
        said = "; ".join(text for text in (self.against, self.result) if text)
        return f"{self.method}: {said}" if said else self.method


class Review(Record, frozen=True):
    """A person's check; void once either digest differs from the cell's.

    ``digest_rule`` is the version of the rule by which the outputs were digested.
    """

    status: ReviewStatus
    by: Person
    time: Time
    source_sha256: Sha256
    method: tuple[str, ...] = ()
    compared: tuple[Comparison, ...] = ()
    note: str | None = None
    outputs_sha256: Sha256 | None = None
    digest_rule: Count = 1


class CellRecord(Record, frozen=True):
    """The whole of ``cell.metadata.aiprov``. ``invalid`` keeps what could not be read."""

    authorship: Authorship | None = None
    records: tuple[Activity, ...] = ()
    run: Run | None = None
    cost: Cost | None = None
    review: Review | None = None
    invalid: tuple[Invalid, ...] = ()


class OutputRecord(Record, frozen=True):
    """The whole of ``output.metadata.aiprov``."""

    run: str | None = None
    marks: tuple[Mark, ...] = ()
    invalid: tuple[Invalid, ...] = ()
