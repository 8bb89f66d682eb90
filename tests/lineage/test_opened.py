"""The file that was opened is the one on record, as it was then; and many of them, at once."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.kernels import Kernel
from support.lineage import marks

pytestmark = pytest.mark.kernel

OUTER, INNER = b"outer", b"inner file"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def told(answer: Any, mode: str) -> list[tuple[str, str | None]]:
    found = answer.run.get("files") or ()
    return [(use["path"], use.get("sha256")) for use in found if use["mode"] == mode]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("opened")


@pytest.fixture(scope="module")
def kernel(variables: dict[str, str], folder: Path) -> Iterator[Kernel]:
    from support.kernels import start

    one = start(folder, variables)
    one.attach()
    one.run("import os, sqlite3, functools\nx = [1]\n%aiprov synthetic x")
    yield one
    one.stop()


@pytest.fixture(autouse=True)
def two(folder: Path) -> None:
    """Two files of one name."""
    (folder / "sub").mkdir(exist_ok=True)
    (folder / "d.csv").write_bytes(OUTER)
    (folder / "sub" / "d.csv").write_bytes(INNER)


FOLDER = "fd = os.open('sub', os.O_RDONLY | os.O_DIRECTORY)\n"
INSIDE = {
    "a folder's handle": FOLDER + "h = os.open('d.csv', os.O_RDONLY, dir_fd=fd)\nos.close(h)",
    "within a function": (
        "def get(name, at):\n    h = os.open(name, os.O_RDONLY, dir_fd=at)\n"
        "    try:\n        return os.read(h, 99)\n    finally:\n        os.close(h)\n"
        f"{FOLDER}y = get('d.csv', fd)"
    ),
    "an opener": (
        FOLDER + "y = open('d.csv', opener=lambda p, f: os.open(p, f, dir_fd=fd)).read()"
    ),
    "another working folder": "os.chdir('sub'); y = open('d.csv').read(); os.chdir('..')",
    "fchdir": FOLDER + "os.fchdir(fd); y = open('d.csv').read(); os.chdir('..')",
    "a descriptor": "h = os.open('sub/d.csv', os.O_RDONLY)\ny = open(h).read()",
    "a descriptor's name": "h = os.open('sub/d.csv', os.O_RDONLY); y = open(f'/dev/fd/{h}').read()",
}


@pytest.mark.parametrize("name", INSIDE)
def test_the_file_that_was_opened(kernel: Kernel, name: str) -> None:
    answer = kernel.run(INSIDE[name] + "\nif 'fd' in dir(): os.close(fd); del fd")
    assert answer.status == "ok", answer.outputs
    assert dict(told(answer, "read")) == {"sub/d.csv": sha(INNER)}


def test_where_nobody_can_say_it_is_unknown(kernel: Kernel) -> None:
    by = "functools.partial(os.open, dir_fd=fd)"
    answer = kernel.run(f"{FOLDER}y = open('d.csv', opener={by}).read()\nos.close(fd)\nprint(y)")
    assert "unknown" in marks(answer)


OVERWRITTEN = {
    "in a function": (
        "def louder(p):\n    was = open(p).read()\n    open(p, 'w').write(was.upper())\n"
        "louder('d.csv')"
    ),
    "in two statements": "was = open('d.csv').read()\nopen('d.csv', 'w').write(was.upper());",
    "by another name": (
        "os.path.lexists('link') or os.symlink('d.csv', 'link')\n"
        "for _ in '1':\n    was = open('d.csv').read()\n    open('link', 'w').write(was.upper())"
    ),
    "by a process": "for _ in '1':\n    open('d.csv').read(); os.system('printf OUTER > d.csv')",
}


@pytest.mark.parametrize("name", OVERWRITTEN)
def test_a_file_as_it_was_when_it_was_read(kernel: Kernel, folder: Path, name: str) -> None:
    answer = kernel.run(OVERWRITTEN[name])
    assert ("d.csv", sha(OUTER)) in told(answer, "read")
    assert (folder / "d.csv").read_bytes() == OUTER.upper()


def test_folders_and_pipes_are_no_files(kernel: Kernel, folder: Path) -> None:
    answer = kernel.run(f"{FOLDER}os.close(fd)\nos.path.exists('p') or os.mkfifo('p')")
    assert told(answer, "read") == []
    piped = kernel.run(
        "import threading\nt = threading.Thread(target=lambda: open('p', 'w').write('sent'))\n"
        "t.start(); got = open('p').read(); t.join()\nprint(got)"
    )
    assert piped.text.strip() == "sent"
    assert told(piped, "read") == told(piped, "write") == []
    assert "unknown" in marks(piped)


def test_a_connection_is_asked_nothing(kernel: Kernel) -> None:
    kernel.run("db = sqlite3.connect('a.db')\ndb.execute('create table t (a)')")
    kernel.run("said = []\ndb.set_trace_callback(said.append)")
    kernel.run("n = db.execute('select 1').fetchone()\nm = (db, n)")
    assert kernel.value("said") == "['select 1']"
    written = kernel.run("db.execute('insert into t values (?)', (x[0],))\ndb.commit()")
    assert [path for path, _ in told(written, "write")] == ["a.db"]
    assert kernel.run("db.close()").status == "ok"


def test_a_file_that_is_locked_stays_locked(kernel: Kernel, folder: Path) -> None:
    kernel.run("import fcntl\nf = open('locked', 'w+'); fcntl.lockf(f, fcntl.LOCK_EX)")
    kernel.run("f.write('1'); f.flush()\ny = os.stat('locked')")
    child = (
        "import subprocess, sys\ntry_it = \"import fcntl; f = open('locked', 'r+'); "
        'fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)"\n'
        "print(subprocess.run([sys.executable, '-c', try_it], capture_output=True).returncode)"
    )
    assert kernel.run(child).text.strip() == "1"
    assert kernel.run("f.close()").status == "ok"


MANY = "for i in range(150):\n    open(f'{name}/{i}', 'w').write(str(i) + str(data))"
READ = "y = 0\nfor i in range(150):\n    y += len(open(f'{name}/{i}').read())\nprint(y)"


@pytest.mark.parametrize(("data", "expected"), [("x", ["synthetic"]), ("[2]", [])])
def test_of_many_files_the_rest_is_told_as_a_number(
    kernel: Kernel, data: str, expected: list[str]
) -> None:
    name = f"many{len(expected)}"
    kernel.run(f"os.mkdir({name!r}); name = {name!r}")
    for source, mode in ((f"data = {data}\n{MANY}", "write"), (READ, "read")):
        answer = kernel.run(source)
        uses = [use for use in answer.run["files"] if use["mode"] == mode]
        assert len(uses) == 101
        assert (uses[-1]["path"], uses[-1]["files"]) == (f"{name}/*", 50)
        assert [d["code"] for d in answer.run["diagnostics"]] == ["AP506"]
        assert [mark["mark"] for mark in uses[-1].get("marks", ())] == expected
        assert marks(answer) == expected


def test_of_many_files_one_that_was_changed_is_unknown(kernel: Kernel, folder: Path) -> None:
    kernel.run(f"os.mkdir('changed'); name, data = 'changed', [3]\n{MANY}")
    (folder / "changed" / "140").write_text("something else")
    assert set(marks(kernel.run(READ))) == {"unknown"}


def test_what_a_library_starts_as_it_is_imported(kernel: Kernel, folder: Path) -> None:
    library = "import subprocess\nSAID = subprocess.run(['true']).returncode\n"
    (folder / "mine.py").write_text(library)
    assert marks(kernel.run("import mine\nprint(mine.SAID)")) == ["unknown"], "the user's own"
    kernel.run(
        "import sys, types, importlib.abc, importlib.util\n"
        "place = os.path.join(os.path.dirname(importlib.util.__file__), 'nowhere.py')\n"
        "class Loader(importlib.abc.SourceLoader):\n"
        f"    def get_data(self, path): return {library!r}.encode()\n"
        "    def get_filename(self, name): return place\n"
        "spec = importlib.util.spec_from_loader('elsewhere', Loader())\n"
        "made = importlib.util.module_from_spec(spec)\nmade.__file__ = place\n"
        "sys.modules['elsewhere'] = made"
    )
    assert marks(kernel.run("spec.loader.exec_module(made)\nprint(1)")) == []


FIGURE = (
    "import matplotlib; matplotlib.use('agg')\nimport matplotlib.pyplot as plt, io\n"
    "fig, ax = plt.subplots(); ax.plot(x);"
)


def test_a_saved_figure_keeps_what_its_file_had(kernel: Kernel, folder: Path) -> None:
    kernel.run(FIGURE)
    kernel.run("fig.savefig('one.png'); os.link('one.png', 'two.png'); os.chmod('one.png', 0o640)")
    kernel.run("os.symlink('one.png', 'soft.png'); fig.savefig('soft.png')")
    one = folder / "one.png"
    assert one.samefile(folder / "two.png")
    assert stat.S_IMODE(one.stat().st_mode) == 0o640
    assert (folder / "soft.png").is_symlink()
    assert b"DigitalSourceType" in one.read_bytes()


def test_a_users_file_object_gets_what_matplotlib_writes(kernel: Kernel) -> None:
    counting = (
        "class Counting(io.RawIOBase):\n    def __init__(self): self.parts = []\n"
        "    def writable(self): return True\n"
        "    def write(self, b): self.parts.append(len(bytes(b))); return len(b)\n"
        "k, l = Counting(), Counting()"
    )
    kernel.run(f"{FIGURE}\n{counting}")
    assert [d["code"] for d in kernel.run("fig.savefig(k)").run["diagnostics"]] == ["AP503"]
    kernel.run("plain, a = plt.subplots(); a.plot([1]); plain.savefig(l)")
    assert kernel.value("len(k.parts) == len(l.parts)") == "True"


def test_a_faulty_call_has_the_traceback_it_would_have(kernel: Kernel) -> None:
    kernel.run(FIGURE)
    answer = kernel.run("fig.savefig('a.nothing')")
    assert answer.outputs[0]["ename"] == "ValueError"
    assert not any("aiprov" in line for line in answer.outputs[0]["traceback"])
