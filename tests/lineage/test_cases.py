"""The truth tables through a real kernel, judged by the marks of each run."""

from __future__ import annotations

from typing import Any

import pytest
from support.kernels import Kernel
from support.lineage import FILES, Score, load, score

pytestmark = pytest.mark.kernel


@pytest.mark.parametrize("name", FILES)
def test_precision_and_recall(kernel: Kernel, name: str) -> None:
    total = Score()
    for case in load(name)["cases"]:
        total.add(score(kernel, case))
    assert total.judged > (10 if name == "native.json" else 100)
    assert not total.silent
    assert total.precision >= 0.99, total.false
    assert total.recall >= 0.99, total.missed


def test_a_judge_that_can_fail(kernel: Kernel) -> None:
    cells: list[dict[str, Any]] = [
        {"id": "s", "label": "S", "source": "syn = [1]"},
        {"id": "a", "label": "C", "source": "a = syn[0]"},
        {"id": "b", "label": "T", "source": "b = 1"},
    ]
    found = score(kernel, {"case": "wrong on purpose", "cells": cells})
    assert (len(found.false), len(found.missed)) == (1, 1)
