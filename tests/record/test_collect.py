"""Bringing home: from invisible outputs and from the ledger, once however often it is done."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from jupyter_aiprov.record.collect import collect, collect_file, open_notebook
from jupyter_aiprov.record.digest import MIME, sha256_text
from jupyter_aiprov.record.ledger import Ledger
from jupyter_aiprov.record.ledgerfile import FOLDER
from jupyter_aiprov.record.store import Notebook, read

TIME = "2026-11-23T10:00:00.000Z"


def _delivery(number: int, source: str, **changes: Any) -> dict[str, Any]:
    run = {
        "id": f"r{number}",
        "session": "s",
        "seq": number,
        "time": TIME,
        "duration": 1.0,
        "source_sha256": sha256_text(source),
        **changes,
    }
    session = {"id": "s", "started": TIME, "seq": number, "cost": {"runs": number}}
    return {"schema": "1.0", "session": session, "run": run}


def _carrier(*deliveries: dict[str, Any]) -> dict[str, Any]:
    data = {MIME: deliveries[0] if len(deliveries) == 1 else list(deliveries)}
    return {
        "output_type": "display_data",
        "data": {**data, "text/html": "", "text/plain": ""},
        "metadata": {},
    }


def _shown(text: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}


def _notebook(*cells: tuple[str, list[dict[str, Any]]], ids: bool = True) -> dict[str, Any]:
    return {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": number,
                **({"id": f"c{number}"} if ids else {}),
                "metadata": {},
                "outputs": outputs,
                "source": source,
            }
            for number, (source, outputs) in enumerate(cells, 1)
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5 if ids else 4,
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.ipynb"


def _write(path: Path, raw: dict[str, Any]) -> None:
    path.write_text(json.dumps(raw, indent=1), "utf-8")


def _leave(path: Path, *deliveries: dict[str, Any], settled: bool = False) -> None:
    ledger = Ledger.open(path.parent)
    assert ledger
    for one in deliveries:
        assert ledger.put_delivery(path.name, one, settled=settled)
    ledger.close()


def _run_ids(notebook: Notebook) -> list[str | None]:
    return [cell.record.run.id if cell.record.run else None for cell in notebook.cells]


def test_invisible_outputs_are_folded_and_taken_out(path: Path) -> None:
    _write(path, _notebook(("x", [_shown("1"), _carrier(_delivery(1, "x"))]), ("y", [])))
    assert collect_file(path) == (1, [])
    after = json.loads(path.read_text("utf-8"))
    assert after["cells"][0]["outputs"] == [_shown("1")]
    assert after["cells"][0]["metadata"]["aiprov"]["cost"]["runs"] == 1
    assert after["metadata"]["aiprov"]["schema"] == "1.0"
    nbformat.validate(nbformat.from_dict(after))
    again = path.read_bytes()
    assert collect_file(path) == (0, [])
    assert path.read_bytes() == again


def test_a_notebook_with_nothing_to_bring_home_is_not_touched(path: Path) -> None:
    _write(path, _notebook(("x", [_shown("1")])))
    before, state = path.read_bytes(), path.stat()
    assert collect_file(path) == (0, [])
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, state.st_mtime_ns)
    assert not (path.parent / FOLDER).exists()


def test_reading_collects_in_memory_and_writes_nothing(path: Path) -> None:
    _write(path, _notebook(("x", [_carrier(_delivery(1, "x"))]), ("y", [])))
    _leave(path, _delivery(2, "y"))
    before = path.read_bytes()
    assert _run_ids(open_notebook(path)) == ["r1", "r2"]
    assert _run_ids(open_notebook(path)) == ["r1", "r2"]
    assert path.read_bytes() == before


def test_our_mime_beside_something_to_see_leaves_that(path: Path) -> None:
    mixed = _shown("see")
    mixed["data"][MIME] = _delivery(1, "x")
    _write(path, _notebook(("x", [mixed])))
    collect_file(path)
    assert json.loads(path.read_text("utf-8"))["cells"][0]["outputs"] == [_shown("see")]
    assert _run_ids(read(path)) == ["r1"]


def test_the_ledger_is_settled_once_the_file_is_saved(path: Path) -> None:
    _write(path, _notebook(("x", []), ("y", [])))
    _leave(path, _delivery(1, "x"), _delivery(2, "y"))
    assert collect_file(path)[0] == 2
    ledger = Ledger.open(path.parent)
    assert ledger
    assert ledger.deliveries(path.name) == []
    assert collect_file(path)[0] == 0
    assert _run_ids(read(path)) == ["r1", "r2"]
    assert open_notebook(path).record.sessions[0].cost == read(path).record.sessions[0].cost


def test_settled_rows_mend_a_notebook_restored_from_a_copy(path: Path) -> None:
    _write(path, _notebook(("x", [])))
    copy = path.read_bytes()
    _leave(path, _delivery(1, "x"))
    collect_file(path)
    path.write_bytes(copy)
    assert collect_file(path)[0] == 1
    assert _run_ids(read(path)) == ["r1"]


def test_a_cell_is_found_by_id_though_its_source_changed(path: Path) -> None:
    _write(path, _notebook(("x = 1", []), ("x = 2", [])))
    _leave(path, {**_delivery(1, "older"), "cell": "c2"})
    assert _run_ids(open_notebook(path)) == [None, "r1"]


def test_of_cells_alike_the_execution_count_decides(path: Path) -> None:
    _write(path, _notebook(("x", []), ("x", []), ids=False))
    _leave(path, _delivery(1, "x", execution_count=2))
    assert _run_ids(open_notebook(path)) == [None, "r1"]


def test_what_no_cell_is_found_for_stays_and_is_said(path: Path) -> None:
    _write(path, _notebook(("x", [])))
    _leave(path, _delivery(1, "gone"))
    _, found = collect_file(path)
    assert [one.code for one in found] == ["AP104"]
    ledger = Ledger.open(path.parent)
    assert ledger
    assert len(ledger.deliveries(path.name)) == 1
    assert read(path).record.sessions == ()
    assert open_notebook(path).record.sessions[0].cost, "deleted cells count in the session"


KILLED = """
import sys, json
from pathlib import Path
from jupyter_aiprov.record.ledger import Ledger
Ledger.open(Path(sys.argv[1])).put_delivery("a.ipynb", json.loads(sys.argv[2]))
"""


def _by_a_process_that_is_gone(path: Path, delivery: dict[str, Any]) -> None:
    command = [sys.executable, "-c", KILLED, str(path.parent), json.dumps(delivery)]
    subprocess.run(command, check=True, timeout=60)


def test_a_run_whose_kernel_is_gone_was_killed(path: Path) -> None:
    _write(path, _notebook(("x", [])))
    _by_a_process_that_is_gone(path, _delivery(1, "x", status="running"))
    notebook = open_notebook(path)
    run = notebook.cells[0].record.run
    assert run
    assert (run.status, [one.code for one in run.diagnostics]) == ("killed", ["AP301"])
    assert notebook.cells[0].record.cost
    assert notebook.cells[0].record.cost.unavailable == 1
    assert collect_file(path)[0] == 1
    assert collect_file(path)[0] == 0


def test_a_run_that_goes_on_is_no_run_yet(path: Path) -> None:
    _write(path, _notebook(("x", [])))
    _leave(path, _delivery(1, "x", status="running"))
    assert _run_ids(open_notebook(path)) == [None]
    assert collect_file(path)[0] == 0


def test_two_kernels_on_one_notebook_both_count(path: Path) -> None:
    _write(path, _notebook(("x", [])))
    first, second = _delivery(1, "x"), _delivery(1, "x", id="q1", session="t")
    second["session"] = {**second["session"], "id": "t"}
    _leave(path, first)
    _by_a_process_that_is_gone(path, second)
    collect_file(path)
    notebook = read(path)
    assert _run_ids(notebook) == ["q1"]
    assert notebook.cells[0].record.cost
    assert notebook.cells[0].record.cost.runs == 2
    assert [session.id for session in notebook.record.sessions] == ["s", "t"]


@pytest.mark.parametrize("raw", ["text", [3], {"run": "x"}, None])
def test_a_delivery_that_cannot_be_read_is_kept_and_said(path: Path, raw: Any) -> None:
    _write(path, _notebook(("x", [_carrier({"n": 1})])))
    text = path.read_text("utf-8").replace('{\n       "n": 1\n      }', json.dumps(raw))
    path.write_text(text, "utf-8")
    _, found = collect_file(path)
    assert [one.code for one in found] == ["AP101"]
    kept = read(path).cells[0].record.invalid
    assert [one.value for one in kept] == (raw if isinstance(raw, list) else [raw])
    assert read(path).cells[0].outputs == []


def test_a_damaged_ledger_is_said_and_outputs_are_brought_home(path: Path) -> None:
    _write(path, _notebook(("x", [_carrier(_delivery(1, "x"))])))
    _leave(path)
    (path.parent / FOLDER / "ledger.sqlite").write_bytes(b"broken" * 1000)
    _, found = collect_file(path)
    assert [one.code for one in found] == ["AP303"]
    assert _run_ids(read(path)) == ["r1"]


def test_a_notebook_of_a_newer_format_is_left_alone(path: Path) -> None:
    raw = _notebook(("x", [_carrier(_delivery(1, "x"))]))
    raw["metadata"]["aiprov"] = {"schema": "2.0"}
    _write(path, raw)
    before = path.read_bytes()
    folded, found = collect_file(path)
    assert (folded, [one.code for one in found]) == (0, ["AP102"])
    assert path.read_bytes() == before


def test_activities_of_no_cell_go_to_the_notebook() -> None:
    activity = {"id": "a", "kind": "model-call", "evidence": "observed", "channel": "x"}
    raw = _notebook(("x", [_carrier({"schema": "1.0", "records": [activity]})]))
    notebook = Notebook(raw)
    assert collect(notebook) == []
    assert [one.id for one in notebook.record.records] == ["a"]
