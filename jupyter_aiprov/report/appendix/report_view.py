"""What the parts of an appendix ask of a Report, worked out once and in no language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ...record.activity import Activity, Person
from ...record.base import moment
from ...record.review import is_touched
from ...record.run import Mark
from ..model import CellRef, CellReport, NotebookReport, Report, SystemReport

_LOCAL = "local"
FAULT_CODE = "AP001"
_LETTERS = 26


class LocatedCell(NamedTuple):
    """A cell and where it stands."""

    place: CellRef
    notebook: NotebookReport
    cell: CellReport


@dataclass(frozen=True)
class ReportView:
    """A Report under the questions an appendix asks of it."""

    report: Report

    @property
    def several(self) -> bool:
        """Whether cells must be named with their notebook."""
        return len(self.report.notebooks) > 1

    @cached_property
    def cells(self) -> tuple[LocatedCell, ...]:
        """Every cell that holds something, in reading order."""
        return tuple(
            LocatedCell(CellRef(notebook=at, cell=cell.index), notebook, cell)
            for at, notebook in enumerate(self.report.notebooks)
            for cell in notebook.cells
            if not empty(cell)
        )

    @cached_property
    def code_cells(self) -> tuple[LocatedCell, ...]:
        """The code cells that hold something."""
        return tuple(found for found in self.cells if found.cell.type == "code")

    @cached_property
    def ai_cells(self) -> tuple[LocatedCell, ...]:
        """Cells whose source is of an AI system, wholly or in part."""
        return tuple(found for found in self.cells if found.cell.origin.startswith("ai-"))

    @cached_property
    def touched(self) -> tuple[LocatedCell, ...]:
        """Cells with AI-made source, or whose results rest on a model or on synthetic data."""
        return tuple(filter(_is_touched, self.cells))

    @cached_property
    def reviewed(self) -> tuple[LocatedCell, ...]:
        """Touched cells a person checked, the check still holding."""
        return tuple(f for f in self.touched if f.cell.review in ("verified", "corrected"))

    @cached_property
    def unreviewed(self) -> tuple[LocatedCell, ...]:
        """Cells to review whose review is missing or void; what a person rejected is apart."""
        return tuple(
            found
            for found in self.cells
            if (_is_touched(found) or _is_obscured(found))
            and found.cell.review in ("none", "stale")
        )

    @cached_property
    def rejected(self) -> tuple[LocatedCell, ...]:
        """Cells a reviewer rejected and that still stand."""
        return tuple(f for f in self.cells if f.cell.review == "rejected")

    @property
    def fully_reviewed(self) -> bool:
        """Whether all that an AI system touched has a review that holds."""
        checked = bool(self.touched) and len(self.reviewed) == len(self.touched)
        return checked and not self.unreviewed

    @cached_property
    def obscured(self) -> tuple[LocatedCell, ...]:
        """Cells of which a fault of the recorder hid what happened, or what they rest on."""
        return tuple(filter(_is_obscured, self.cells))

    @cached_property
    def hidden(self) -> tuple[LocatedCell, ...]:
        """Those in whose own run the fault was."""
        return tuple(
            found
            for found in self.obscured
            if found.cell.run and any(one.code == FAULT_CODE for one in found.cell.run.diagnostics)
        )

    @property
    def incomplete(self) -> bool:
        """Whether faults of the recorder are on record that may have hidden something."""
        told = [one for notebook in self.report.notebooks for one in notebook.diagnostics]
        return bool(self.obscured) or any(one.code == FAULT_CODE for one in told)

    @cached_property
    def reviewers(self) -> tuple[Person, ...]:
        """Who made the reviews that hold."""
        details = (f.cell.review_detail for f in self.reviewed)
        return tuple({d.by.name: d.by for d in details if d}.values())

    @cached_property
    def sealed_by(self) -> tuple[Person, ...]:
        """Who answers for all notebooks by a seal that holds; none if one notebook lacks it."""
        notebooks = self.report.notebooks
        if not notebooks or any(n.seal != "holds" or n.seal_by is None for n in notebooks):
            return ()
        return tuple({n.seal_by.name: n.seal_by for n in notebooks if n.seal_by}.values())

    @cached_property
    def activities(self) -> tuple[tuple[CellRef, Activity], ...]:
        """Every activity and its cell; those of no cell stand at their notebook's end."""
        return tuple(self._activities())

    def _activities(self) -> Iterator[tuple[CellRef, Activity]]:
        for at, notebook in enumerate(self.report.notebooks):
            for cell in notebook.cells:
                place = CellRef(notebook=at, cell=cell.index)
                yield from ((place, activity) for activity in cell.records)
            end = CellRef(notebook=at, cell=len(notebook.cells))
            yield from ((end, activity) for activity in notebook.records)

    @cached_property
    def calls(self) -> tuple[tuple[CellRef, Activity], ...]:
        """Calls from cells to models."""
        return tuple(pair for pair in self.activities if pair[1].kind == "model-call")

    @cached_property
    def systems(self) -> tuple[SystemReport, ...]:
        """The AI systems, those that name a model or tool."""
        return tuple(s for s in self.report.systems if s.system.model or s.system.tool)

    @property
    def used_ai(self) -> bool:
        """Whether anything of an AI system, or AI-made data, is on record."""
        return bool(self.systems or self.touched or self.report.data)

    @cached_property
    def hints(self) -> tuple[LocatedCell, ...]:
        """Cells whose source alone suggests a model, with no record of one."""
        return tuple(found for found in self.cells if found.cell.hints)

    @cached_property
    def protected(self) -> tuple[tuple[LocatedCell, Mark], ...]:
        """Cells that handle data of a protected class."""
        return tuple((f, m) for f in self.cells for m in f.cell.lineage if m.mark == "protected")

    @cached_property
    def times(self) -> tuple[str, ...]:
        """The times of all records that know theirs, sorted."""
        times = [activity.time for _, activity in self.activities if activity.time]
        times += [f.cell.run.time for f in self.cells if f.cell.run]
        times += [f.cell.review_detail.time for f in self.cells if f.cell.review_detail]
        return tuple(sorted(time for time in times if moment(time)))

    def external(self, activity: Activity) -> bool:
        """Whether a call is known to have left for a service outside."""
        endpoint = activity.system.endpoint if activity.system else None
        return bool(endpoint and endpoint.class_ not in (_LOCAL, "unknown"))

    def letter(self, notebook: int) -> str:
        """How a notebook is called where there are several: A to Z, then AA."""
        name = ""
        rest = notebook + 1
        while rest:
            rest, digit = divmod(rest - 1, _LETTERS)
            name = chr(ord("A") + digit) + name
        return name

    def where(self, place: CellRef | None) -> str:
        """``4``, or ``B:4`` where there are several notebooks; ``?`` of no place."""
        if place is None:
            return "?"
        cell = str(place.cell)
        return f"{self.letter(place.notebook)}:{cell}" if self.several else cell

    def cell(self, place: CellRef) -> CellReport | None:
        """The cell at a place, None of a place that holds none."""
        cells = self.report.notebooks[place.notebook].cells
        return cells[place.cell] if place.cell < len(cells) else None


def _is_touched(found: LocatedCell) -> bool:
    return is_touched(found.cell.origin, found.cell.marks)


def _is_obscured(found: LocatedCell) -> bool:
    return any(mark.is_fault for mark in found.cell.lineage)


def seeded(call: Activity) -> bool:
    """Whether a call to a model fixed a seed."""
    return any(key.endswith("seed") for key in call.parameters)


def empty(cell: CellReport) -> bool:
    """Whether a cell has neither text nor anything on record."""
    counted = cell.authorship
    return not (counted.ai + counted.human + counted.unknown or cell.records or cell.outputs)
