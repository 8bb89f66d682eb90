"""Folding: what must hold of any delivery. The cases both sides share: test_rules.py."""

from __future__ import annotations

from functools import reduce
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jupyter_aiprov.record.base import decode
from jupyter_aiprov.record.cell import CellRecord
from jupyter_aiprov.record.fold import KEPT, fold, fold_datasets, fold_loose
from jupyter_aiprov.record.notebook import Delivery, NotebookRecord, Passport

_ENERGY = {"unit": "kWh", "method": "m", "min": 0.25, "max": 0.5}
_RUNS = st.builds(
    lambda session, seq, status, known: {
        "run": {
            "id": f"{session}{seq}",
            "session": session,
            "seq": seq,
            "time": "2026-11-23T10:00:00.000Z",
            "status": status,
            "duration": 0.5,
            **({"impact": {"scope": "local", "energy": _ENERGY}} if known else {}),
        }
    },
    st.sampled_from(["a", "b"]),
    st.integers(1, 6),
    st.sampled_from(["ok", "error"]),
    st.booleans(),
)


@given(st.lists(_RUNS, max_size=8))
def test_a_delivery_counts_once_however_often_it_comes(raws: list[dict[str, Any]]) -> None:
    deliveries = [decode(raw, Delivery) for raw in raws]
    once = reduce(fold, deliveries, CellRecord())
    assert reduce(fold, deliveries, once) == once
    cost = once.cost
    assert (cost.runs if cost else 0) <= len({one.run.id for one in deliveries if one.run})


@given(st.lists(st.integers(1, 6), unique=True).map(sorted))
def test_in_order_every_run_is_counted(seqs: list[int]) -> None:
    raws = [{"id": f"r{n}", "session": "s", "seq": n, "time": _TIME, "duration": 2} for n in seqs]
    record = reduce(fold, [decode({"run": raw}, Delivery) for raw in raws], CellRecord())
    if seqs:
        assert record.cost
        assert (record.cost.runs, record.cost.seconds) == (len(seqs), 2 * len(seqs))
        assert record.cost.energy is None
        assert record.cost.unavailable == len(seqs)
        assert record.run
        assert record.run.seq == seqs[-1]


_TIME = "2026-11-23T10:00:00.000Z"


def test_records_of_earlier_runs_are_bounded_and_cost_is_not() -> None:
    record = CellRecord()
    for n in range(1, KEPT + 20):
        call = {"id": f"c{n}", "kind": "model-call", "evidence": "observed", "channel": "x"}
        run = {"id": f"r{n}", "session": "s", "seq": n, "time": _TIME, "activities": [f"c{n}"]}
        record = fold(record, decode({"run": run, "records": [call]}, Delivery))
    assert len(record.records) == KEPT
    assert record.records[-1].id == f"c{KEPT + 19}"
    assert record.cost
    assert sum(system.calls for system in record.cost.systems) == KEPT + 19


def test_of_two_passports_of_one_name_the_later_stands() -> None:
    first, second = Passport(name="d", origin="a"), Passport(name="d", origin="b")
    folded = fold_datasets(fold_datasets(NotebookRecord(), [first]), [second])
    assert (folded.schema, folded.datasets) == ("1.0", (second,))


def test_activities_of_no_cell_belong_to_the_notebook() -> None:
    raw = {"id": "a", "kind": "model-call", "evidence": "observed", "channel": "x"}
    activity = decode({"records": [raw]}, Delivery).records
    twice = fold_loose(fold_loose(NotebookRecord(), activity), activity)
    assert [one.id for one in twice.records] == ["a"]
