"""Sources of marks: anything a person marks, and models that make data up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.kernels import Kernel
from support.lineage import fresh, marks

from jupyter_aiprov.capture.context import enter
from jupyter_aiprov.capture.generators.libraries import Generating
from jupyter_aiprov.record.activity import Activity
from jupyter_aiprov.spec.generators import Library

#: What a person may mark, what derives from it, what does not.
VALUES = {
    "list": ("v = [1, 2]\nother = [3]", "v[0] + 1", "other"),
    "dict": ("v = {'a': 1}\nother = {'a': 2}", "list(v.values())", "other['a']"),
    "text": ("v = 'made up'\nother = 'seen'", "v.upper()", "other"),
    "number": ("v = 1.5\nother = 2.5", "v * 2", "other * 2"),
    "array": ("import numpy as np\nv = np.ones(3)\nother = np.zeros(3)", "v[1:].sum()", "other"),
    "pandas": (
        "import pandas as pd\nv = pd.DataFrame({'a': [1, 2]})\nother = pd.DataFrame({'a': [3]})",
        "v.groupby('a').size()",
        "other.mean()",
    ),
    "polars": (
        "import polars as pl\nv = pl.DataFrame({'a': [1, 2]})\nother = pl.DataFrame({'a': [3]})",
        "v.select(pl.col('a').sum())",
        "other.sum()",
    ),
    "polars lazy": (
        "import polars as pl\nv = pl.LazyFrame({'a': [1, 2]})\nother = pl.LazyFrame({'a': [3]})",
        "v.filter(pl.col('a') > 1).collect()",
        "other.collect()",
    ),
    "pyarrow": (
        "import pyarrow as pa\nv = pa.table({'a': [1, 2]})\nother = pa.table({'a': [3]})",
        "v.column('a').to_pylist()",
        "other.to_pandas()",
    ),
    "fitted model": (
        (
            "from sklearn.linear_model import LinearRegression\n"
            "v = LinearRegression().fit([[1], [2]], [1, 2])\n"
            "other = LinearRegression().fit([[1], [2]], [2, 1])"
        ),
        "v.predict([[3]])",
        "other.predict([[3]])",
    ),
    "figure": (
        "import matplotlib.pyplot as plt\nv, ax = plt.subplots()\nother = [1]\nplt.close('all')",
        "ax.get_title()",
        "other",
    ),
    "object": (
        "class C:\n    def __init__(self, w):\n        self.w = w\nv, other = C(1), C(2)",
        "v.w",
        "other.w",
    ),
}
WAYS = {
    "magic": ("%aiprov {kind} v{more}", {"synthetic": "", "protect": " --class secret"}),
    "twin": (
        "import jupyter_aiprov\njupyter_aiprov.{kind}(v{more});",
        {"mark_synthetic": "", "protect": ", 'secret'"},
    ),
}


@pytest.fixture
def clean(kernel: Kernel) -> Kernel:
    fresh(kernel)
    return kernel


@pytest.mark.kernel
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", VALUES)
def test_any_value_can_be_marked(clean: Kernel, name: str, way: str) -> None:
    setting, derived, other = VALUES[name]
    line, kinds = WAYS[way]
    for kind, more in kinds.items():
        expected = "protected" if kind == "protect" else "synthetic"
        clean.run(setting)
        assert marks(clean.run(line.format(kind=kind, more=more))) == [expected]
        assert marks(clean.run(f"d = {derived}")) == [expected]
        assert marks(clean.run("print(d)")) == [expected]
        assert marks(clean.run(f"print({other})")) == []
        fresh(clean)


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("setting", "column", "other"),
    [
        ("import pandas as pd\nv = pd.DataFrame({'a': [1], 'b': [2]})", "v['a']", "v['b']"),
        ("import pandas as pd\nv = pd.DataFrame({'a': [1], 'b': [2]})", "v.a", "v.b"),
        ("import polars as pl\nv = pl.DataFrame({'a': [1], 'b': [2]})", "v['a']", "v['b']"),
    ],
)
def test_one_column_of_a_frame(clean: Kernel, setting: str, column: str, other: str) -> None:
    clean.run(setting)
    clean.run("import jupyter_aiprov\n_ = jupyter_aiprov.mark_synthetic(v['a'])")
    assert marks(clean.run(f"print({column})")) == ["synthetic"]
    assert marks(clean.run(f"print({other})")) == []
    assert marks(clean.run("print(v)")) == ["synthetic"]


@pytest.mark.kernel
def test_a_number_that_many_names_share_is_marked_by_the_name_given(clean: Kernel) -> None:
    clean.run("other = 5\nv = 5\nimport jupyter_aiprov\njupyter_aiprov.mark_synthetic(v);")
    assert marks(clean.run("print(v)")) == ["synthetic"]
    assert marks(clean.run("print(other)")) == []


LIBRARY = """
class Model:
    def __init__(self, data, epochs=300, layers=(8, 8), verbose=False):
        self._epochs, self.layers, self._data = epochs, layers, data
    def set_random_state(self, state): self._state = state
    def fit(self):
        self.set_random_state(('a state', object()))
    def sample(self, rows): return [0] * rows
class Special(Model): pass
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, list[Any]]]:
    """A library of models that make data up, as SDV and CTGAN are; what was recorded of it."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    (folder / "inventing.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(folder)
    seen: list[Any] = []
    recorder: Any = SimpleNamespace(
        diagnose=lambda *said: seen.append(said),
        add=lambda activity, data: seen.append(activity),
        mark=lambda data, activity: None,
    )
    before = enter(SimpleNamespace(id="run", finished=False))
    known = Library(
        package="msgspec",
        functions=("Model.sample", "Model.absent"),
        fitted=True,
        seeding=("Model.set_random_state",),
    )
    undo = Generating("inventing", known).install(recorder)
    yield sys.modules["inventing"], seen
    undo()
    enter(before)
    del sys.modules["inventing"]


@pytest.mark.slow
def test_a_model_says_how_it_was_made(
    library: tuple[Any, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    inventing, seen = library
    monkeypatch.setitem(globals(), "__name__", "__main__")  # as a notebook's code is named
    model = inventing.Special([1, 2], epochs=3)
    model.set_random_state(7)
    model.fit()
    assert model.sample(4) == [0, 0, 0, 0]
    (activity,) = seen
    assert isinstance(activity, Activity)
    assert activity.data is not None
    made = activity.data.generator
    assert made is not None
    assert made.name == "inventing.Special.sample"
    assert made.seed == 7
    assert made.parameters == {"epochs": 3, "layers": (8, 8), "rows": 4}
    assert activity.data.shape == (4,)
