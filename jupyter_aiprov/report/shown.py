"""What a front end shows of one open notebook, beside what its cells say for themselves.

The front end's types are generated from these structs (``labextension/src/report.ts``). All
members are always written; ``null`` is "not known" or "none".
"""

from __future__ import annotations

from typing import Literal

from ..record.activity import Activity
from ..record.base import Count, Record
from ..record.diagnostics import Diagnostic
from ..record.quantity import Quantity, Scope
from ..record.review import ReviewReason
from ..record.run import MarkName
from .model import Characters, Coverage, StaleCause

DataMark = Literal["synthetic", "ai-output", "protected"]
LinkKind = Literal["data", "file", "cell", "name", "output", "lost"]


class Outcomes(Record, frozen=True):
    """Suggestions of AI systems by what became of them: accepted as they were, edited, rejected."""

    accepted: Count = 0
    edited: Count = 0
    rejected: Count = 0

    def __add__(self, other: Outcomes) -> Outcomes:
        """Both together."""
        return Outcomes(
            accepted=self.accepted + other.accepted,
            edited=self.edited + other.edited,
            rejected=self.rejected + other.rejected,
        )


class SystemLine(Record, frozen=True):
    """One AI system in one scope. ``is_called`` is false where it is only named as an author.

    ``input_tokens`` and ``output_tokens`` are those that were told.
    """

    name: str
    scope: Scope
    is_called: bool = True
    calls: Count = 0
    input_tokens: float | None = None
    output_tokens: float | None = None
    energy: Quantity | None = None
    carbon: Quantity | None = None


class CostPoint(Record, frozen=True):
    """What a kernel session, or all runs of a cell, cost on this machine.

    ``index`` is the place of the session in time, or of the cell in the notebook; ``started`` is
    null of a cell. ``unavailable`` counts the runs whose energy is not in the figures.
    """

    index: Count
    started: str | None = None
    runs: Count = 0
    unavailable: Count = 0
    energy: Quantity | None = None
    carbon: Quantity | None = None


class ReviewShown(Record, frozen=True):
    """What a person said with the review made at ``time``, in the reader's language."""

    time: str
    lines: tuple[str, ...] = ()


class CellShown(Record, frozen=True):
    """One cell: why its outputs are out of date, and why a person should look at it.

    ``review_reasons`` stand whatever a review says: a standing one answers them. ``faults`` are
    gaps in the recording itself.
    """

    index: Count
    id: str | None = None
    stale: tuple[StaleCause, ...] = ()
    review: ReviewShown | None = None
    review_reasons: tuple[ReviewReason, ...] = ()
    faults: tuple[Diagnostic, ...] = ()


class FlowEnd(Record, frozen=True):
    """Where data end up: an output of the cell (position among the visible), or a written file."""

    cell: Count
    output: Count | None = None
    file: str | None = None


class DataFlow(Record, frozen=True):
    """Data of one making or one kind, and where they end up.

    ``protected`` is the class of protected data; ``made_in`` the index of the cell that made them.
    """

    id: str
    mark: DataMark
    name: str = ""
    protected: str | None = None
    made_in: Count | None = None
    ends: tuple[FlowEnd, ...] = ()


class UsedData(Record, frozen=True):
    """A data set: a file that cells read, or one that only a passport speaks of.

    ``path`` is relative to the project, null of data that no cell read from a file in it;
    ``read_in`` holds the indices of the cells. ``passport`` is the name of the one that speaks of
    it, ``is_other`` whether that was given to other content of this file.
    """

    name: str
    path: str | None = None
    read_in: tuple[Count, ...] = ()
    passport: str | None = None
    is_other: bool = False


class Subject(Record, frozen=True):
    """What is asked about: a variable or a file by ``text``, or a cell's output by its index."""

    kind: Literal["name", "file", "output"]
    text: str = ""
    cell: str | None = None
    index: Count | None = None


class OutputSubject(Record, frozen=True):
    """An output that can be asked about: id and index of its cell, and its own index."""

    cell: str
    at: Count
    index: Count


class Subjects(Record, frozen=True):
    """All that can be asked about: what the last runs made, read, wrote and showed."""

    names: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    outputs: tuple[OutputSubject, ...] = ()


class LinkSource(Record, frozen=True):
    """What something was made from: the id of another link, and through which names."""

    id: str
    through: tuple[str, ...] = ()


class Link(Record, frozen=True):
    """One thing in an answer: data as they were made, a file, a cell, a name, an output.

    ``text`` is a name, a path, the place of an output, the first line of a cell; ``lost`` is a
    name whose maker is no longer recorded. ``cell`` is the index of the cell it stands in.
    """

    id: str
    kind: LinkKind
    text: str
    cell: Count | None = None
    marks: tuple[MarkName, ...] = ()
    sources: tuple[LinkSource, ...] = ()


class Origins(Record, frozen=True):
    """Cells that hold text, by origin."""

    ai_generated: Count = 0
    ai_assisted: Count = 0
    human: Count = 0
    unknown: Count = 0


class Overview(Record, frozen=True):
    """What there is to say of a notebook in all; every figure is one of the Report.

    ``energy`` and ``carbon`` are of this machine over ``runs``, of which ``unavailable`` are not
    in the sum. ``outcomes_of`` holds what became of suggestions by activity; ``cells`` those of
    which there is something to say.
    """

    authorship: Characters = Characters()
    origins: Origins = Origins()
    coverage: Coverage = Coverage()
    systems: tuple[SystemLine, ...] = ()
    outcomes: Outcomes = Outcomes()
    outcomes_of: dict[str, Outcomes] = {}
    runs: Count = 0
    unavailable: Count = 0
    energy: Quantity | None = None
    carbon: Quantity | None = None
    by_session: tuple[CostPoint, ...] = ()
    by_cell: tuple[CostPoint, ...] = ()
    cells: tuple[CellShown, ...] = ()
    flows: tuple[DataFlow, ...] = ()
    datasets: tuple[UsedData, ...] = ()
    subjects: Subjects = Subjects()
    faults: tuple[Diagnostic, ...] = ()


class Answer(Record, frozen=True):
    """The overview of an open notebook at one revision, and what the subject asked derives from.

    ``links`` name sources before what is made from them, the subject last; none where no recorded
    run made it, or nothing was asked.
    """

    revision: Count
    overview: Overview = Overview()
    links: tuple[Link, ...] = ()


def outcomes_of(activity: Activity) -> Outcomes:
    """Suggestions by what became of them; an editor counts many in one activity."""
    accepted, edited, rejected = (
        int(activity.usage.get(f"aiprov.suggestions.{name}", 0))
        for name in ("accepted", "edited", "rejected")
    )
    if not accepted and not edited and not rejected:
        return Outcomes(
            accepted=int(activity.outcome == "accepted"),
            edited=int(activity.outcome == "edited"),
            rejected=int(activity.outcome == "rejected"),
        )
    if activity.outcome == "rejected":  # all that was accepted was taken out again
        return Outcomes(rejected=accepted + rejected)
    return Outcomes(accepted=max(0, accepted - edited), edited=edited, rejected=rejected)
