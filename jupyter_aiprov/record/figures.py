"""A quantity in a unit a person reads easily."""

from __future__ import annotations

from .quantity import Quantity

_UNITS = {"kWh": ("kWh", "Wh", "mWh", "µWh"), "kgCO2eq": ("kgCO2eq", "gCO2eq", "mgCO2eq")}


def readable_range(quantity: Quantity) -> str:
    """A range with a readable unit: ``1.2–3.4 mWh``."""
    unit, scale = scaled(quantity)
    low, high = _two(quantity.min * scale), _two(quantity.max * scale)
    return f"{low if low == high else f'{low}–{high}'} {unit}"


def _two(value: float) -> str:
    """Two significant digits; 340, not 3.4e+02."""
    return f"{float(f'{value:.2g}'):g}"


def scaled(quantity: Quantity) -> tuple[str, float]:
    """The unit in which the larger end is at least one, or the smallest; and how many make one.

    Args:
        quantity: in the format's unit of its kind.

    Returns:
        The unit, and what to multiply the figures with.
    """
    known = _UNITS.get(quantity.unit, (quantity.unit,))
    for power, unit in enumerate(known):
        if quantity.max * 1000**power >= 1 or unit == known[-1]:
            return unit, 1000.0**power
    return quantity.unit, 1.0
