"""Quantities with range, unit, method and version; impacts and their sums."""

from __future__ import annotations

from typing import Literal

from .base import Amount, Count, JsonObject, Record
from .diagnostics import Diagnostic

Scope = Literal["local", "remote"]


class Quantity(Record, frozen=True):
    """A figure that says how it was obtained. ``min == max`` where no range is known."""

    min: Amount
    max: Amount
    unit: str
    method: str
    version: str | None = None

    def __post_init__(self) -> None:
        if self.min > self.max:
            raise ValueError(f"a range from {self.min} to {self.max}")


class Impact(Record, frozen=True):
    """Energy (kWh) and carbon (kgCO2eq) of one activity or run. Absent means not available.

    ``components`` splits the energy (``cpu``, ``ram``, ``gpu``); ``embodied`` is the share of
    making the hardware, never part of ``carbon``; ``factor`` is the grid's carbon intensity.
    """

    scope: Scope
    energy: Quantity | None = None
    carbon: Quantity | None = None
    embodied: Quantity | None = None
    components: dict[str, Quantity] = {}
    zone: str | None = None
    zone_source: str | None = None
    factor: Quantity | None = None
    conditions: JsonObject = {}
    diagnostics: tuple[Diagnostic, ...] = ()


class SystemCost(Record, frozen=True):
    """What one AI system cost: ``unavailable`` counts the calls whose energy is not known."""

    system: str
    scope: Scope
    calls: Count = 0
    usage: dict[str, Amount] = {}
    seconds: Amount = 0.0
    energy: Quantity | None = None
    carbon: Quantity | None = None
    embodied: Quantity | None = None
    unavailable: Count = 0


class Cost(Record, frozen=True):
    """Cumulative cost over all runs, re-runs included.

    ``energy`` and ``carbon`` are of this machine only; calls to AI systems stand apart in
    ``systems``. ``through`` maps a session to the last run folded in, so that the same run is
    never counted twice; ``unavailable`` counts runs whose energy is not known.
    """

    runs: Count = 0
    seconds: Amount = 0.0
    cpu_seconds: Amount = 0.0
    energy: Quantity | None = None
    carbon: Quantity | None = None
    components: dict[str, Quantity] = {}
    unavailable: Count = 0
    systems: tuple[SystemCost, ...] = ()
    through: dict[str, Count] = {}
