"""Where synthetic, model-made and protected data end up, by the marks of the last runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from ..record.activity import Activity
from ..record.cost import system_label
from ..record.run import Mark
from .model import CellReport
from .shown import DataFlow, DataMark, FlowEnd

#: Id of an activity → the activity, and the index of the cell it was done in.
Made = Mapping[str, tuple[Activity, int]]


def activities_by_id(cells: Iterable[CellReport]) -> dict[str, tuple[Activity, int]]:
    """What was done in the cells; of a record that was copied along, the first is the one."""
    found: dict[str, tuple[Activity, int]] = {}
    for cell in cells:
        for activity in cell.records:
            found.setdefault(activity.id, (activity, cell.index))
    return found


def data_name(activity: Activity) -> str:
    """How data are called: by their name, else by what made them."""
    data = activity.data
    generator = data.generator if data else None
    names = (data.name if data else None, generator.name if generator else None)
    return next((name for name in names if name is not None), system_label(activity))


def data_flows(cells: Sequence[CellReport]) -> tuple[DataFlow, ...]:
    """The data, in the order of the cells that made them or carry them first."""
    made = activities_by_id(cells)
    flows: dict[str, DataFlow] = {}
    ends: dict[str, dict[object, FlowEnd]] = {}
    for mark, end in [*_synthetic(made), *_ends(cells)]:
        for flow in _flows(mark, made):
            flows.setdefault(flow.id, flow)
            reached = ends.setdefault(flow.id, {})
            if end is not None:
                reached.setdefault(end.file or (end.cell, end.output), end)
    return tuple(
        msgspec.structs.replace(flow, ends=tuple(ends[key].values())) for key, flow in flows.items()
    )


def _synthetic(made: Made) -> Iterator[tuple[Mark, FlowEnd | None]]:
    """Synthetic data are told of also where they end up nowhere."""
    for activity, _ in made.values():
        if activity.kind == "synthetic-data":
            yield Mark(mark="synthetic", records=(activity.id,)), None


def _ends(cells: Iterable[CellReport]) -> Iterator[tuple[Mark, FlowEnd | None]]:
    """The marks of all that is shown and written, and where; a file is one, whoever writes it."""
    files: dict[str, FlowEnd] = {}
    for cell in cells:
        for output in cell.outputs:
            for mark in output.lineage:
                yield mark, FlowEnd(cell=cell.index, output=output.index)
        for use in cell.run.files if cell.run else ():
            if use.mode == "write":
                end = files.setdefault(use.path, FlowEnd(cell=cell.index, file=use.path))
                yield from ((mark, end) for mark in use.marks)


def _flows(mark: Mark, made: Made) -> Iterator[DataFlow]:
    """A mark of several records is of several data; one of none is of its kind and class."""
    kind = _data_mark(mark)
    if kind is None:
        return
    if not mark.records:
        key = f"{kind} {mark.class_ or ''} {mark.reason or ''}"
        yield DataFlow(id=key, mark=kind, name=mark.reason or "", protected=mark.class_)
    for record in mark.records:
        activity, cell = made.get(record, (None, None))
        name = data_name(activity) if activity else ""
        # Made again by the next run of its cell, it is the same to a reader.
        key = f"{kind} {name} {cell}" if activity else record
        yield DataFlow(id=key, mark=kind, name=name, protected=mark.class_, made_in=cell)


def _data_mark(mark: Mark) -> DataMark | None:
    if mark.mark == "ai-code" or mark.mark == "unknown":  # noqa: PLR1714 - mypy follows ==
        return None
    return mark.mark
