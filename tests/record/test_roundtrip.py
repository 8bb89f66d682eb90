"""Whatever is read is written back: known members, unknown ones, and what cannot be read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_aiprov.record.activity import Activity, System
from jupyter_aiprov.record.base import decode, encode, nesting
from jupyter_aiprov.record.cell import CellRecord
from jupyter_aiprov.record.notebook import Delivery, NotebookRecord
from jupyter_aiprov.record.schema import ROOTS
from jupyter_aiprov.record.store import keep
from jupyter_aiprov.record.tolerant import read_record

_TEXT = st.text(max_size=12)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=8,
)


def _any_of(type_: type[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with names the struct knows, and values it may or may not take."""
    known = st.sampled_from(sorted(nesting(type_)))
    return st.dictionaries(known | _TEXT, _JSON, max_size=5)


@pytest.mark.slow
@pytest.mark.parametrize("name", ROOTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_json_is_read_and_nothing_of_it_is_lost(name: str, data: st.DataObject) -> None:
    type_ = ROOTS[name]
    raw = data.draw(_any_of(type_) | _JSON)
    record, invalid = read_record(raw, type_)
    if name == "delivery":
        return  # a delivery is read, never written back
    written = json.loads(json.dumps(encode(keep(record, invalid))))
    again, still = read_record(written, type_)
    assert keep(again, still) == keep(record, invalid)
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key not in nesting(type_):
                assert written[key] == value


_ACTIVITIES = st.builds(
    lambda members, extra: {**extra, **members},
    st.fixed_dictionaries(
        {
            "id": _TEXT,
            "kind": st.sampled_from(["generation", "model-call", "paste"]),
            "evidence": st.sampled_from(["observed", "inferred"]),
            "channel": _TEXT,
            "system": st.fixed_dictionaries({"model": _TEXT, "x-later": _JSON}),
            "parameters": st.dictionaries(_TEXT, _JSON, min_size=1, max_size=3),
        },
        optional={"duration": st.floats(0, 1e6), "task": _TEXT},
    ),
    st.dictionaries(st.text(min_size=20, max_size=24), _JSON, max_size=2),
)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(_ACTIVITIES, min_size=1, max_size=3))
def test_unknown_members_survive_at_every_level(activities: list[dict[str, Any]]) -> None:
    raw = {"records": activities, "later": {"a": 1}}
    record = decode(raw, CellRecord)
    assert encode(record) == raw
    assert record.records[0].system == System(
        model=activities[0]["system"]["model"],
        extra={"x-later": activities[0]["system"]["x-later"]},
    )


def test_what_cannot_be_read_is_set_aside_alone() -> None:
    good = {"id": "a", "kind": "paste", "evidence": "observed", "channel": "c"}
    raw = {"records": [good, {"id": 3}, "x"], "run": 7, "review": {"status": "no"}, "mine": 1}
    record, invalid = read_record(raw, CellRecord)
    assert [one.id for one in record.records] == ["a"]
    assert sorted(one.path for one in invalid) == ["records/-", "records/-", "review", "run"]
    assert record.extra == {"mine": 1}
    assert encode(keep(record, invalid))["invalid"][0].keys() == {"path", "value", "reason"}


def test_what_was_set_aside_is_tried_again() -> None:
    run = {"id": "r", "session": "s", "seq": 1, "time": "2026-11-23T10:00:00Z"}
    record, invalid = read_record({"invalid": [{"path": "run", "value": run}]}, CellRecord)
    assert record.run
    assert record.run.id == "r"
    assert invalid == ()


@pytest.mark.parametrize(
    "raw", [[], "text", 3, None, True, {"records": {}}, {"run": []}, {"invalid": {"a": 1}}]
)
def test_wrong_types_are_no_error(raw: object) -> None:
    for type_ in ROOTS.values():
        record, invalid = read_record(raw, type_)
        assert isinstance(record, type_)
        if not isinstance(raw, dict):
            assert invalid[0].value == raw


def test_a_record_holds_whatever_a_user_passed() -> None:
    class Odd:
        pass

    odd = Activity(
        id="a",
        kind="model-call",
        evidence="observed",
        channel="c",
        parameters={"stop": Odd(), "n": (1, {2})},
    )
    raw = encode(odd)
    assert json.loads(json.dumps(raw))["parameters"]["n"] == [1, "<builtins.set>"]
    assert raw["parameters"]["stop"].endswith("Odd>")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("duration", float("nan")),
        ("duration", -1),
        ("duration", "1"),
        ("time", "yesterday"),
        ("time", "2026-11-23T10:00:00+01:00"),
        ("kind", "magic"),
        ("source_sha256", "abc"),
    ],
)
def test_values_that_mean_nothing_are_not_read(member: str, value: object) -> None:
    raw = {"id": "a", "kind": "paste", "evidence": "observed", "channel": "c", member: value}
    record, invalid = read_record({"records": [raw]}, Delivery)
    assert record.records == ()
    assert len(invalid) == 1


def test_a_range_turned_round_is_not_read() -> None:
    energy = {"min": 2, "max": 1, "unit": "kWh", "method": "m"}
    session = {"id": "s", "started": "2026-11-23T10:00:00Z", "cost": {"energy": energy}}
    record, invalid = read_record({"sessions": [session]}, NotebookRecord)
    assert record.sessions == ()
    assert invalid[0].path == "sessions/-"
