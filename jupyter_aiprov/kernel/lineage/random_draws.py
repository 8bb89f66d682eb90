"""Numbers drawn from numpy and random: seen by the generators' states, on demand only."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from ...record.activity import Activity, Data, Generator
from ...record.base import utc_now
from ...record.digest import new_id
from ...values.kinds import library_type
from ...values.raw import address

#: Of each source of chance, what changes when a number is drawn.
States = dict[str, object]


def states(values: Iterable[object]) -> States:
    """The states of the global generators, and of those among ``values``."""
    found: States = {}
    random, numpy = sys.modules.get("random"), sys.modules.get("numpy.random")
    if random is not None:
        found["random"] = hash(random.getstate())
    if numpy is not None:
        state = numpy.get_state(legacy=False)["state"]
        found["numpy.random"] = (int(state["pos"]), state["key"][:4].tobytes())
    for value in values:
        source = _source(value)
        if source is not None:
            name, state = source
            found[f"{name} {address(value)}"] = state
    return found


def _source(value: Any) -> tuple[str, object] | None:
    """The name and state of a value that is a source of chance."""
    if _is(value, "random", "Random"):
        return "random.Random", hash(value.getstate())
    if _is(value, "numpy.random", "Generator"):
        state = value.bit_generator.state
        return "numpy.random.Generator", repr(state)
    if _is(value, "numpy.random", "RandomState"):
        state = value._bit_generator.state
        return "numpy.random.RandomState", repr(state)
    return None


def _is(value: object, module: str, name: str) -> bool:
    """Whether a value is of this very type of a library, not of a class made from it."""
    return type(value) is library_type(module, name)


def advanced(before: States, after: States) -> list[str]:
    """The generators that moved on."""
    return [name.partition(" ")[0] for name, state in after.items() if before.get(name) != state]


def simulated(source: str) -> Activity:
    """The record of numbers drawn from a source of chance."""
    return Activity(
        id=new_id(),
        kind="synthetic-data",
        evidence="inferred",
        channel="generator",
        time=utc_now(),
        data=Data(generator=Generator(name=source)),
    )
