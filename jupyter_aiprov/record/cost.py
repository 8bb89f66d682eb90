"""Sums of cost: ranges add up, methods are listed, local and remote stand apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from .activity import Activity
from .quantity import Cost, Impact, Quantity, Scope, SystemCost
from .run import Run

_AND = "; "


def add(a: Quantity | None, b: Quantity | None) -> Quantity | None:
    """The sum of two figures, as sum of the minima to sum of the maxima.

    ``None`` is "not available" and adds nothing: whoever sums counts those apart. Methods that
    differ are both named, with their versions in the same order.

    Raises:
        ValueError: the units differ.
    """
    if a is None or b is None:
        return a or b
    if a.unit != b.unit:
        raise ValueError(f"{a.unit} and {b.unit} do not add up")
    method, version = _methods(a, b)
    return msgspec.structs.replace(
        a, min=a.min + b.min, max=a.max + b.max, method=method, version=version
    )


def _methods(a: Quantity, b: Quantity) -> tuple[str, str | None]:
    if (a.method, a.version) == (b.method, b.version):
        return a.method, a.version
    ways = list(dict.fromkeys([*_ways(a), *_ways(b)]))
    versions = [version for _, version in ways]
    method = _AND.join(name for name, _ in ways)
    if not any(versions):
        return method, None
    return method, _AND.join(version or "?" for version in versions)


def _ways(quantity: Quantity) -> list[tuple[str, str | None]]:
    names = quantity.method.split(_AND)
    versions: list[str | None] = list((quantity.version or "").split(_AND))
    if len(names) != len(versions):
        return [(quantity.method, quantity.version)]
    return [
        (name, None if version in ("", "?") else version)
        for name, version in zip(names, versions, strict=True)
    ]


def add_run(cost: Cost, run: Run) -> Cost:
    """The cost with one more run of this machine in it."""
    impact = run.impact if run.impact and run.impact.scope == "local" else None
    energy, carbon, known = _added(cost.energy, cost.carbon, impact)
    return msgspec.structs.replace(
        cost,
        runs=cost.runs + 1,
        seconds=cost.seconds + (run.duration or 0.0),
        cpu_seconds=cost.cpu_seconds + (run.cpu_seconds or 0.0),
        energy=energy,
        carbon=carbon,
        components=_components(cost.components, impact),
        unavailable=cost.unavailable + (not known),
        through={**cost.through, run.session: max(run.seq, cost.through.get(run.session, 0))},
    )


def add_activities(cost: Cost, activities: Iterable[Activity]) -> Cost:
    """The cost with calls to AI systems in it, each system and scope on its own line."""
    lines = list(cost.systems)
    for activity in activities:
        if activity.kind != "model-call":
            continue
        new = SystemCost(system=system_label(activity), scope=scope_of(activity))
        known = [(line.system, line.scope) for line in lines]
        if (new.system, new.scope) in known:
            at = known.index((new.system, new.scope))
            lines[at] = _line(lines[at], activity)
        else:
            lines.append(_line(new, activity))
    return msgspec.structs.replace(cost, systems=tuple(lines))


def _line(line: SystemCost, activity: Activity) -> SystemCost:
    energy, carbon, known = _added(line.energy, line.carbon, activity.impact)
    embodied, _, _ = _added(line.embodied, None, _embodied(activity.impact))
    return msgspec.structs.replace(
        line,
        calls=line.calls + 1,
        usage=_sums(line.usage, activity.usage),
        seconds=line.seconds + (activity.duration or 0.0),
        energy=energy,
        carbon=carbon,
        embodied=embodied,
        unavailable=line.unavailable + (not known),
    )


def system_label(activity: Activity) -> str:
    """How a system is named in sums: ``provider/model``, or what of it is known."""
    system = activity.system
    if system is None:
        return "unknown"
    named = "/".join(part for part in (system.provider, system.model) if part)
    return named or system.tool or "unknown"


def scope_of(activity: Activity) -> Scope:
    """``local`` if the call is known to have run on this machine, else ``remote``."""
    if activity.impact is not None:
        return activity.impact.scope
    endpoint = activity.system.endpoint if activity.system else None
    return "local" if endpoint and endpoint.class_ == "local" else "remote"


def _added(
    energy: Quantity | None, carbon: Quantity | None, impact: Impact | None
) -> tuple[Quantity | None, Quantity | None, bool]:
    """Both sums, and whether the energy was there to be added."""
    if impact is None or impact.energy is None:
        return energy, carbon, False
    try:
        return add(energy, impact.energy), add(carbon, impact.carbon), True
    except ValueError:  # another unit than the format's: not available rather than wrong
        return energy, carbon, False


def _embodied(impact: Impact | None) -> Impact | None:
    if impact is None or impact.embodied is None:
        return None
    return Impact(scope=impact.scope, energy=impact.embodied)


def _components(sums: Mapping[str, Quantity], impact: Impact | None) -> dict[str, Quantity]:
    out = dict(sums)
    for name, quantity in (impact.components if impact else {}).items():
        before = out.get(name)
        if before is None or before.unit == quantity.unit:
            out[name] = add(before, quantity) or quantity
    return out


def _sums(a: Mapping[str, float], b: Mapping[str, float]) -> dict[str, float]:
    return {**a, **{key: a.get(key, 0) + value for key, value in b.items()}}
