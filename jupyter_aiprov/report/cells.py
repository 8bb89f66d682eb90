"""One cell's part of the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..capture.outputs import saved_activities
from ..record.activity import Activity, Evidence
from ..record.cost import add_activities, system_label
from ..record.diagnostics import OF_RECORDING, Diagnostic, diagnostic
from ..record.digest import sha256_text
from ..record.quantity import Cost
from ..record.review import needs_review, review_state, to_review
from ..record.run import Mark
from ..record.spans import (
    CellOrigin,
    cell_counts,
    cell_origin,
    current_spans,
    effective_spans,
    standing_declaration,
)
from ..record.store import Cell
from .hints import hints
from .lines import line_ranges
from .marks import merged, names
from .model import CellReport, Characters, OutputReport, StaleCause
from .outputs import ai_code, output_reports
from .stale import is_stale

_EXCERPT = 80
#: The weaker word stands where several ways of knowing meet.
_BY_STRENGTH: tuple[Evidence, ...] = ("inferred", "declared", "imported", "observed")
_UNSEEN = Mark(mark="unknown", reason="its last run was not recorded")


def cell_report(
    cell: Cell,
    language: str | None,
    inferred: tuple[Mark, ...] = (),
    stale: tuple[StaleCause, ...] = (),
) -> CellReport:
    """What there is to say of a cell.

    Args:
        cell: the cell as it stands.
        language: the notebook's.
        inferred: what source alone suggests the cell carries, for want of a record of its run.
        stale: why its last run is out of date.
    """
    known = {activity.id for activity in cell.record.records}
    said: list[Diagnostic] = []
    saved = dict(saved_activities(cell, lambda code, case: said.append(diagnostic(code, case))))
    if _saw_calls(cell):  # the kernel saw the very calls the outputs tell of
        saved = {index: one for index, one in saved.items() if one.id in known}
    added = [activity for activity in saved.values() if activity.id not in known]
    origin = cell_origin(cell.source, cell.record)
    outputs = output_reports(cell, saved, origin, stale=bool(stale))
    lineage = _lineage(cell, outputs, by_ai=origin.startswith("ai-"))
    if cell.record.run is None or _is_unseen(cell):
        lineage = merged([*lineage, *inferred])
    state = review_state(cell.record.review, cell.source, cell.outputs)
    unchecked = state in ("none", "stale") and any(map(to_review, lineage))
    return CellReport(
        index=cell.index,
        type=cell.type,
        id=cell.id,
        excerpt=excerpt(cell.source, cell.type),
        authorship=_characters(cell),
        origin=origin,
        origin_evidence=_origin_evidence(cell, origin),
        written_by=_written_by(cell),
        lines=line_ranges(cell),
        tracked=is_tracked(cell),
        marks=names(lineage),
        lineage=lineage,
        outputs=outputs,
        records=(*cell.record.records, *added),
        run=cell.record.run,
        outdated=stale,
        review=state,
        review_detail=cell.record.review,
        needs_review=unchecked or needs_review(cell),
        cost=add_activities(cell.record.cost or Cost(), added),
        hints=() if _has_calls([*cell.record.records, *added]) else hints(cell, language),
        source_sha256=sha256_text(cell.source),
        diagnostics=(*cell.diagnostics, *said, *_faults(cell)),
    )


def _faults(cell: Cell) -> tuple[Diagnostic, ...]:
    """What the last run and the records say of gaps in the recording itself."""
    said = list(cell.record.run.diagnostics) if cell.record.run else []
    said += [one for activity in cell.record.records for one in activity.diagnostics]
    told = {(one.code, one.message): one for one in said if one.code in OF_RECORDING}
    return tuple(told.values())


def _characters(cell: Cell) -> Characters:
    found = cell_counts(cell.source, cell.record)
    return Characters(ai=found["ai"], human=found["human"], unknown=found["unknown"])


def is_tracked(cell: Cell) -> bool:
    """Whether its text was written under tracking or declared, in whole or part."""
    return bool(current_spans(cell.source, cell.record.authorship)) or (
        standing_declaration(cell.source, cell.record) is not None
    )


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


def _origin_evidence(cell: Cell, origin: CellOrigin) -> Evidence | None:
    if origin == "unknown":
        return None
    declared = standing_declaration(cell.source, cell.record)
    if declared is not None and declared.origin == "assisted":
        return declared.evidence
    known = {activity.id: activity.evidence for activity in cell.record.records}
    found: set[Evidence] = set()
    for span in effective_spans(cell.source, cell.record):
        if span.record is None:
            found.add("observed")
        elif span.record in known:
            found.add(known[span.record])
    return next((word for word in _BY_STRENGTH if word in found), None)


def _written_by(cell: Cell) -> dict[str, int]:
    known = {activity.id: activity for activity in cell.record.records}
    out: dict[str, int] = {}
    for span in effective_spans(cell.source, cell.record):
        activity = known.get(span.record or "")
        if span.by == "ai" and activity is not None and activity.system is not None:
            name = system_label(activity)
            out[name] = out.get(name, 0) + span.end - span.start
    return out


def _lineage(cell: Cell, outputs: Sequence[OutputReport], *, by_ai: bool) -> tuple[Mark, ...]:
    """The marks of everything the last run wrote or showed."""
    run = cell.record.run
    own = list(run.marks) if run else []
    if by_ai and run and run.writes and "ai-code" not in names(own) and not is_stale(cell):
        own.append(ai_code(cell))
    files = [mark for use in run.files if use.mode == "write" for mark in use.marks] if run else []
    shown = [mark for output in outputs for mark in output.lineage]
    unseen = [_UNSEEN] if _is_unseen(cell) else []
    return merged([*own, *files, *shown, *unseen])


def _is_unseen(cell: Cell) -> bool:
    """Whether the cell was executed and no record tells of that run."""
    count = cell.raw.get("execution_count")
    if cell.type != "code" or not isinstance(count, int):
        return False
    run = cell.record.run
    if run is None:
        return True
    return run.execution_count is not None and run.execution_count != count


def _saw_calls(cell: Cell) -> bool:
    run = cell.record.run
    if run is None or _is_unseen(cell):
        return False
    born = [activity for activity in cell.record.records if activity.id in run.activities]
    return any(a.kind == "model-call" and a.evidence == "observed" for a in born)


def _has_calls(activities: Iterable[Activity]) -> bool:
    return any(activity.kind == "model-call" for activity in activities)
