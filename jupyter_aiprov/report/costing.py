"""What notebooks cost, one or several together: nothing is counted twice.

A copy of a notebook holds the sessions, runs and calls of its original, and two notebooks on one
kernel both hold that kernel's session.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..record.cost import add_activities
from ..record.quantity import Cost
from .model import CellReport, NotebookReport
from .sums import added_costs


def cost_of(books: Iterable[NotebookReport]) -> Cost:
    """Their cost together; a part that several hold counts as the one with most runs has it."""
    parts: dict[str, Cost] = {}
    for book in books:
        for name, cost in _parts(book):
            known = parts.get(name)
            if known is None or known.runs < cost.runs:
                parts[name] = cost
    return added_costs(parts.values())


def _parts(book: NotebookReport) -> Iterator[tuple[str, Cost]]:
    """The sessions, deleted cells included; the cells where sessions are not all known.

    Calls that another tool tells of are in no session's sum and come on top.
    """
    sessions = {one.id: one.cost for one in book.sessions if one.cost is not None}
    seen = {session for cell in book.cells for session in cell.cost.through}
    if not sessions or seen - sessions.keys():
        yield from ((_name(book, cell), cell.cost) for cell in book.cells)
        return
    yield from ((f"session {name}", cost) for name, cost in sessions.items())
    for cell in book.cells:
        for activity in cell.records:
            if activity.kind == "model-call" and activity.evidence != "observed":
                yield f"call {activity.id}", add_activities(Cost(), [activity])


def _name(book: NotebookReport, cell: CellReport) -> str:
    """A cell that ran, and its copies, by the sessions it ran in; any other by its place."""
    if cell.id and cell.cost.through:
        return f"cell {cell.id} in {' '.join(sorted(cell.cost.through))}"
    return f"cell {cell.index} of {book.path}"
