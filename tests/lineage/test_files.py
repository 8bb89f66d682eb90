"""Files by format and library, written in one notebook's kernel and read in another's."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from support.kernels import Kernel
from support.lineage import marks

from jupyter_aiprov.record.ledger import Ledger
from jupyter_aiprov.record.ledgerfile import FILE, FOLDER

pytestmark = pytest.mark.kernel

PANDAS, POLARS, NUMPY = "import pandas as pd", "import polars as pl", "import numpy as np"
#: Name → how the list ``x`` is written to the path ``p``, how ``y`` is read from it.
CASES = {
    "csv pandas": (
        f"{PANDAS}\npd.DataFrame({{'a': x}}).to_csv(p)",
        f"{PANDAS}\ny = pd.read_csv(p)",
    ),
    "csv.zip pandas": (
        f"{PANDAS}\npd.DataFrame({{'a': x}}).to_csv(p + '.zip')",
        f"{PANDAS}\ny = pd.read_csv(p + '.zip')",
    ),
    "json pandas": (
        f"{PANDAS}\npd.DataFrame({{'a': x}}).to_json(p)",
        f"{PANDAS}\ny = pd.read_json(p)",
    ),
    "parquet pandas": (
        f"{PANDAS}\npd.DataFrame({{'a': x}}).to_parquet(path=p)",
        f"{PANDAS}\ny = pd.read_parquet(path=p)",
    ),
    "parquet folder pandas": (
        f"{PANDAS}\npd.DataFrame({{'a': x, 'g': x}}).to_parquet(p, partition_cols=['g'])",
        f"{PANDAS}\ny = pd.read_parquet(p)",
    ),
    "feather pandas": (
        f"{PANDAS}\npd.DataFrame({{'a': x}}).to_feather(p)",
        f"{PANDAS}\ny = pd.read_feather(p)",
    ),
    "pickle pandas": (
        f"{PANDAS}\npd.DataFrame({{'a': x}}).to_pickle(p)",
        f"{PANDAS}\ny = pd.read_pickle(p)",
    ),
    "sqlite pandas": (
        (
            f"{PANDAS}, sqlite3\nc = sqlite3.connect(p)\n"
            "pd.DataFrame({'a': x}).to_sql('t', c)\nc.close()"
        ),
        f"{PANDAS}, sqlite3\ny = pd.read_sql('select * from t', sqlite3.connect(p))",
    ),
    "csv polars": (
        f"{POLARS}\npl.DataFrame({{'a': x}}).write_csv(p)",
        f"{POLARS}\ny = pl.scan_csv(p).collect()",
    ),
    "parquet polars": (
        f"{POLARS}\npl.DataFrame({{'a': x}}).write_parquet(p + '.parquet')",
        f"{POLARS}\nlazy = pl.scan_parquet(p + '*.parquet')\ny = lazy.collect()",
    ),
    "feather polars": (
        f"{POLARS}\npl.DataFrame({{'a': x}}).write_ipc(p)",
        f"{POLARS}\ny = pl.read_ipc(p)",
    ),
    "json polars": (
        f"{POLARS}\npl.DataFrame({{'a': x}}).write_ndjson(p)",
        f"{POLARS}\ny = pl.read_ndjson(p)",
    ),
    "parquet pyarrow": (
        (
            "import pyarrow as pa, pyarrow.parquet as pq\nt = pa.table({'a': x})\n"
            "w = pq.ParquetWriter(p, t.schema)\nw.write_table(t)\nw.close()"
        ),
        (
            "import pyarrow.parquet as pq\nf = pq.ParquetFile(p)\n"
            "assert isinstance(f, pq.ParquetFile)\ny = f.read()"
        ),
    ),
    "folder pyarrow": (
        (
            "import pyarrow as pa, pyarrow.dataset as ds\n"
            "ds.write_dataset(pa.table({'a': x}), p, format='parquet')"
        ),
        "import pyarrow.dataset as ds\nd = ds.dataset(p)\ny = d.to_table()",
    ),
    "feather pyarrow": (
        "import pyarrow as pa, pyarrow.feather as pf\npf.write_feather(pa.table({'a': x}), p)",
        "import pyarrow.feather as pf\ny = pf.read_table(p)",
    ),
    "csv pyarrow": (
        "import pyarrow as pa, pyarrow.csv as pc\npc.write_csv(pa.table({'a': x}), p)",
        "import pyarrow.csv as pc\ny = pc.read_csv(p)",
    ),
    "json pyarrow": (
        "import json\nwith open(p, 'w') as f:\n    for v in x:\n        json.dump({'a': v}, f)",
        "import pyarrow.json as pj\ny = pj.read_json(p)",
    ),
    "npy": (f"{NUMPY}\nnp.save(p + '.npy', x)", f"{NUMPY}\ny = np.load(p + '.npy', mmap_mode='r')"),
    "npz": (f"{NUMPY}\nnp.savez(p + '.npz', a=x)", f"{NUMPY}\ny = np.load(p + '.npz')['a']"),
    "text numpy": (f"{NUMPY}\nnp.savetxt(p, x)", f"{NUMPY}\ny = np.genfromtxt(p)"),
    "binary numpy": (
        f"{NUMPY}\nnp.array(x).tofile(p)",
        f"{NUMPY}\ny = np.fromfile(p, dtype=int)",
    ),
    "text pathlib": (
        "from pathlib import Path\n_ = Path(p).write_text(str(x))",
        "from pathlib import Path\ny = Path(p).read_text()",
    ),
    "csv open": (
        "import csv\nwith open(p, 'w') as f:\n    csv.writer(f).writerow(x)",
        "import csv\nwith open(p) as f:\n    y = list(csv.reader(f))",
    ),
    "json open": (
        "import json\njson.dump(x, open(p, 'w'))",
        "import json\ny = json.load(open(p))",
    ),
    "pickle open": (
        "import pickle\nf = open(p, 'wb')\npickle.dump(x, f)\nf.close()",
        "import pickle\nf = open(p, 'rb')\ny = pickle.load(f)\nf.close()",
    ),
    "text appended": (
        (
            "with open(p, 'w') as f:\n    f.write('head')\n"
            "with open(p, 'a') as f:\n    f.write(str(x))"
        ),
        "y = open(p).read()",
    ),
    "gzip": (
        "import gzip\nwith gzip.open(p, 'wt') as f:\n    f.write(str(x))",
        "import gzip\ny = gzip.open(p, 'rt').read()",
    ),
    "zip": (
        "import zipfile\nwith zipfile.ZipFile(p, 'w') as z:\n    z.writestr('a', str(x))",
        "import zipfile\ny = zipfile.ZipFile(p).read('a')",
    ),
    "sqlite": (
        (
            "import sqlite3\nc = sqlite3.connect(p)\ncur = c.cursor()\n"
            "cur.execute('create table t(a)')\n"
            "cur.executemany('insert into t values(?)', [(v,) for v in x])\nc.commit()\nc.close()"
        ),
        "import sqlite3\nc = sqlite3.connect(p)\ny = c.execute('select a from t').fetchall()",
    ),
    "sqlite in a function": (
        (
            "import sqlite3\ndef save(d):\n    c = sqlite3.connect(p)\n"
            "    c.execute('create table t(a)')\n"
            "    c.executemany('insert into t values(?)', [(v,) for v in d])\n"
            "    c.commit()\n    c.close()\nsave(x)"
        ),
        "import sqlite3\ny = sqlite3.connect(p).execute('select a from t').fetchall()",
    ),
    "image PIL": (
        (
            f"{NUMPY}\nfrom PIL import Image\n"
            "Image.fromarray(np.array([x, x], dtype='uint8')).save(p + '.png')"
        ),
        f"{NUMPY}\nfrom PIL import Image\ny = np.asarray(Image.open(p + '.png'))",
    ),
    "image matplotlib": (
        "import matplotlib.pyplot as plt\nplt.plot(x)\nplt.savefig(p + '.png')\nplt.close()",
        "import matplotlib.pyplot as plt\ny = plt.imread(p + '.png')",
    ),
    "array matplotlib": (
        f"import matplotlib.pyplot as plt\n{NUMPY}\nplt.imsave(p + '.png', np.array([x, x]))",
        "import matplotlib.pyplot as plt\ny = plt.imread(p + '.png')",
    ),
    "copied and renamed": (
        (
            "import os, shutil\nopen(p + '0', 'w').write(str(x))\nshutil.copy(p + '0', p + '1')\n"
            "os.replace(p + '1', p)"
        ),
        "y = open(p).read()",
    ),
}


class Project:
    """A folder with notebooks, and the kernels of some of them."""

    def __init__(self, folder: Path, starts: Any) -> None:
        self.folder = folder
        (folder / ".git").mkdir()
        self._starts = starts

    def kernel(self, name: str) -> Kernel:
        path = self.folder / f"{name}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(), path)
        one: Kernel = self._starts(self.folder, JPY_SESSION_NAME=str(path))
        one.attach()
        return one

    @property
    def ledger(self) -> Ledger:
        found = Ledger.open_existing(self.folder)
        assert found is not None
        return found


@pytest.fixture
def project(tmp_path: Path, starts: Any) -> Project:
    return Project(tmp_path, starts)


@pytest.fixture(scope="module")
def pair(
    variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Kernel, Kernel]]:
    """The kernels of two notebooks of one project."""
    from support.kernels import start

    project = Project(
        tmp_path_factory.mktemp("pair"), lambda at, **more: start(at, {**variables, **more})
    )
    one, other = project.kernel("one"), project.kernel("two")
    one.run("made, real = [10, 20, 30, 40], [1, 2, 3, 4]\n%aiprov synthetic made")
    yield one, other
    one.stop()
    other.stop()


def uses(answer: Any, mode: str) -> list[dict[str, Any]]:
    return [use for use in answer.run.get("files", ()) if use["mode"] == mode]


@pytest.mark.parametrize("name", CASES)
def test_marks_travel_by_files(pair: tuple[Kernel, Kernel], name: str) -> None:
    one, other = pair
    write, read = CASES[name]
    for data, expected in (("made", ["synthetic"]), ("real", [])):
        path = f"{name.replace(' ', '_')}_{data}"
        written = one.run(f"p, x = {path!r}, {data}\n{write}")
        assert marks(written) == expected
        assert all(use["sha256"] for use in uses(written, "write"))
        assert uses(written, "write"), "what is written is on record, marked or not"
        found = other.run(f"p = {path!r}\n{read}")
        assert uses(found, "read")
        assert marks(other.run("print(y)")) == expected
        other.run("del y")


def test_a_file_changed_since_is_unknown(project: Project) -> None:
    one, other = project.kernel("one"), project.kernel("two")
    one.run("x = [1]\n%aiprov synthetic x")
    one.run("f = open('a.txt', 'w')\nf.write(str(x))\nf.close()")
    (project.folder / "a.txt").write_text("[1, 2]")
    for kernel in (one, other):
        assert marks(kernel.run("print(open('a.txt').read())")) == ["unknown"]
    one.run("open('a.txt', 'a').write('more')")
    assert marks(other.run("print(open('a.txt').read())")) == ["unknown"], "it was before"
    one.run("open('a.txt', 'w').write('anew')")
    assert marks(other.run("print(open('a.txt').read())")) == []


def test_a_database_left_open(project: Project) -> None:
    one, other = project.kernel("one"), project.kernel("two")
    read = "import sqlite3\nprint(sqlite3.connect('a.db').execute('select a from t').fetchall())"
    one.run("x = 5\n%aiprov synthetic x")
    one.run("import sqlite3\nc = sqlite3.connect('a.db')\nc.execute('create table t(a)')")
    assert uses(one.run("c.execute('insert into t values (1)')\nc.commit()"), "write")
    assert marks(other.run(read)) == []
    one.run("c.execute('insert into t values (?)', (x,))")
    assert marks(one.run("c.commit()")) == ["synthetic"]
    assert marks(other.run(read)) == ["synthetic"]
    only_read = one.run("print(c.execute('select * from t').fetchall())")
    assert not uses(only_read, "write")


WRITES = """
import json
for n in range(60):
    with open(f'{name}-{n}.json', 'w') as f:
        json.dump([name, n, x], f)
"""


def test_two_kernels_write_the_ledger_at_once(project: Project) -> None:
    kernels = {name: project.kernel(name) for name in ("one", "two")}
    for name, kernel in kernels.items():
        kernel.run(f"x, name = [1], {name!r}\n%aiprov synthetic x")
    asked = {name: [k.send(WRITES) for _ in range(3)] for name, k in kernels.items()}
    for name, kernel in kernels.items():
        for one in asked[name]:
            assert kernel.wait(one, 120).status == "ok"
    ledger = project.ledger
    for name in kernels:
        known = [ledger.artefact(path=f"{name}-{n}.json") for n in range(60)]
        assert all(one is not None and one.marks[0].mark == "synthetic" for one in known)
    read = "print([open(f'two-{n}.json').read() for n in range(60)])"
    assert marks(kernels["one"].run(read)) == ["synthetic"]


def test_a_kernel_killed_while_it_writes_leaves_the_ledger_whole(project: Project) -> None:
    one, other = project.kernel("one"), project.kernel("two")
    other.run("x, name = [1], 'other'\n%aiprov synthetic x")
    one.run("x, name = [1], 'one'\n%aiprov synthetic x")
    one.run(WRITES)
    for n in range(20):
        one.send(f"open('k{n}', 'w').write(str(x))")
    while not (project.folder / "k3").exists():
        other.run("1", store_history=False)
    os.kill(int(one.manager.provisioner.pid), signal.SIGKILL)
    assert marks(other.run(WRITES)) == ["synthetic"]
    db = project.ledger
    assert db.damaged is None
    assert db._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for name in ("one-0.json", "one-59.json", "other-59.json"):
        assert db.artefact(path=name) is not None
    assert marks(other.run("print(open('one-7.json').read())")) == ["synthetic"]


@pytest.mark.parametrize("how", ["gone", "garbage"])
def test_a_lost_ledger_is_made_again_from_what_kernels_know(project: Project, how: str) -> None:
    one = project.kernel("one")
    one.run("x = [1]\n%aiprov synthetic x")
    one.run("open('before.txt', 'w').write(str(x))")
    file = project.folder / FOLDER / FILE
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    if how == "garbage":
        file.write_bytes(b"no database at all" * 1000)
    answer = one.run("open('after.txt', 'w').write(str(x))")
    said = [found["code"] for found in answer.run.get("diagnostics", ())]
    assert ("AP303" in said) == (how == "garbage")
    aside = list(file.parent.glob("ledger.damaged-*"))
    assert bool(aside) == (how == "garbage")
    other = project.kernel("two")
    for name in ("before", "after"):
        assert marks(other.run(f"print(open('{name}.txt').read())")) == ["synthetic"]


def test_a_lost_ledger_is_filled_from_the_notebooks(project: Project) -> None:
    one = project.kernel("one")
    cells = []
    for source in ("x = [1]\n%aiprov synthetic x", "open('kept.txt', 'w').write(str(x))"):
        answer = one.run(source)
        record = {"records": answer.records, "run": answer.run}
        cells.append(nbformat.v4.new_code_cell(source, metadata={"aiprov": record}))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), project.folder / "one.ipynb")
    (project.folder / "broken.ipynb").write_text('{"aiprov"')
    one.stop()
    for file in (project.folder / FOLDER).glob(f"{FILE}*"):
        file.unlink()
    other = project.kernel("two")
    answer = other.run("print(open('kept.txt').read())")
    assert marks(answer) == ["synthetic"]
    assert answer.run["marks"][0]["records"] == [cells[0].metadata["aiprov"]["records"][0]["id"]]
    assert [use["path"] for use in uses(answer, "read")] == ["kept.txt"]
