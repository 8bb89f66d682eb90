"""Interleaved measurement of two or more ways to do the same thing, and a table of ratios.

A benchmark is a module with ``measure() -> list[Row]``. Rounds are interleaved, because a
shared machine drifts; the order turns with each round, because the first one pays for caches.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Timed = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One promise: what was measured, in seconds, bytes or a count, and whether it holds."""

    name: str
    bare: float
    ours: float
    limit: str
    holds: bool
    unit: Literal["ms", "MB", "times"] = "ms"

    @property
    def ratio(self) -> float:
        return self.ours / self.bare if self.bare else float("inf")


def interleave(ways: Mapping[str, Timed], rounds: int = 15, warmup: int = 2) -> dict[str, float]:
    """Median seconds of each way, each run once a round.

    A way that times itself returns the seconds as a float; else its call is timed.
    """
    found: dict[str, list[float]] = {name: [] for name in ways}
    names = list(ways)
    for turn in range(rounds + warmup):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            seconds = _time(ways[name])
            if turn >= warmup:
                found[name].append(seconds)
    return {name: statistics.median(times) for name, times in found.items()}


def _time(way: Timed) -> float:
    gc.collect()
    start = time.perf_counter()
    answer = way()
    passed = time.perf_counter() - start
    return answer if isinstance(answer, float) else passed


def at_most_times(name: str, bare: float, ours: float, factor: float) -> Row:
    """A row that promises a ratio."""
    return Row(name, bare, ours, f"≤ ×{factor:g}", ours <= bare * factor)


def at_most_more(name: str, bare: float, ours: float, seconds: float) -> Row:
    """A row that promises an added time."""
    return Row(name, bare, ours, f"≤ +{seconds * 1e3:g} ms", ours - bare <= seconds)


def at_most_more_memory(name: str, bare: float, ours: float, limit: float) -> Row:
    """A row that promises an added amount of memory, all in bytes."""
    return Row(name, bare, ours, f"≤ +{limit / 1e6:g} MB", ours - bare <= limit, "MB")


def all_of(name: str, count: int, right: int) -> Row:
    """A row that promises that all of so many are right."""
    return Row(name, count, right, "all", right == count, "times")


def at_least(name: str, bare: int, ours: int) -> Row:
    """A row that promises no fewer than bare."""
    return Row(name, bare, ours, "≥ bare", ours >= bare, "times")


def none_of(name: str, found: int) -> Row:
    """A row that promises that something never happens."""
    return Row(name, 0, found, "0", found == 0, "times")


_SCALE = {"ms": 1e3, "MB": 1e-6, "times": 1.0}


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    lines = [
        "| what | unit | bare | ours | added | ratio | promise | |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    for row in rows:
        scale = _SCALE[row.unit]
        added = (row.ours - row.bare) * scale
        verdict = "ok" if row.holds else "**missed**"
        lines.append(
            f"| {row.name} | {row.unit} | {row.bare * scale:.2f} | {row.ours * scale:.2f} "
            f"| {added:+.2f} | ×{row.ratio:.3f} | {row.limit} | {verdict} |"
        )
    return "\n".join(lines)


def main(rows: list[Row]) -> int:
    """Print the table; 1 where a promise is missed."""
    print(table(rows))
    return 0 if all(row.holds for row in rows) else 1
