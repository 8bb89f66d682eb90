"""What other programs save is never lost, whatever moment they choose; nor by a kill of ours."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager

from jupyter_aiprov.record import atomic, leftovers
from jupyter_aiprov.record.atomic import write_atomic
from jupyter_aiprov.record.errors import Changed, NotWritable
from jupyter_aiprov.record.exchange import exchange
from jupyter_aiprov.record.journal import pour, write_journal
from jupyter_aiprov.record.leftovers import tidy
from jupyter_aiprov.record.store import read

OLD, NEW, THEIRS = b"old content", b"new, and longer", b"what they saved"
TESTS = Path(__file__).parents[1]

linux = pytest.mark.skipif(sys.platform != "linux", reason="leases and exchanges of Linux")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "n.ipynb"
    path.write_bytes(OLD)
    return path


def _only(*files: Path) -> bool:
    return sorted(files) == sorted(files[0].parent.iterdir())


@pytest.mark.slow
def test_saves_and_kills_among_the_commands() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "support.saves", "24", "36"],
        cwd=TESTS,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("moment", ["before", "at the rename"])
def test_a_save_by_renaming_stands(
    moment: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save() -> None:
        other = file.with_name("theirs")
        other.write_bytes(THEIRS)
        other.replace(file)

    if moment == "before":
        save()
    else:
        _at_the_rename(monkeypatch, save)
    with pytest.raises(Changed, match="changed by another program meanwhile; run it again"):
        write_atomic(file, NEW, OLD)
    assert file.read_bytes() == THEIRS
    assert _only(file)


def _at_the_rename(monkeypatch: pytest.MonkeyPatch, *saves: Callable[[], object]) -> None:
    """Each of ``saves`` slips in between a last look and the rename after it."""
    waiting = list(saves)

    def slipped(one: Path, other: Path) -> bool:
        if waiting:
            waiting.pop(0)()
        return exchange(one, other)

    monkeypatch.setattr(atomic, "exchange", slipped)


@linux
def test_of_two_saves_at_the_rename_the_later_stands(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(text: bytes) -> Callable[[], object]:
        def one() -> None:
            other = file.with_name("theirs")
            other.write_bytes(text)
            other.replace(file)

        return one

    _at_the_rename(monkeypatch, save(b"first"), save(b"second"), save(b"third"))
    with pytest.raises(Changed):
        write_atomic(file, NEW, OLD)
    assert file.read_bytes() == b"third"
    assert _only(file)


@linux
def test_a_save_into_the_file_at_the_rename_stands(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    savers: list[threading.Thread] = []

    def begin() -> None:
        opened = threading.Event()
        saver = threading.Thread(target=lambda: (opened.set(), file.write_bytes(THEIRS)))
        saver.start()
        opened.wait()
        savers.append(saver)

    _at_the_rename(monkeypatch, begin)
    with suppress(Changed):  # or it came after us, into the new file
        write_atomic(file, NEW, OLD)
    savers[0].join()
    assert file.read_bytes() == THEIRS
    assert _only(file)


def test_a_file_deleted_meanwhile_stays_deleted(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at_the_rename(monkeypatch, file.unlink)
    with pytest.raises(Changed):
        write_atomic(file, NEW, OLD)
    assert list(file.parent.iterdir()) == []


@pytest.mark.slow
@linux
def test_a_file_open_for_writing_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_aiprov.record.lease._WAIT", 0.05)
    with file.open("r+b"), pytest.raises(NotWritable, match="open for writing in another program"):
        write_atomic(file, NEW, OLD)
    assert file.read_bytes() == OLD
    assert _only(file)


@pytest.mark.parametrize("careful", [True, False])
def test_where_files_cannot_trade_places(
    careful: bool, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "exchange", lambda *_: False)
    monkeypatch.setattr("jupyter_aiprov.record.lease._fcntl", None)
    kept = file.open("r+b")

    def save(lease: atomic.Lease, seconds: float = 0) -> bool:
        if not careful:
            return True
        kept.write(THEIRS)
        kept.close()
        return False

    monkeypatch.setattr(atomic.Lease, "undisturbed", save)
    if careful:
        with pytest.raises(Changed):
            write_atomic(file, NEW, OLD)
    else:
        write_atomic(file, NEW, OLD)
        kept.close()
    assert file.read_bytes() == (THEIRS if careful else NEW)
    assert _only(file)


@linux
def test_a_notebook_half_saved_is_waited_for(file: Path) -> None:
    whole = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    saver = file.open("w")
    saver.write(whole[:20])
    saver.flush()

    def finish() -> None:
        saver.write(whole[20:])
        saver.close()

    later = threading.Timer(0.2, finish)
    later.start()
    assert read(file).cells == []
    later.join()


@pytest.mark.parametrize("atomic_writing", [True, False])
def test_a_contents_manager_reads_what_was_written(atomic_writing: bool, tmp_path: Path) -> None:
    manager = FileContentsManager(root_dir=str(tmp_path), use_atomic_writing=atomic_writing)
    manager.new({"type": "notebook"}, "n.ipynb")
    file = tmp_path / "n.ipynb"
    before = file.read_bytes()
    write_atomic(file, before.replace(b'"metadata": {}', b'"metadata": {"a": 1}'), before)
    assert manager.get("n.ipynb")["content"]["metadata"]["a"] == 1


# What kills left


def _left(file: Path, kind: str = "tmp") -> Path:
    """A file of ours made by a process that has ended."""
    script = (
        "import os, sys; from pathlib import Path; from jupyter_aiprov.record import leftovers\n"
        f"with leftovers.fresh(Path({str(file.parent)!r}), {kind!r}) as path:\n"
        "    print(path, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode in (-signal.SIGKILL, 1)
    return Path(done.stdout.strip())


def test_what_an_ended_process_left_goes(file: Path) -> None:
    left = _left(file)
    assert left.exists()
    tidy(file.parent)
    assert _only(file)


def test_what_is_anothers_or_still_in_work_stays(file: Path) -> None:
    names = [".aiprov", ".aiprov-notes.tmp", ".n.ipynb.abcd1234.tmp", ".~n.ipynb"]
    others = [file.with_name(name) for name in names]
    for other in others:
        other.write_bytes(b"a person's")
    link = _left(file)
    link.unlink()
    link.symlink_to(file)
    with leftovers.fresh(file.parent) as ours:
        tidy(file.parent)
        assert _only(file, link, ours, *others)
    assert _only(file, link, *others)


def test_of_another_machine_only_the_old_goes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = _left(file)
    monkeypatch.setattr("platform.node", lambda: "elsewhere")
    tidy(file.parent)
    assert left.exists()
    monkeypatch.setattr(leftovers, "_OLD", -1)
    tidy(file.parent)
    assert _only(file)


@pytest.mark.parametrize("later", [True, False])
def test_a_save_under_a_name_of_ours_goes_back_unless_there_is_a_later(
    later: bool, file: Path
) -> None:
    """A kill between two renames, and a save into the file that had been replaced."""
    left = _left(file)
    left.write_bytes(NEW)
    aside = leftovers.swap_name(left, file, atomic.stamp(file.stat()))
    named = left.with_name(left.name[: -len("tmp")] + aside.name.split(".", 2)[2])
    left.rename(named)
    assert exchange(named, file) or pytest.skip("no exchange here")
    named.write_bytes(THEIRS)
    moment = file.stat().st_mtime_ns
    os.utime(named, ns=(moment, moment + (-1 if later else 1)))
    tidy(file.parent)
    assert file.read_bytes() == (NEW if later else THEIRS)
    assert _only(file)


def test_a_kill_between_two_renames_leaves_the_new_content(file: Path) -> None:
    left = _left(file)
    left.write_bytes(NEW)
    aside = leftovers.swap_name(left, file, atomic.stamp(file.stat()))
    named = left.with_name(left.name[: -len("tmp")] + aside.name.split(".", 2)[2])
    left.rename(named)
    assert exchange(named, file) or pytest.skip("no exchange here")
    tidy(file.parent)
    assert file.read_bytes() == NEW
    assert _only(file)


@pytest.mark.slow
@pytest.mark.parametrize("new", [NEW, b"new"])
@pytest.mark.parametrize("written", range(0, 16, 3))
def test_a_write_in_place_that_was_cut_off_is_completed(
    written: int, new: bytes, file: Path
) -> None:
    left = _left(file, "journal")
    write_journal(left, file, OLD, new)
    half = new[:written] + OLD[len(new[:written]) :]
    file.write_bytes(half)
    tidy(file.parent)
    assert file.read_bytes() == (OLD if half == OLD else new)
    assert _only(file)


@pytest.mark.parametrize("cut", [True, False])
def test_a_journal_never_touches_what_was_saved_since(cut: bool, file: Path) -> None:
    left = _left(file, "journal")
    write_journal(left, file, OLD, NEW)
    if cut:
        left.write_bytes(left.read_bytes()[:-1])
    theirs = NEW[:3] + OLD[3:] if cut else THEIRS
    file.write_bytes(theirs)
    tidy(file.parent)
    assert file.read_bytes() == theirs
    assert _only(file)


def test_pouring_makes_a_file_longer_and_shorter(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    for data in (NEW, b"", b"x" * 3_000_000, b"y"):
        pour(handle, data)
        assert file.read_bytes() == data
    os.close(handle)
