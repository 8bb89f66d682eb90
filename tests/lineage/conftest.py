"""Kernels that run the cases of lineage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.kernels import Kernel, start


@pytest.fixture(scope="session")
def kernel(studied: Kernel) -> Kernel:
    """One kernel for all the cases."""
    return studied


@pytest.fixture
def starts(variables: dict[str, str]) -> Iterator[Any]:
    """Starts further kernels in a given folder."""
    running: list[Kernel] = []

    def make(folder: Path, **more: str) -> Kernel:
        running.append(start(folder, {**variables, **more}))
        return running[-1]

    yield make
    for one in running:
        one.stop()
