"""What notebooks cost, one or several together: nothing is counted twice.

A copy of a notebook holds the sessions, runs and calls of its original, and two notebooks on one
kernel both hold that kernel's session.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ..record.cost import add, add_activities
from ..record.quantity import Cost, Quantity, SystemCost
from .model import CellReport, NotebookReport


def cost_of(books: Iterable[NotebookReport]) -> Cost:
    """Their cost together; a part that several hold counts as the one with most runs has it."""
    parts: dict[str, Cost] = {}
    for book in books:
        for name, cost in _held(book):
            known = parts.get(name)
            if known is None or known.runs < cost.runs:
                parts[name] = cost
    return added_costs(parts.values())


def _held(book: NotebookReport) -> Iterator[tuple[str, Cost]]:
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


def added_costs(costs: Iterable[Cost]) -> Cost:
    """The sum; each system and scope keeps its own line.

    A figure of another unit than the format's counts as not available.
    """
    total = Cost()
    for cost in costs:
        total = Cost(
            runs=total.runs + cost.runs,
            seconds=total.seconds + cost.seconds,
            cpu_seconds=total.cpu_seconds + cost.cpu_seconds,
            energy=_plus(total.energy, cost.energy),
            carbon=_plus(total.carbon, cost.carbon),
            components=_parts(total.components, cost.components),
            unavailable=total.unavailable + cost.unavailable,
            systems=_lines([*total.systems, *cost.systems]),
            through=_latest(total.through, cost.through),
        )
    return total


def _plus(a: Quantity | None, b: Quantity | None) -> Quantity | None:
    try:
        return add(a, b)
    except ValueError:
        return a


def _parts(a: Mapping[str, Quantity], b: Mapping[str, Quantity]) -> dict[str, Quantity]:
    out = dict(a)
    for name, quantity in b.items():
        out[name] = _plus(out.get(name), quantity) or quantity
    return out


def _lines(lines: Iterable[SystemCost]) -> tuple[SystemCost, ...]:
    sums: dict[tuple[str, str], SystemCost] = {}
    for line in lines:
        key = (line.system, line.scope)
        sums[key] = _line(sums[key], line) if key in sums else line
    return tuple(sums.values())


def _line(a: SystemCost, b: SystemCost) -> SystemCost:
    usage = {key: a.usage.get(key, 0) + b.usage.get(key, 0) for key in {**a.usage, **b.usage}}
    return msgspec.structs.replace(
        a,
        calls=a.calls + b.calls,
        usage=usage,
        seconds=a.seconds + b.seconds,
        energy=_plus(a.energy, b.energy),
        carbon=_plus(a.carbon, b.carbon),
        embodied=_plus(a.embodied, b.embodied),
        unavailable=a.unavailable + b.unavailable,
    )


def _latest(a: Mapping[str, int], b: Mapping[str, int]) -> dict[str, int]:
    return {key: max(a.get(key, 0), b.get(key, 0)) for key in {**a, **b}}
