"""Libraries whose functions return made-up data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .base import Generating


def _making(module: Any) -> Iterator[str]:
    return (name for name in dir(module) if name.startswith("make_"))


def _drawing(module: Any) -> Iterator[str]:
    for inner in ("_distn_infrastructure", "_multivariate"):
        held = getattr(module, inner, None)
        for name, kind in list(vars(held).items()) if held is not None else ():
            if isinstance(kind, type) and "rvs" in vars(kind):
                yield f"{inner}.{name}.rvs"


sklearn = Generating("sklearn.datasets", "scikit-learn", _making)
scipy = Generating("scipy.stats", "scipy", _drawing)
sdv_single = Generating(
    "sdv.single_table.base",
    "sdv",
    (
        "BaseSingleTableSynthesizer.sample",
        "BaseSingleTableSynthesizer.sample_from_conditions",
        "BaseSingleTableSynthesizer.sample_remaining_columns",
    ),
    fitted=True,
)
sdv_multi = Generating(
    "sdv.multi_table.base",
    "sdv",
    ("BaseMultiTableSynthesizer.sample", "BaseMultiTableSynthesizer.sample_scale"),
    fitted=True,
)
sdv_sequential = Generating("sdv.sequential.par", "sdv", ("PARSynthesizer.sample",), fitted=True)
copulas = Generating(
    "copulas.multivariate",
    "copulas",
    ("GaussianMultivariate.sample", "VineCopula.sample"),
    fitted=True,
    seeds=("GaussianMultivariate.set_random_state", "VineCopula.set_random_state"),
)
ctgan = Generating(
    "ctgan",
    "ctgan",
    ("CTGAN.sample", "TVAE.sample"),
    fitted=True,
    seeds=("CTGAN.set_random_state", "TVAE.set_random_state"),
)
synthcity = Generating(
    "synthcity.plugins.core.plugin", "synthcity", ("Plugin.generate",), fitted=True
)
