"""One execution of a cell while it goes on, and what becomes attached to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..record.activity import Activity
from ..record.diagnostics import Diagnostic
from ..record.run import Mark, Run

#: What of a run a fault may hide: what its data carry, what it cost, what it showed exactly.
Aspect = Literal["marks", "energy", "digest"]


class RunHandle:
    """What adapters hold on to: the run an activity belongs to.

    What it is begun with stays; the rest is added to it while it goes on.

    Args:
        id: the run's id, as it will stand in the record.
        seq: its place in the session, from 1.
        source: the cell's text as the notebook holds it.
        started: when it began, UTC, ISO 8601.
        cell: the notebook's id of the cell, where the front end gave one.
        cell_metadata: what the front end knows of the cell.
        parent: id of the request that the run answers.
        state: what the kernel keeps of a run while it goes on; nobody else looks at it.

    Attributes:
        previous: the run that was going on here before.
        activities: what was seen of AI systems, by id.
        spans: the activities that only a user's span told of, by the answer's id.
        diagnostics: what could not be seen or done.
        marks_of_code: what is known of the source's origin before it runs.
        record: the finished run, None while the cell runs.
        lost: what a fault of ours kept from being seen.
        unknown: why it is not known what the run made and showed; empty where that is known.
    """

    __slots__ = (
        "__weakref__",
        "activities",
        "cell",
        "cell_metadata",
        "diagnostics",
        "id",
        "lost",
        "marks_of_code",
        "parent",
        "previous",
        "record",
        "seq",
        "source",
        "spans",
        "started",
        "state",
        "unknown",
    )

    def __init__(
        self,
        id: str,  # noqa: A002 - the format's own name
        seq: int,
        source: str,
        *,
        started: str,
        cell: str | None = None,
        cell_metadata: Mapping[str, object] | None = None,
        parent: str = "",
        state: object = None,
    ) -> None:
        self.id = id
        self.seq = seq
        self.source = source
        self.started = started
        self.cell = cell
        self.cell_metadata: Mapping[str, object] = cell_metadata or {}
        self.parent = parent
        self.previous: RunHandle | None = None
        self.activities: dict[str, Activity] = {}
        self.spans: dict[str, str] = {}
        self.diagnostics: list[Diagnostic] = []
        self.marks_of_code: tuple[Mark, ...] = ()
        self.record: Run | None = None
        self.state = state
        self.lost: set[Aspect] = set()
        self.unknown: set[str] = set()

    @property
    def finished(self) -> bool:
        """Whether the cell has ended; activities may still arrive from its threads."""
        return self.record is not None

    def __repr__(self) -> str:
        return f"<run {self.id} ({'finished' if self.finished else 'going on'})>"
