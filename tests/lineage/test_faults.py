"""Whatever happens in lineage, the user's cell runs as it would have."""

from __future__ import annotations

from typing import Any

import pytest
from support.kernels import Kernel

pytestmark = pytest.mark.kernel

OURS = "__import__('jupyter_aiprov.kernel').kernel.loaded().lineage"
BREAK = f"""
def _broken(*args, **kwargs):
    raise RuntimeError("a fault of ours")
_lineage = {OURS}
"""


@pytest.fixture
def one(starts: Any, tmp_path: Any) -> Kernel:
    kernel: Kernel = starts(tmp_path)
    kernel.run("syn = [1]\n%aiprov synthetic syn")
    return kernel


@pytest.mark.parametrize(
    "place",
    [
        "_lineage.tracker.predict",
        "_lineage.tracker.end",
        "_lineage.files.came",
        "_lineage.files.finish",
        "_lineage.arrivals.tags_at",
        "_lineage.notes.take",
        "_lineage.begin",
    ],
)
def test_a_fault_is_a_diagnostic(one: Kernel, place: str) -> None:
    one.run(BREAK + f"{place} = _broken", store_history=False)
    answer = one.run("x = sum(syn)\nopen('f.txt', 'w').write('1')\nprint(x)\nx")
    assert answer.status == "ok"
    assert answer.text == "1\n1"
    assert answer.run["status"] == "ok"
    assert "AP001" in str(answer.deliveries)


def test_unloading_puts_everything_back(one: Kernel) -> None:
    before = "'run_code' in vars(get_ipython())"
    assert one.value(before) == "True"
    one.run("import jupyter_aiprov as a\na.unload_ipython_extension(get_ipython())")
    assert one.value(before) == "False"
    assert one.value("get_ipython().ast_transformers") == "[]"
    assert one.run("x = 2\nx").text == "2"


def test_errors_and_interrupts_look_as_ever(one: Kernel) -> None:
    answer = one.run("def f():\n    1 / 0\nf()")
    trace = "\n".join(answer.visible[-1]["traceback"])
    assert "jupyter_aiprov" not in trace
    assert answer.status == "error"
    assert one.run("import time\nraise KeyboardInterrupt").status == "error"
    assert one.run("def g(:").status == "error"
    assert one.run("print(sum(syn))").run["marks"][0]["mark"] == "synthetic"


def test_a_cell_that_runs_cells(one: Kernel) -> None:
    answer = one.run("get_ipython().run_cell('y = syn * 2\\n1 / 0\\nz = 1')\nw = sum(y)\nv = 1")
    assert "synthetic" in str(answer.run["marks"])
    assert answer.run["writes"] == ["v", "w", "y"]
    assert "marks" not in one.run("print(v)").run
    assert one.run("print(w)").run["marks"][0]["mark"] == "synthetic"


def test_a_variable_changed_between_cells_is_unknown(one: Kernel) -> None:
    one.run("a = 1\nb = syn")
    one.run("a = 2; b = [5]", store_history=False)
    assert [m["mark"] for m in one.run("print(a)").run["marks"]] == ["unknown"]
    assert [m["mark"] for m in one.run("print(b)").run["marks"]] == ["unknown"]
