"""Bringing home what kernels delivered and agents did: from outputs and the project's ledger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from .cell import CellRecord
from .diagnostics import Diagnostic, diagnostic
from .digest import MIME, is_invisible, new_id
from .fold import counted, fold, fold_notebook
from .joining import join_events
from .ledger import Ledger, Pending, project_root, relative
from .notebook import Delivery
from .placing import Placing
from .processes import is_gone
from .run import FAULT, Mark
from .store import Notebook, aside, read
from .tolerant import Invalid, read_record

_LOST = "The record of this run was lost on its way."
_KILLED = "the kernel ended while it ran"

__all__ = ["collect", "collect_file", "open_notebook"]


def open_notebook(source: Path | str) -> Notebook:
    """Read a notebook with all that is known of it; nothing is written.

    Raises:
        BadInput: it cannot be read as a notebook.
    """
    notebook = read(source)
    ledger = Ledger.open_existing(project_root(notebook.path)) if notebook.path else None
    try:
        collect(notebook, ledger)
    finally:
        if ledger is not None:
            ledger.close()
    return notebook


def collect_file(path: Path | str) -> tuple[int, list[Diagnostic]]:
    """Collect a notebook in place. How many deliveries were folded, and what was found.

    Raises:
        BadInput: it cannot be read as a notebook.
        NotWritable: it cannot be written.
    """
    notebook = read(path)
    ledger = Ledger.open_existing(project_root(notebook.path)) if notebook.path else None
    try:
        found = collect(notebook, ledger)
        if notebook.folded or notebook.path is None:
            notebook.save()
    finally:
        if ledger is not None:
            ledger.close()
    return notebook.folded, found


def collect(notebook: Notebook, ledger: Ledger | None = None) -> list[Diagnostic]:
    """Fold deliveries into ``notebook`` (in memory) and take the invisible outputs out.

    Again and again is the same as once. Ledger rows are settled when the notebook is saved.
    What no cell can be found for stays in the ledger and is said (AP104).
    """
    if notebook.newer:
        return list(notebook.own_diagnostics)
    work = _Collection(notebook)
    work.outputs()
    if ledger is not None and notebook.path is not None:
        work.ledger(ledger, relative(notebook.path, ledger.root))
    work.finish()
    if ledger is not None and notebook.path is not None:
        work.diagnostics.extend(join_ledger(notebook, ledger))
    return work.diagnostics


def join_ledger(notebook: Notebook, ledger: Ledger) -> list[Diagnostic]:
    """Take in what agents did to this notebook, or to one of another name that is gone.

    In memory; again and again is the same as once. The notebook must have a path.
    """
    if notebook.newer or notebook.path is None:
        return []
    name = relative(notebook.path, ledger.root)
    events = ledger.events_of(name)
    cells = {cell.id for cell in notebook.cells}
    for other in ledger.edited_notebooks():
        if other != name and not (ledger.root / other).exists():
            told = ledger.events_of(other)
            events += [e for e in told if any(edit.cell in cells for edit in e.edits)]
    if not events:
        return []
    joined = join_events(notebook, sorted(events, key=lambda event: event.time))
    notebook.folded += joined.cells
    if joined.cells and not notebook.record.id:
        notebook.set_record(msgspec.structs.replace(notebook.record, id=new_id()))
    return joined.diagnostics


class _Collection:
    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        self.placing = Placing(notebook)
        self.diagnostics: list[Diagnostic] = []
        self.record = notebook.record
        self._last = {session.id: session.seq for session in self.record.sessions}
        self.cells: dict[int, CellRecord] = {}

    def outputs(self) -> None:
        """Those in the notebook itself."""
        for cell in self.notebook.cells:
            carried = [o for o in cell.raw.get("outputs", []) if _carries(o)]
            for output in carried:
                raw = output["data"][MIME]
                for one in raw if isinstance(raw, list) else [raw]:
                    self._one(one, cell.index)
                if not is_invisible(output):
                    del output["data"][MIME]
            if carried:
                kept = [o for o in cell.raw["outputs"] if not is_invisible(o)]
                cell.raw["outputs"] = kept

    def _one(self, raw: object, index: int) -> None:
        delivery, invalid = read_record(raw, Delivery)
        if invalid:
            where = self._cell(index)
            kept = Invalid(path="deliveries/-", value=raw, reason=invalid[0].reason)
            if kept not in where.invalid:
                parts = (*where.invalid, kept)
                self.cells[index] = msgspec.structs.replace(where, invalid=parts)
            self.diagnostics.extend(aside(invalid, f"delivery in cell {index}: "))
        self._fold(delivery, self.placing.of_output(delivery, index))

    def ledger(self, ledger: Ledger, name: str) -> None:
        """Those that wait in the ledger."""
        if ledger.damaged is not None:
            self.diagnostics.append(diagnostic("AP303", f"({ledger.damaged.name})"))
        done, lost = [], 0
        waiting = ledger.deliveries(name, settled=True)
        for pending in waiting:
            self._hear(pending.delivery)
        for pending in waiting:
            delivery = _ended(pending, self._last)
            if delivery is None:
                continue
            index = self.placing.of_row(delivery)
            if index is None and delivery.run is not None:
                lost += not pending.settled
                self.record = fold_notebook(self.record, delivery, is_loose=False)
                continue
            if pending.settled and self._is_home(delivery, index):
                continue
            self._fold(delivery, index)
            done.append(pending.id)
        if lost:
            text = f"({lost} in the ledger: their cells were deleted or changed.)"
            self.diagnostics.append(diagnostic("AP104", text))
        if done:
            self.notebook.on_saved(lambda: _settle(ledger.root, done))

    def _is_home(self, delivery: Delivery, index: int | None) -> bool:
        """Whether the notebook holds all of a delivery that somebody else was to bring."""
        if index is None:
            known = {activity.id for activity in self.record.records}
            return all(activity.id in known for activity in delivery.records)
        cell = self._cell(index)
        known = {activity.id for activity in cell.records}
        run = delivery.run
        if run is not None and not counted(cell.cost, run):
            return False
        is_last = run is None or (cell.run is not None and cell.run.id == run.id)
        return not is_last or all(activity.id in known for activity in delivery.records)

    def _cell(self, index: int) -> CellRecord:
        return self.cells.get(index) or self.notebook.cells[index].record

    def _hear(self, delivery: Delivery) -> None:
        """Note how far a session is known to have come."""
        if delivery.run is not None and delivery.run.status != "running":
            run = delivery.run
            self._last[run.session] = max(run.seq, self._last.get(run.session, 0))

    def _fold(self, delivery: Delivery, index: int | None) -> None:
        self.record = fold_notebook(self.record, delivery, is_loose=index is None)
        self.notebook.folded += 1
        if index is not None:
            source = self.notebook.cells[index].source
            self.cells[index] = fold(self._cell(index), delivery, source)

    def finish(self) -> None:
        """Give the notebook its new records."""
        for index, record in self.cells.items():
            if record != self.notebook.cells[index].record:
                self.notebook.set_cell(index, record)
        if (self.cells or self.record != self.notebook.record) and not self.record.id:
            self.record = msgspec.structs.replace(self.record, id=new_id())
        if self.record != self.notebook.record:
            self.notebook.set_record(self.record)


def _carries(output: Mapping[str, object]) -> bool:
    data = output.get("data")
    return isinstance(data, dict) and MIME in data


def _ended(pending: Pending, last: Mapping[str, int]) -> Delivery | None:
    """The delivery, if its run has ended: one whose kernel is gone was killed.

    One after which its session (in ``last``) ran another ended, and its record was lost.
    """
    run = pending.delivery.run
    if run is None or run.status != "running":
        return pending.delivery
    if last.get(run.session, 0) > run.seq:
        said, status, reason = diagnostic("AP001", _LOST), "unknown", FAULT
    elif is_gone(pending.process) is True:
        said, status, reason = diagnostic("AP301"), "killed", _KILLED
    else:
        return None
    ended = msgspec.structs.replace(
        run,
        status=status,
        marks=(*run.marks, Mark(mark="unknown", reason=reason)),
        diagnostics=(*run.diagnostics, said),
    )
    return msgspec.structs.replace(pending.delivery, run=ended)


def _settle(root: Path, ids: list[int]) -> None:
    """Opened anew: whoever saves may do so long after collecting."""
    ledger = Ledger.open_existing(root)
    if ledger is not None:
        ledger.settle(ids)
        ledger.close()
