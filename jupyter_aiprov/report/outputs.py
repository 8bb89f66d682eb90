"""The visible outputs of a cell: the marks each carries, and whether they are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import msgspec

from ..record.activity import Activity
from ..record.digest import RULE, outputs_digest, outputs_match
from ..record.run import Mark, MarkName, OutputTrace, Run
from ..record.store import Cell

_ORDER: tuple[MarkName, ...] = get_args(MarkName)


def merged_marks(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Alike marks as one with the records of all, in the format's own order."""
    found: dict[tuple[object, ...], Mark] = {}
    for mark in marks:
        key = (mark.mark, mark.class_, mark.evidence, mark.reason)
        known = found.get(key)
        if known is not None:
            records = dict.fromkeys([*known.records, *mark.records])
            mark = msgspec.structs.replace(known, records=tuple(records))  # noqa: PLW2901
        found[key] = mark
    return tuple(sorted(found.values(), key=lambda mark: _ORDER.index(mark.mark)))


def mark_names(marks: Iterable[Mark]) -> tuple[MarkName, ...]:
    """The plain names, each once, in the format's own order."""
    present = {mark.mark for mark in marks}
    return tuple(name for name in _ORDER if name in present)


_UNSEEN = Mark(mark="unknown", reason="no record of the run that made it")


@dataclass(frozen=True)
class OutputView:
    """One visible output, as far as it follows from its cell alone.

    Attributes:
        index: its place among the visible outputs of the cell, from 0.
        type: its ``output_type``.
        mime: the media types it has.
        lineage: the marks it carries, with the records they come from.
        sha256: its digest.
    """

    index: int
    type: str
    mime: tuple[str, ...]
    lineage: tuple[Mark, ...]
    sha256: str

    @property
    def marks(self) -> tuple[MarkName, ...]:
        """The plain names of its marks."""
        return mark_names(self.lineage)


def output_views(
    cell: Cell, saved: Mapping[int, Activity], code: Mark | None
) -> tuple[OutputView, ...]:
    """Every visible output of ``cell``.

    Args:
        cell: the cell as it stands.
        saved: position of an output → the activity another tool says made it.
        code: the mark of what the cell's source made, where an AI system is known to have written
            it and it is the source that ran.

    Returns:
        One view for each output, in their order.
    """
    if not cell.outputs:
        return ()
    digests = [outputs_digest([output]) for output in cell.outputs]
    traces = _traces(cell.record.run, cell.outputs, digests)
    return tuple(
        OutputView(
            index=index,
            type=str(output.get("output_type", "")),
            mime=_mime(output),
            lineage=merged_marks(_lineage(cell, index, traces[index], saved.get(index), code)),
            sha256=digests[index],
        )
        for index, output in enumerate(cell.outputs)
    )


def _lineage(
    cell: Cell, index: int, trace: OutputTrace | None, saved: Activity | None, code: Mark | None
) -> Iterator[Mark]:
    record = cell.output_records[index]
    if trace is not None:
        yield from trace.marks
    if record is not None:
        yield from record.marks
    if saved is not None:
        yield Mark(mark="ai-output", records=(saved.id,), evidence=saved.evidence)
    if code is not None and not _has(trace, code.mark):
        yield code
    if trace is None and record is None and saved is None:
        yield _UNSEEN


def _has(trace: OutputTrace | None, name: str) -> bool:
    return trace is not None and any(mark.mark == name for mark in trace.marks)


def _traces(
    run: Run | None, outputs: Sequence[Mapping[str, object]], digests: Sequence[str]
) -> list[OutputTrace | None]:
    """Of each output the trace of the run, if it is still the output that run made.

    A stream that was written piece by piece is one output to some, and several to others.
    """
    found: list[OutputTrace | None] = [None] * len(outputs)
    if run is None:
        return found
    rule = run.digest_rule
    by_index = {trace.index: trace for trace in run.outputs}
    by_digest = {trace.sha256: trace for trace in run.outputs if trace.sha256}
    for position, pieces in enumerate(_pieces(outputs)):
        digest = digests[pieces[0]]
        if len(pieces) > 1 or rule != RULE:
            digest = outputs_digest([outputs[index] for index in pieces], rule)
        trace = by_index.get(position)
        if trace is None or trace.sha256 not in (None, digest):
            trace = by_digest.get(digest)
        for index in pieces:
            found[index] = trace
    return _in_other_order(run, outputs, found)


def _pieces(outputs: Sequence[Mapping[str, object]]) -> list[list[int]]:
    """The positions of the outputs, those of one stream that follow one another together."""
    found: list[list[int]] = []
    before = None
    for index, output in enumerate(outputs):
        name = output.get("name") if output.get("output_type") == "stream" else None
        if name is not None and name == before:
            found[-1].append(index)
        else:
            found.append([index])
        before = name
    return found


def _in_other_order(
    run: Run, outputs: Sequence[Mapping[str, object]], found: list[OutputTrace | None]
) -> list[OutputTrace | None]:
    """Streams may stand in another order than they were written in, the outputs being the same."""
    if None not in found or not outputs_match(run.outputs_sha256, outputs, run.digest_rule):
        return found
    known = {trace.index for trace in found if trace is not None}
    rest = [mark for trace in run.outputs if trace.index not in known for mark in trace.marks]
    return [
        trace or OutputTrace(index=at, marks=merged_marks(rest)) for at, trace in enumerate(found)
    ]


def _mime(output: Mapping[str, object]) -> tuple[str, ...]:
    data = output.get("data")
    return tuple(map(str, data)) if isinstance(data, Mapping) else ()
