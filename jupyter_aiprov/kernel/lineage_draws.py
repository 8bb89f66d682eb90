"""Numbers drawn from numpy and random: seen by the generators' states, on demand only."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from ..record.activity import Activity, Data, Generator
from ..record.base import utc_now
from ..record.digest import new_id
from ..values.kinds import library_type
from ..values.raw import address

#: Of each source of chance, what changes when a number is drawn.
States = dict[str, Any]


def states(values: Iterable[Any]) -> States:
    """The states of the global generators, and of those among ``values``."""
    found: States = {}
    random, numpy = sys.modules.get("random"), sys.modules.get("numpy.random")
    if random is not None:
        found["random"] = hash(random.getstate())
    if numpy is not None:
        state = numpy.get_state(legacy=False)["state"]
        found["numpy.random"] = (int(state["pos"]), state["key"][:4].tobytes())
    for value in values:
        if any(value_is(value, "numpy.random", name) for name in ("Generator", "RandomState")):
            state = _bits(value).state
            found[f"numpy.random.{type(value).__name__} {address(value)}"] = repr(state)
        elif value_is(value, "random", "Random"):
            found[f"random.Random {address(value)}"] = hash(value.getstate())
    return found


def value_is(value: Any, module: str, name: str) -> bool:
    """Whether a value is of this very type of a library, not of a class made from it."""
    return type(value) is library_type(module, name)


def _bits(value: Any) -> Any:
    """What a generator of numpy's takes its numbers from."""
    of_generator = value_is(value, "numpy.random", "Generator")
    return value.bit_generator if of_generator else value._bit_generator


def drawn(before: States, after: States) -> list[str]:
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
