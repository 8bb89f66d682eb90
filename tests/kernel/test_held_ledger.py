"""A ledger that another program holds costs cells a moment, and loses nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from support.kernels import Kernel

from jupyter_aiprov.capture.recorder import Recorder
from jupyter_aiprov.kernel.ledgers import ProjectLedger
from jupyter_aiprov.kernel.notebook_path import NotebookPath
from jupyter_aiprov.kernel.worker import LATE, Worker
from jupyter_aiprov.record.base import encode
from jupyter_aiprov.record.ledger import Ledger
from jupyter_aiprov.record.notebook import SCHEMA, Delivery
from jupyter_aiprov.record.run import Mark, Run


def _place(folder: Path) -> NotebookPath:
    notebook = folder / "nb.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), notebook)
    place = NotebookPath({})
    place.tell(str(notebook))
    return place


def _delivery(name: str, status: Any = "ok") -> dict[str, Any]:
    run = Run(id=name, session="s", seq=1, time="2026-01-01T00:00:00Z", status=status)
    return encode(Delivery(schema=SCHEMA, run=run))


def _held(folder: Path) -> sqlite3.Connection:
    held = sqlite3.connect(folder / ".aiprov" / "ledger.sqlite", isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")
    return held


def _runs(folder: Path, *, settled: bool) -> list[tuple[str, bool]]:
    ledger = Ledger.open_existing(folder)
    assert ledger is not None
    found = ledger.deliveries("nb.ipynb", settled=settled)
    ledger.close()
    return [(one.delivery.run.id, one.settled) for one in found if one.delivery.run]


def test_what_could_not_be_written_is_written_later_in_order(tmp_path: Path) -> None:
    recorder = Recorder()
    ledger = ProjectLedger(_place(tmp_path), recorder)
    assert ledger.put(_delivery("first"), settled=False)
    held = _held(tmp_path)
    told = [ledger.put(_delivery(name), settled=False) for name in ("second", "third")]
    assert told == [False, False], "whoever hears this keeps it in the notebook"
    assert [one.code for one in recorder.diagnostics] == ["AP302"]
    held.execute("COMMIT")
    assert ledger.put(_delivery("fourth"), settled=False)
    everything = [("first", False), ("second", True), ("third", True), ("fourth", False)]
    assert _runs(tmp_path, settled=True) == everything
    assert _runs(tmp_path, settled=False) == [("first", False), ("fourth", False)]
    ledger.close()


def test_what_waits_is_written_as_the_kernel_ends(tmp_path: Path) -> None:
    ledger = ProjectLedger(_place(tmp_path), Recorder())
    assert ledger.put(_delivery("first"), settled=False)
    held = _held(tmp_path)
    assert not ledger.put(_delivery("second"), settled=False)
    held.execute("COMMIT")
    ledger.close()
    assert ("second", True) in _runs(tmp_path, settled=True)


def test_a_run_that_could_not_be_told_is_not_told_as_killed(tmp_path: Path) -> None:
    ledger = ProjectLedger(_place(tmp_path), Recorder())
    assert ledger.put(_delivery("one", "running"), settled=False)
    held = _held(tmp_path)
    assert not ledger.put(_delivery("one"), settled=False)
    assert not ledger.put(_delivery("two", "running"), settled=False)
    held.execute("COMMIT")
    ledger.close()
    assert _runs(tmp_path, settled=False) == []


def test_a_file_is_unknown_where_the_ledger_does_not_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = ProjectLedger(_place(tmp_path), Recorder())
    view: Any = ledger.of_files()
    marks = (Mark(mark="synthetic", records=("r",)),)
    view.put_artefacts([("0" * 64, "d.csv", marks, "{}")])
    assert ledger.put(_delivery("first"), settled=False)  # after it, in the same order
    assert view.artefact(path="d.csv").marks == marks
    assert view.artefact(path="other.csv") is None
    go, reading = threading.Event(), ledger._reading
    monkeypatch.setattr(ledger, "_reading", lambda: (go.wait(30), reading())[1])
    for _ in range(3):  # only the first waits
        (mark,) = view.artefact(path="d.csv").marks
        assert mark.mark == "unknown"
    go.set()
    ledger._reader.drain(30)
    assert view.artefact(path="d.csv").marks == marks
    ledger.close()


def test_a_worker_whose_job_hangs() -> None:
    said: list[str] = []
    worker, go = Worker(lambda _, text: said.append(text), "working"), threading.Event()
    assert worker.ask(lambda: 1) == 1
    assert worker.ask(lambda: go.wait(30), 0.01) is LATE
    order: list[int] = []
    assert [worker.ask(lambda n=n: order.append(n)) for n in range(3)] == [LATE] * 3  # type: ignore[misc]
    go.set()
    worker.drain(30)
    assert order == [0, 1, 2]
    assert worker.ask(lambda: 1 / 0) is LATE
    assert worker.ask(lambda: 2) == 2
    assert "ZeroDivisionError" in said[0]


@pytest.mark.kernel
def test_cells_while_it_is_held(kernel: Callable[..., Kernel], tmp_path: Path) -> None:
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "nb.ipynb")
    live = kernel(JPY_SESSION_NAME=str(tmp_path / "nb.ipynb"))
    assert live.run("1").deliveries == []
    held = _held(tmp_path)
    answer = live.run("open('d.csv', 'w').write('a')\n2")
    assert answer.text == "2"
    assert answer.run["status"] == "ok"
    said = live.value(
        "[d.code for d in __import__('jupyter_aiprov.kernel').kernel.loaded().recorder.diagnostics]"
    )
    run_codes = [one["code"] for one in answer.run.get("diagnostics", ())]
    assert "AP302" in said or "AP302" in run_codes
    held.execute("COMMIT")
    assert live.run("3").deliveries == []
    live.stop()
    kept = {one for one, _ in _runs(tmp_path, settled=True)}
    assert len(kept) >= 3
    assert all(not killed for killed in _killed(tmp_path))


def _killed(folder: Path) -> list[bool]:
    ledger = Ledger.open_existing(folder)
    assert ledger is not None
    found = ledger.deliveries("nb.ipynb")
    ledger.close()
    return [one.delivery.run.status == "running" for one in found if one.delivery.run]
