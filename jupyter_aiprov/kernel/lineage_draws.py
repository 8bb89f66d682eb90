"""Numbers drawn from numpy and random: seen by the generators' states, on demand only."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from ..record.activity import Activity, Data, Generator
from ..record.base import utc_now
from ..record.digest import new_id

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
        kind = type(value)
        if kind.__module__.startswith("numpy.random") and hasattr(value, "bit_generator"):
            found[f"numpy.random.{kind.__name__} {id(value)}"] = repr(value.bit_generator.state)
        elif kind.__module__ == "random" and hasattr(value, "getstate"):
            found[f"random.{kind.__name__} {id(value)}"] = hash(value.getstate())
    return found


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
