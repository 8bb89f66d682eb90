"""A quantity in a unit a person reads easily."""

from __future__ import annotations

from .quantity import Quantity

_UNITS = {"kWh": ("kWh", "Wh", "mWh", "µWh"), "kgCO2eq": ("kgCO2eq", "gCO2eq", "mgCO2eq")}


def span(quantity: Quantity) -> str:
    """A range with a readable unit: ``1.2–3.4 mWh``."""
    unit, scale = _unit(quantity)
    low, high = quantity.min * scale, quantity.max * scale
    text = f"{low:.2g}" if f"{low:.2g}" == f"{high:.2g}" else f"{low:.2g}–{high:.2g}"
    return f"{text} {unit}"


def _unit(quantity: Quantity) -> tuple[str, float]:
    known = _UNITS.get(quantity.unit, (quantity.unit,))
    for power, unit in enumerate(known):
        if quantity.max * 1000**power >= 1 or unit == known[-1]:
            return unit, 1000.0**power
    return quantity.unit, 1.0
