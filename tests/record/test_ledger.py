"""The ledger: several writers at once, writers that die, and files that break."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from jupyter_aiprov.record.base import decode, encode, utc
from jupyter_aiprov.record.ledger import Ledger, project_root, relative
from jupyter_aiprov.record.ledgerfile import FILE, FOLDER, connect
from jupyter_aiprov.record.notebook import Delivery
from jupyter_aiprov.record.run import Mark, Run

TIME = "2026-11-23T10:00:00.000Z"


def _run(number: int, status: str = "ok") -> Delivery:
    raw = {"id": f"r{number}", "session": "s", "seq": number, "time": TIME, "status": status}
    return Delivery(run=decode(raw, Run))


def _ids(ledger: Ledger, name: str = "a.ipynb", *, settled: bool = False) -> list[str]:
    found = ledger.deliveries(name, settled=settled)
    return [one.delivery.run.id for one in found if one.delivery.run]


def _open(root: Path) -> Ledger:
    ledger = Ledger.open(root)
    assert ledger is not None
    return ledger


WRITER = """
import sys
from pathlib import Path
from jupyter_aiprov.record.base import encode
from jupyter_aiprov.record.ledger import Ledger
from jupyter_aiprov.record.notebook import Delivery
ledger = Ledger.open(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
told = [encode(Delivery(cell=f"{sys.argv[2]}-{n}")) for n in range(100)]
done = [ledger.put_delivery("a.ipynb", one) for one in told]
print(sum(done))
"""


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([*command, name], **pipes) for name in "ab"]  # type: ignore[call-overload]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [writer.communicate(timeout=60)[0] for writer in writers] == ["100\n", "100\n"]
    cells = [one.delivery.cell for one in _open(tmp_path).deliveries("a.ipynb")]
    assert sorted(cells) == sorted(f"{name}-{n}" for name in "ab" for n in range(100))


KILLED = """
import os, sys, sqlite3
from pathlib import Path
from jupyter_aiprov.record.base import encode
from jupyter_aiprov.record.ledger import Ledger
from jupyter_aiprov.record.notebook import Delivery
ledger = Ledger.open(Path(sys.argv[1]))
ledger.put_delivery("a.ipynb", encode(Delivery(cell="whole")))
db = ledger._connection
db.execute("BEGIN IMMEDIATE")
db.execute("INSERT INTO events VALUES ('half', 'x', '', '{}')")
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_writer_killed_halfway_loses_nothing_whole_and_holds_nobody_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"ready\n"
        os.kill(writer.pid, signal.SIGKILL)
    ledger = _open(tmp_path)
    assert [one.delivery.cell for one in ledger.deliveries("a.ipynb")] == ["whole"]
    assert list(ledger.events()) == []
    assert ledger.put_delivery("a.ipynb", encode(_run(1)))


def test_threads_share_a_ledger(tmp_path: Path) -> None:
    ledger = _open(tmp_path)
    jobs = [
        threading.Thread(target=ledger.put_delivery, args=("a.ipynb", encode(_run(n))))
        for n in range(20)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(30)
    assert sorted(_ids(ledger)) == sorted(f"r{n}" for n in range(20))


@pytest.mark.parametrize("damage", [b"not a database at all, " * 400, b"\x00" * 9000])
def test_a_corrupt_file_is_set_aside_when_opened(tmp_path: Path, damage: bytes) -> None:
    _open(tmp_path).close()
    file = tmp_path / FOLDER / FILE
    file.write_bytes(damage)
    ledger = _open(tmp_path)
    assert ledger.damaged
    assert ledger.damaged.read_bytes() == damage
    assert ledger.put_delivery("a.ipynb", encode(_run(1)))
    assert _ids(ledger) == ["r1"]


def test_damage_found_on_the_way_is_set_aside_too(tmp_path: Path) -> None:
    ledger = _open(tmp_path)
    for n in range(200):
        ledger.put_delivery("a.ipynb", encode(_run(n)))
    ledger._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = tmp_path / FOLDER / FILE
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    file.write_bytes(data)
    ledger._connection.close()
    ledger._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
    assert ledger.put_delivery("a.ipynb", encode(_run(999)))
    assert ledger.damaged
    assert ledger.damaged.exists()
    assert _ids(ledger) == ["r999"]


def test_a_newer_ledger_is_left_alone(tmp_path: Path) -> None:
    _open(tmp_path).close()
    file = tmp_path / FOLDER / FILE
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    assert Ledger.open(tmp_path) is None
    assert [one.name for one in file.parent.glob("*damaged*")] == []


def test_no_ledger_is_made_by_looking_for_one(tmp_path: Path) -> None:
    assert Ledger.open_existing(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    _open(tmp_path)
    assert (tmp_path / FOLDER / ".gitignore").read_text("utf-8") == "*\n"


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file in the way", "utf-8")
    assert Ledger.open(tmp_path) is None


def test_an_older_ledger_is_brought_up_to_date(tmp_path: Path) -> None:
    from jupyter_aiprov.record import ledgerfile

    folder = tmp_path / FOLDER
    folder.mkdir()
    old = sqlite3.connect(folder / FILE, isolation_level=None)
    ledgerfile._STEPS[0](old)
    old.execute("PRAGMA user_version = 1")
    old.close()
    ledger = _open(tmp_path)
    assert ledger.put_delivery("a.ipynb", encode(_run(1)))
    fresh = connect(tmp_path, create=False)
    assert fresh is not None
    assert fresh.execute("PRAGMA user_version").fetchone()[0] == len(ledgerfile._STEPS)


def test_the_word_that_a_run_goes_on_ends_with_the_run(tmp_path: Path) -> None:
    ledger = _open(tmp_path)
    ledger.put_delivery("a.ipynb", encode(_run(1, "running")))
    assert _ids(ledger) == ["r1"]
    ledger.put_delivery("a.ipynb", encode(_run(1)))
    (left,) = ledger.deliveries("a.ipynb")
    assert left.delivery.run
    assert left.delivery.run.status == "ok"
    assert ledger.deliveries("b.ipynb") == []


def test_settled_deliveries_are_kept_for_a_month(tmp_path: Path) -> None:
    ledger = _open(tmp_path)
    for n in (1, 2):
        ledger.put_delivery("a.ipynb", encode(_run(n)))
    first, _ = ledger.deliveries("a.ipynb")
    assert ledger.settle([first.id])
    assert (_ids(ledger), _ids(ledger, settled=True)) == (["r2"], ["r1", "r2"])
    old = utc(datetime.now(timezone.utc) - timedelta(days=40))
    ledger._connection.execute("UPDATE deliveries SET time = ?", (old,))
    ledger.settle([])
    assert _ids(ledger, settled=True) == ["r2"], "what nobody brought home is kept"


def test_a_row_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    ledger = _open(tmp_path)
    ledger.put_delivery("a.ipynb", {"run": "of another kind"})
    ledger.put_delivery("a.ipynb", encode(_run(1)))
    ledger._connection.execute(
        "INSERT INTO deliveries (notebook, process, time, settled, delivery) "
        "VALUES ('a.ipynb', '', '', 0, '{')"
    )
    assert _ids(ledger) == ["r1"]


def test_what_a_file_carries_is_known_by_digest_and_by_path(tmp_path: Path) -> None:
    ledger = _open(tmp_path)
    mark = Mark(mark="synthetic", records=("r",))
    assert ledger.put_artefact("a" * 64, "data/x.csv", [mark], {"run": "r1"})
    found = ledger.artefact(path="data/x.csv")
    assert found
    assert (found.marks, found.origin) == ((mark,), {"run": "r1"})
    assert ledger.artefact(sha256="a" * 64) == found
    assert ledger.artefact(sha256="b" * 64, path="data/x.csv") is None


def test_a_child_of_a_fork_opens_its_own(tmp_path: Path) -> None:
    ledger = _open(tmp_path)
    child = os.fork()
    if child == 0:
        os._exit(0 if ledger.put_delivery("a.ipynb", encode(_run(2))) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ledger.put_delivery("a.ipynb", encode(_run(1)))
    assert sorted(_ids(ledger)) == ["r1", "r2"]


def test_the_project_is_the_git_root(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert project_root(inner / "n.ipynb") == tmp_path
    assert relative(inner / "n.ipynb", tmp_path) == "a/b/n.ipynb"
    assert relative(tmp_path.parent / "other" / "secret.csv", tmp_path) == "secret.csv"
