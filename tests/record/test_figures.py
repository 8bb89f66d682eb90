"""Figures as a person reads them."""

from __future__ import annotations

import pytest

from jupyter_aiprov.record.figures import readable_range
from jupyter_aiprov.record.quantity import Quantity


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (3.4e-4, 3.4e-4, "kWh", "340 mWh"),
        (1.234e-6, 3.456e-6, "kWh", "1.2–3.5 mWh"),
        (0, 4e-9, "kWh", "0–4 µWh"),
        (1.5, 12, "kWh", "1.5–12 kWh"),
        (0.0125, 0.5, "kgCO2eq", "12–500 gCO2eq"),
        (1e-12, 1e-12, "kWh", "0.001 µWh"),
        (3, 3, "l", "3 l"),
    ],
)
def test_span(low: float, high: float, unit: str, text: str) -> None:
    assert readable_range(Quantity(min=low, max=high, unit=unit, method="m")) == text
