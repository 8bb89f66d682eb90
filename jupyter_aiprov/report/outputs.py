"""The visible outputs of a cell: what each carries, and whether that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..record.activity import Activity
from ..record.authorship import CellOrigin
from ..record.digest import outputs_digest
from ..record.run import Mark, OutputTrace, Run
from ..record.store import Cell
from .marks import merged, names
from .model import OutputReport
from .stale import is_stale

_UNSEEN = Mark(mark="unknown", reason="no record of the run that made it")


def output_reports(
    cell: Cell, saved: Mapping[int, Activity], origin: CellOrigin, *, stale: bool
) -> tuple[OutputReport, ...]:
    """Every visible output of ``cell``.

    Args:
        cell: the cell as it stands.
        saved: position of an output → the activity another tool says made it.
        origin: of the cell's source.
        stale: the cell's last run is out of date.
    """
    if not cell.outputs:
        return ()
    by_ai = origin.startswith("ai-") and not is_stale(cell)
    digests = [outputs_digest([output]) for output in cell.outputs]
    traces = _traces(cell.record.run, digests)
    return tuple(
        OutputReport(
            index=index,
            type=str(output.get("output_type", "")),
            mime=_mime(output),
            marks=names(lineage),
            lineage=lineage,
            sha256=digests[index],
            stale=stale,
        )
        for index, output in enumerate(cell.outputs)
        for lineage in [merged(_lineage(cell, index, traces[index], saved.get(index), by_ai))]
    )


def _lineage(
    cell: Cell, index: int, trace: OutputTrace | None, saved: Activity | None, by_ai: bool
) -> Iterator[Mark]:
    record = cell.output_records[index]
    if trace is not None:
        yield from trace.marks
    if record is not None:
        yield from record.marks
    if saved is not None:
        yield Mark(mark="ai-output", records=(saved.id,), evidence=saved.evidence)
    if by_ai and not _has(trace, "ai-code"):
        yield ai_code(cell)
    if trace is None and record is None and saved is None:
        yield _UNSEEN


def _has(trace: OutputTrace | None, name: str) -> bool:
    return trace is not None and any(mark.mark == name for mark in trace.marks)


def ai_code(cell: Cell) -> Mark:
    """What a source makes that is known, perhaps only since it ran, to be an AI system's."""
    spans = cell.record.authorship.spans if cell.record.authorship else ()
    ids = [span.record for span in spans if span.by == "ai" and span.record]
    declared = [a.id for a in cell.record.records if a.origin in ("generated", "assisted")]
    return Mark(mark="ai-code", records=tuple(dict.fromkeys([*ids, *declared])))


def _traces(run: Run | None, digests: Sequence[str]) -> list[OutputTrace | None]:
    """Of each output the trace of the run, if it is still the output that run made."""
    traces = run.outputs if run else ()
    by_index = {trace.index: trace for trace in traces}
    by_digest = {trace.sha256: trace for trace in traces if trace.sha256}
    found: list[OutputTrace | None] = []
    for index, digest in enumerate(digests):
        trace = by_index.get(index)
        if trace is None or trace.sha256 not in (None, digest):
            trace = by_digest.get(digest)
        found.append(trace)
    return found


def _mime(output: Mapping[str, object]) -> tuple[str, ...]:
    data = output.get("data")
    return tuple(map(str, data)) if isinstance(data, Mapping) else ()
