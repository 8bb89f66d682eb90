"""One cell: what follows from it alone, found once, and its part of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..capture.outputs import saved_activities
from ..record.activity import Activity, Evidence
from ..record.cell import CellRecord
from ..record.cost import add_activities
from ..record.diagnostics import OF_RECORDING, Diagnostic, diagnostic
from ..record.quantity import Cost
from ..record.review import (
    ReviewReason,
    ReviewState,
    review_reasons,
    review_state,
    to_review,
)
from ..record.run import Mark, Run
from ..record.spans import Authors, CellOrigin
from ..record.store import Cell
from .authors import characters, line_ranges, origin_evidence, written_by
from .hints import hints
from .model import CellReport, Characters, Hint, LineRange, OutputReport, StaleCause
from .outputs import OutputView, mark_names, merged_marks, output_views

_EXCERPT = 80
_UNSEEN = Mark(mark="unknown", reason="its last run was not recorded")


@dataclass(frozen=True)
class CellView:
    """One cell as it stands: all that follows from it alone, whatever the other cells hold.

    Whoever tells of a cell reads it here, so that each thing is found once and all say the same;
    of a notebook that is open, only the cells that changed are looked at again. What follows from
    several cells (:mod:`report.stale`, :mod:`report.trace`) is found from their views.

    Attributes:
        index: its position in the notebook, from 0.
        id: its id in the file, None where it has none.
        type: ``code``, ``markdown`` or ``raw``.
        source: its text.
        source_sha256: digest of the text.
        execution_count: what the front end shows beside it, None where it shows no count.
        excerpt: the first telling line of the source.
        record: its provenance, as the notebook holds it.
        records: its activities, with those that saved outputs alone tell of.
        authorship: characters by author.
        origin: one word for who wrote it.
        origin_evidence: how that is known, None where it is not.
        written_by: characters of each AI system known by name.
        lines: who wrote which lines.
        is_tracked: its text was written under tracking or declared, in whole or part.
        is_changed: its source changed since its last recorded run.
        is_unseen: it was executed and no record tells of that run.
        lineage: the marks of everything its last run wrote or showed.
        outputs: its visible outputs.
        review: what its review is worth today.
        review_reasons: why a person should look at it, whatever its review; none where nothing is.
        cost: of all its runs, and of the calls other tools tell of.
        hints: what its source alone suggests.
        faults: what its last run and its records say of gaps in the recording itself.
        diagnostics: all that is to be said of its records, those faults included.
    """

    index: int
    id: str | None
    type: str
    source: str
    source_sha256: str
    execution_count: int | None
    excerpt: str
    record: CellRecord
    records: tuple[Activity, ...]
    authorship: Characters
    origin: CellOrigin
    origin_evidence: Evidence | None
    written_by: dict[str, int]
    lines: tuple[LineRange, ...]
    is_tracked: bool
    is_changed: bool
    is_unseen: bool
    lineage: tuple[Mark, ...]
    outputs: tuple[OutputView, ...]
    review: ReviewState
    review_reasons: tuple[ReviewReason, ...]
    cost: Cost
    hints: tuple[Hint, ...]
    faults: tuple[Diagnostic, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def run(self) -> Run | None:
        """The last run, where one was recorded."""
        return self.record.run

    @property
    def is_unreviewed(self) -> bool:
        """Whether no review stands, whether or not one is needed."""
        return self.review in ("none", "stale")

    @property
    def needs_review(self) -> bool:
        """Whether it holds something of an AI system, or hidden by a fault, without a review."""
        return self.is_unreviewed and bool(self.review_reasons)


def cell_view(cell: Cell, language: str | None) -> CellView:
    """What follows from a cell alone.

    Args:
        cell: the cell as it stands.
        language: the notebook's.
    """
    record, run = cell.record, cell.record.run
    authors = Authors.of(cell.source, record)
    origin = authors.origin
    known = {activity.id: activity for activity in record.records}
    is_changed = _is_changed(run, authors.source_sha256)
    is_unseen = _is_unseen(cell)
    saved, said = _saved(cell, is_seen=run is not None and not is_unseen)
    added = [activity for activity in saved.values() if activity.id not in known]
    records = (*record.records, *added)
    code = _ai_code(record) if origin.startswith("ai-") and not is_changed else None
    outputs = output_views(cell, saved, code)
    lineage = _lineage(run, outputs, code, [_UNSEEN] if is_unseen else [])
    faults = _faults(record)
    has_calls = any(activity.kind == "model-call" for activity in records)
    return CellView(
        index=cell.index,
        id=cell.id,
        type=cell.type,
        source=cell.source,
        source_sha256=authors.source_sha256,
        execution_count=_execution_count(cell),
        excerpt=excerpt(cell.source, cell.type),
        record=record,
        records=records,
        authorship=characters(authors),
        origin=origin,
        origin_evidence=origin_evidence(authors, known),
        written_by=written_by(authors, known),
        lines=line_ranges(authors),
        is_tracked=bool(authors.written) or authors.declaration is not None,
        is_changed=is_changed,
        is_unseen=is_unseen,
        lineage=lineage,
        outputs=outputs,
        review=review_state(record.review, cell.source, cell.outputs),
        review_reasons=review_reasons(cell, origin, lineage),
        cost=add_activities(record.cost or Cost(), added),
        hints=() if has_calls else hints(cell, language),
        faults=faults,
        diagnostics=(*cell.diagnostics, *said, *faults),
    )


def cell_report(
    view: CellView,
    inferred: Iterable[Mark] = (),
    stale: tuple[StaleCause, ...] = (),
) -> CellReport:
    """What there is to say of a cell among the others of its notebook.

    Args:
        view: of the cell.
        inferred: what source alone suggests the cell carries, for want of a record of its run.
        stale: why its last run is out of date.

    Returns:
        The cell's part of the report.
    """
    lineage, waits = view.lineage, view.needs_review
    if view.run is None or view.is_unseen:
        lineage = merged_marks([*lineage, *inferred])
        waits = waits or (view.is_unreviewed and any(map(to_review, lineage)))
    return CellReport(
        index=view.index,
        type=view.type,
        id=view.id,
        excerpt=view.excerpt,
        authorship=view.authorship,
        origin=view.origin,
        origin_evidence=view.origin_evidence,
        written_by=view.written_by,
        lines=view.lines,
        tracked=view.is_tracked,
        marks=mark_names(lineage),
        lineage=lineage,
        outputs=tuple(_output_report(output, stale=bool(stale)) for output in view.outputs),
        records=view.records,
        run=view.run,
        outdated=stale,
        review=view.review,
        review_detail=view.record.review,
        needs_review=waits,
        cost=view.cost,
        hints=view.hints,
        source_sha256=view.source_sha256,
        diagnostics=view.diagnostics,
    )


def _output_report(output: OutputView, *, stale: bool) -> OutputReport:
    return OutputReport(
        index=output.index,
        type=output.type,
        mime=output.mime,
        marks=output.marks,
        lineage=output.lineage,
        sha256=output.sha256,
        stale=stale,
    )


def _saved(cell: Cell, *, is_seen: bool) -> tuple[Mapping[int, Activity], list[Diagnostic]]:
    """Position of an output → the activity another tool says made it; and faults of adapters."""
    said: list[Diagnostic] = []
    saved = dict(saved_activities(cell, lambda code, case: said.append(diagnostic(code, case))))
    if is_seen and _saw_calls(cell.record):  # the kernel saw the very calls the outputs tell of
        known = {activity.id for activity in cell.record.records}
        saved = {index: one for index, one in saved.items() if one.id in known}
    return saved, said


def _saw_calls(record: CellRecord) -> bool:
    made = record.run.activities if record.run else ()
    born = [activity for activity in record.records if activity.id in made]
    return any(a.kind == "model-call" and a.evidence == "observed" for a in born)


def _faults(record: CellRecord) -> tuple[Diagnostic, ...]:
    said = list(record.run.diagnostics) if record.run else []
    said += [one for activity in record.records for one in activity.diagnostics]
    told = {(one.code, one.message): one for one in said if one.code in OF_RECORDING}
    return tuple(told.values())


def _ai_code(record: CellRecord) -> Mark:
    """Of what a source makes that is known, perhaps only since it ran, to be an AI system's."""
    spans = record.authorship.spans if record.authorship else ()
    ids = [span.record for span in spans if span.by == "ai" and span.record]
    declared = [a.id for a in record.records if a.origin in ("generated", "assisted")]
    return Mark(mark="ai-code", records=tuple(dict.fromkeys([*ids, *declared])))


def _lineage(
    run: Run | None, outputs: Sequence[OutputView], code: Mark | None, unseen: Sequence[Mark]
) -> tuple[Mark, ...]:
    """The marks of everything the last run wrote or showed."""
    own = list(run.marks) if run else []
    if code is not None and run and run.writes and code.mark not in mark_names(own):
        own.append(code)
    files = [mark for use in run.files if use.mode == "write" for mark in use.marks] if run else []
    shown = [mark for output in outputs for mark in output.lineage]
    return merged_marks([*own, *files, *shown, *unseen])


def _is_changed(run: Run | None, source_sha256: str) -> bool:
    """Whether the source changed since the last recorded run."""
    ran = run.source_sha256 if run else None
    return ran is not None and ran != source_sha256


def _execution_count(cell: Cell) -> int | None:
    count = cell.raw.get("execution_count")
    return count if isinstance(count, int) else None


def _is_unseen(cell: Cell) -> bool:
    """Whether the cell was executed and no record tells of that run."""
    count, run = _execution_count(cell), cell.record.run
    if cell.type != "code" or count is None:
        return False
    if run is None:
        return True
    return run.execution_count is not None and run.execution_count != count


def excerpt(source: str, type_: str) -> str:
    """The first telling line of a cell: not a magic, not blank; a heading without its marks."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    if type_ == "code":
        lines = [line for line in lines if not line.startswith("%%aiprov")] or lines
    line = lines[0] if lines else ""
    if type_ == "markdown":
        prose = (text for text in lines if any(map(str.isalnum, text)))
        line = next(prose, line).lstrip("#> ").strip()
    return line if len(line) <= _EXCERPT else f"{line[: _EXCERPT - 1]}…"
