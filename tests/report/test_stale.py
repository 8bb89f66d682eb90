"""Saved outputs older than what they were made from: cells of a real kernel, run in any order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.kernels import Kernel
from support.lineage import fresh

from jupyter_aiprov.capture.files.changed import changed_among, changed_files
from jupyter_aiprov.record.base import encode
from jupyter_aiprov.record.cell import CellRecord
from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.record.digest import sha256_text
from jupyter_aiprov.record.run import Run
from jupyter_aiprov.record.store import from_node
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.notebook_report import cell_views
from jupyter_aiprov.report.stale import stale_causes


class Book:
    """A notebook whose cells are run one by one, as without a front end of ours."""

    def __init__(self, kernel: Kernel, folder: Path, *sources: str) -> None:
        self.kernel, self.path = kernel, folder / "book.ipynb"
        self.cells = [nbformat.v4.new_code_cell(source) for source in sources]

    def run(self, *order: int) -> Book:
        for at in order:
            answer = self.kernel.run(self.cells[at].source)
            assert answer.status == "ok", answer.text
            self.cells[at].outputs = [
                nbformat.from_dict({key: one[key] for key in one if key != "transient"})
                for one in answer.outputs
            ]
            self.cells[at].execution_count = answer.reply["content"]["execution_count"]
        return self

    def edit(self, at: int, source: str) -> Book:
        self.cells[at].source = source
        return self

    def save(self) -> Path:
        nbformat.write(nbformat.v4.new_notebook(cells=self.cells), self.path)
        return self.path

    @property
    def stale(self) -> dict[int, set[tuple[str, str, int | None]]]:
        """Cell → why its outputs are stale, of the notebook as saved."""
        report = build([open_notebook(self.save())], changed=changed_files)
        found = {}
        for cell in report.notebooks[0].cells:
            assert all(output.stale == bool(cell.outdated) for output in cell.outputs)
            if cell.outdated and cell.outputs:
                found[cell.index] = {(one.what, one.name, one.cell) for one in cell.outdated}
        return found


@pytest.fixture
def book(studied: Kernel) -> Callable[..., Book]:
    fresh(studied)
    folder = Path(studied.value("__import__('os').getcwd()"))
    return lambda *sources: Book(studied, folder, *sources)


@pytest.mark.kernel
def test_a_cell_above_changed_what_was_read(book: Callable[..., Book]) -> None:
    one = book("x = 1", "print(x)", "y = 2\nprint(y)").run(0, 1, 2)
    assert one.stale == {}
    one.edit(0, "x = 5").run(0)
    assert one.stale == {1: {("name", "x", 0)}}
    assert one.run(1).stale == {}


@pytest.mark.kernel
def test_a_notebook_that_changes_names_downwards_is_up_to_date(book: Callable[..., Book]) -> None:
    one = book(
        "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2]})",
        "df.shape",
        "df['b'] = df['a'] * 2\ndf = df[df['a'] > 1]",
        "for i in range(2):\n    t = i\n    print(t)",
        "for i in range(3):\n    t = i\n    print(t, len(df))",
    ).run(0, 1, 2, 3, 4)
    assert one.stale == {}
    assert one.run(3).stale == {}  # loops bind their names before they read them


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("setting", "change"),
    [
        ("v = [1]", "v.append(2)"),
        ("v = {'k': 1}", "v['k'] = 2"),
        ("v = {'k': 1}", "v.update(j=3)"),
        ("import numpy as np\nv = np.zeros(4)", "v[1] = 3"),
        ("import numpy as np\nv = np.arange(9)", "np.random.default_rng(1).shuffle(v)"),
        ("import pandas as pd\nv = pd.DataFrame({'a': [2, 1]})", "v['c'] = 1"),
        (
            "import pandas as pd\nv = pd.DataFrame({'a': [2, 1]})",
            "v.sort_values('a', inplace=True)",
        ),
        ("class C: pass\nv = C()", "v.word = 'w'"),
        ("v = [1]\ndef f(w):\n    w.append(3)", "f(v)"),
        ("v = [1]\ndef f():\n    v.append(3)", "f()"),
        ("v = 1\ndef f():\n    global v\n    v = v + 9", "f()"),
        ("v = 1", "v += 1"),
    ],
)
def test_values_changed_in_place(book: Callable[..., Book], setting: str, change: str) -> None:
    one = book(setting, change, "print(v)").run(0, 1, 2)
    assert one.stale == {}
    assert one.run(1).stale == {2: {("name", "v", 1)}}


@pytest.mark.kernel
def test_reading_changes_nothing(book: Callable[..., Book]) -> None:
    one = book(
        "import pandas as pd, numpy as np\ndf = pd.DataFrame({'a': [2, 1]})\nlst = [3, 1]",
        "df.describe(), np.mean(df), sorted(lst), len(lst), df.groupby('a').sum()",
        "print(df, lst)",
    ).run(0, 1, 2)
    assert one.run(1).stale == {}


@pytest.mark.kernel
def test_what_rests_on_a_stale_cell_is_stale(book: Callable[..., Book]) -> None:
    one = book("x = 1", "y = x + 1", "def f():\n    return y", "print(f())").run(0, 1, 2, 3)
    one.edit(0, "x = 7")
    assert one.stale == {3: {("upstream", "y", 1)}}
    assert one.run(0).stale == {3: {("upstream", "y", 1)}}
    assert one.run(1).stale == {3: {("name", "y", 1)}}
    assert one.run(3).stale == {}


@pytest.mark.kernel
def test_a_file_has_another_content_now(book: Callable[..., Book]) -> None:
    one = book(
        "open('f.csv', 'w').write('a\\n1\\n');",
        "import pandas as pd\nprint(pd.read_csv('f.csv'))",
        "open('f.csv', 'w').write('a\\n2\\n');",
    ).run(0, 1)
    assert one.stale == {}
    assert one.run(2).stale == {1: {("file", "f.csv", 2)}}
    one.run(1)
    assert 1 not in one.stale
    (one.path.parent / "f.csv").write_text("a\n3\n")
    assert one.stale[1] == {("file", "f.csv", None)}
    (one.path.parent / "f.csv").unlink()
    assert 1 not in one.stale  # a file that is not there is no evidence


@pytest.mark.kernel
def test_the_command_tells(book: Callable[..., Book]) -> None:
    one = book("x = 1", "print(x)", "%aiprov synthetic x", "print('so', x)").run(0, 1, 2, 3)
    path = one.edit(0, "x = 5").run(0).edit(1, "print(x, x)").save()
    words = [str(Path(sys.executable).with_name("jupyter")), "aiprov", "status", str(path)]
    text = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "outputs older than their source: cells 1" in text
    assert "cell 3: older than what it read: x, which cell 0 changed since" in text
    made = subprocess.run([*words, "--json"], capture_output=True, check=True, timeout=60).stdout
    cells = json.loads(made)["notebooks"][0]["cells"]
    assert [output["stale"] for output in cells[3]["outputs"]] == [True]
    assert cells[3]["outdated"] == [{"what": "name", "name": "x", "cell": 0}]
    assert cells[3]["outputs"][0]["marks"] == ["synthetic"]  # it stays what it was when made
    words[2:] = ["appendix", str(path), "--to", "md"]
    text = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "Outputs older than what they were made from" in text


def _cell(at: int, **run: Any) -> dict[str, Any]:
    source = f"cell {at}"
    record = CellRecord(run=Run(id=f"r{at}", source_sha256=sha256_text(source), **run))
    cell = nbformat.v4.new_code_cell(source, metadata={"aiprov": encode(record)})
    return dict(cell)


NAMES = st.frozensets(st.sampled_from("abcd"), max_size=3)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.data(), st.integers(1, 7))
def test_running_again_from_the_top_leaves_nothing_stale(data: Any, count: int) -> None:
    """Cells ran in any order; whatever they read and wrote, a run from the top puts all right."""
    uses = [(data.draw(NAMES), data.draw(NAMES)) for _ in range(count)]
    order = data.draw(st.lists(st.integers(0, count - 1), max_size=20))
    last = {at: number for number, at in enumerate([*order, *range(count)])}

    def book_of(last: dict[int, int]) -> Any:
        cells = [
            _cell(
                at,
                session="s",
                seq=last[at],
                time="2026-01-01T00:00:00Z",
                reads=sorted(reads),
                writes=sorted(writes),
            )
            for at, (reads, writes) in enumerate(uses)
        ]
        return from_node({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, "x")

    assert stale_causes(cell_views(book_of(last))) == {}
    again = data.draw(st.integers(0, count - 1))
    found = stale_causes(cell_views(book_of({**last, again: 1000})))
    direct = {at for at in range(again + 1, count) if uses[again][1] & uses[at][0]}
    names = {at for at, causes in found.items() if any(one.what == "name" for one in causes)}
    assert names == direct
    assert all(at > again for at in found)


def test_two_kernels_are_told_apart_by_the_clock() -> None:
    early, late = "2026-01-01T00:00:00Z", "2026-01-01T09:00:00Z"
    cells = [
        _cell(0, session="s2", seq=1, time=late, writes=["x"]),
        _cell(1, session="s1", seq=9, time=early, reads=["x"]),
    ]
    node = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ((at, causes),) = stale_causes(cell_views(from_node(node, "x"))).items()
    assert (at, causes[0].what, causes[0].cell) == (1, "name", 0)


def test_paths_out_of_the_project_and_endless_files_are_not_read(tmp_path: Path) -> None:
    notebook = tmp_path / "project" / "book.ipynb"
    notebook.parent.mkdir()
    notebook.write_text("{}")
    (notebook.parent / "a.csv").write_text("1")
    (tmp_path / "secret").write_text("1")
    os.mkfifo(notebook.parent / "pipe")
    (notebook.parent / "zero").symlink_to("/dev/zero")
    paths = ["a.csv", "../secret", str(tmp_path / "secret"), "pipe", "zero", "gone.csv"]
    assert changed_among(notebook, [(path, "0" * 64) for path in paths]) == {("a.csv", "0" * 64)}
