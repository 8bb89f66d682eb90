"""Costs of several cells, sessions or notebooks as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from ..record.cost import add
from ..record.quantity import Cost, Quantity, SystemCost


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
