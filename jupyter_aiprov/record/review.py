"""A person's check of a cell: made against digests, void once either differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from .activity import Person
from .base import utc_now
from .cell import Review
from .digest import RULE, outputs_digest, outputs_match, sha256_text
from .errors import BadInput
from .run import Mark, MarkName
from .spans import CellOrigin, cell_origin

if TYPE_CHECKING:
    from .store import Cell

#: ``unknown``: by a rule of digests that this version does not know; it may hold, or not.
ReviewState = Literal["none", "stale", "unknown", "verified", "corrected", "rejected"]
#: Why a cell needs a person's look: an AI system wrote in its source; it calls a model; what it
#: shows or wrote rests on something of an AI system; a fault hid what it did or rests on.
ReviewReason = Literal["source", "call", "data", "fault"]

_AI_MARKS = frozenset({"ai-code", "ai-output", "synthetic"})
_ORCID = re.compile(r"^(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])$", re.ASCII)


def make_review(
    source: str,
    outputs: Sequence[object],
    by: Person,
    **said: object,
) -> Review:
    """A review of a cell as it stands now: of its ``source`` and of all its ``outputs``.

    Args:
        source: of the cell.
        outputs: all of them, as JSON objects of the notebook.
        by: who checked it.
        **said: other members of the review; it is ``verified`` where no status is given.

    Returns:
        The review, made now, with digests of what was checked.
    """
    review = Review(
        status="verified",
        by=by,
        time=utc_now(),
        source_sha256=sha256_text(source),
        outputs_sha256=outputs_digest(outputs),
        digest_rule=RULE,
    )
    return msgspec.structs.replace(review, **said)


def review_state(review: Review | None, source: str, outputs: Sequence[object]) -> ReviewState:
    """What a review is worth today: ``stale`` once the source or an output changed.

    Args:
        review: None where there is none.
        source: of the cell as it stands.
        outputs: as they stand, as JSON objects of the notebook.

    Returns:
        ``none``, ``stale``, ``unknown``, or the review's own status.
    """
    if review is None:
        return "none"
    if review.source_sha256 != sha256_text(source):
        return "stale"
    digest = review.outputs_sha256
    holds = digest is None or outputs_match(digest, outputs, review.digest_rule)
    if holds is None:
        return "unknown"
    return review.status if holds else "stale"


def needs_review(cell: Cell) -> bool:
    """Whether a cell holds something of an AI system, or hidden by a fault, without a review."""
    state = review_state(cell.record.review, cell.source, cell.outputs)
    if state not in ("none", "stale"):
        return False
    return bool(review_reasons(cell, cell_origin(cell.source, cell.record)))


def is_hidden(cell: Cell) -> bool:
    """Whether a fault of the recorder hid what a cell did, or what it rests on."""
    return any(mark.is_fault for mark in _marks(cell))


def review_reasons(
    cell: Cell, origin: CellOrigin, more: Iterable[Mark] = ()
) -> tuple[ReviewReason, ...]:
    """Why a person should look at a cell, whatever was said of it before; none where nothing is.

    Args:
        cell: the cell as it stands.
        origin: of its source.
        more: marks that it is known to carry beside those of its records.

    Returns:
        Each reason once, always in the same order.
    """
    marks = [*_marks(cell), *more]
    found: dict[ReviewReason, bool] = {
        "source": origin.startswith("ai-"),
        "call": any(activity.kind == "model-call" for activity in cell.record.records),
        "data": any(mark.mark in _AI_MARKS for mark in marks),
        "fault": any(mark.is_fault for mark in marks),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def to_review(mark: Mark) -> bool:
    """Whether what carries a mark needs a person's look: it is of an AI system, or hidden."""
    return mark.mark in _AI_MARKS or mark.is_fault


def is_touched(origin: CellOrigin, marks: Iterable[MarkName]) -> bool:
    """Whether a cell holds something of an AI system, or synthetic data.

    Args:
        origin: of its source.
        marks: the names of those of everything its last run wrote or showed.
    """
    return origin.startswith("ai-") or not _AI_MARKS.isdisjoint(marks)


def _marks(cell: Cell) -> Iterator[Mark]:
    """Of what the last run wrote and showed, and of the outputs themselves."""
    run = cell.record.run
    if run is not None:
        yield from run.marks
        for output in run.outputs:
            yield from output.marks
        for use in run.files:
            yield from use.marks if use.mode == "write" else ()
    for record in cell.output_records:
        yield from record.marks if record else ()


def person(name: str, orcid: str | None = None) -> Person:
    """A person, the ORCID iD checked and in its short form.

    Raises:
        BadInput: the name is empty, or the ORCID iD is malformed or fails its checksum
            (ISO 7064 MOD 11-2).
    """
    if not name.strip():
        raise BadInput("A reviewer needs a name.")
    if not orcid:
        return Person(name=name.strip())
    match = _ORCID.match(" ".join(orcid.split()))
    if not match or not _checksum_holds(match[1]):
        raise BadInput(f"'{orcid}' is not a valid ORCID iD; one looks like 0000-0002-1825-0097.")
    return Person(name=name.strip(), orcid=match[1])


def _checksum_holds(orcid: str) -> bool:
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    expected = (12 - total % 11) % 11
    return orcid[-1] == ("X" if expected == 10 else str(expected))  # noqa: PLR2004 - the standard's
