"""The algebra of spans against a naive model: one author a character."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_aiprov.record.activity import Activity
from jupyter_aiprov.record.base import decode
from jupyter_aiprov.record.cell import Authorship, CellRecord, Span
from jupyter_aiprov.record.diff import carried, written
from jupyter_aiprov.record.digest import sha256_text
from jupyter_aiprov.record.fold import fold
from jupyter_aiprov.record.notebook import Delivery
from jupyter_aiprov.record.spans import (
    Authors,
    cell_counts,
    cell_origin,
    claim,
    counts,
    current_spans,
    declare,
    fill,
    normal,
)

LENGTH = 12
Model = list[tuple[str, str | None] | None]

_OWNERS = st.sampled_from([("ai", None), ("ai", "r1"), ("ai", "r2"), ("human", None), None])
_MODELS = st.lists(_OWNERS, min_size=LENGTH, max_size=LENGTH)
_PLACES = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(sorted)


def _spans(model: Model) -> tuple[Span, ...]:
    singles = [Span(n, n + 1, *owner) for n, owner in enumerate(model) if owner]  # type: ignore[arg-type]
    return normal(singles, len(model))


def _model(spans: tuple[Span, ...], length: int = LENGTH) -> Model:
    found: Model = [None] * length
    for span in spans:
        for n in range(span.start, span.end):
            assert found[n] is None, "spans overlap"
            found[n] = (span.by, span.record)
    return found


@given(_MODELS)
def test_normal_spans_are_sorted_apart_and_joined(model: Model) -> None:
    spans = _spans(model)
    assert _model(spans) == model
    assert normal(reversed(spans), LENGTH) == spans
    for one, two in pairwise(spans):
        touching_and_alike = (one.by, one.record) == (two.by, two.record)
        assert one.end < two.start or (one.end == two.start and not touching_and_alike)


@given(_MODELS, _PLACES, _OWNERS)
def test_claim_overrules(model: Model, place: list[int], owner: tuple[str, str] | None) -> None:
    by, record = owner or (None, None)
    found = claim(_spans(model), *place, by, record)  # type: ignore[arg-type]
    start, end = place
    assert _model(found) == [owner if start <= n < end else was for n, was in enumerate(model)]


@given(_MODELS, _PLACES)
def test_fill_takes_only_what_is_unknown(model: Model, place: list[int]) -> None:
    start, end = place
    found = fill(_spans(model), start, end, "human", "d")
    expected = [
        ("human", "d") if start <= n < end and was is None else was for n, was in enumerate(model)
    ]
    assert _model(found) == expected


_WORDS = st.lists(
    st.sampled_from(["alpha", "beta", "é𝒳gamma", "=", "\n", " ", "("]), min_size=1, max_size=10
)


@pytest.mark.slow
@settings(max_examples=200)
@given(_WORDS, _WORDS, st.data())
def test_aligned_spans_lie_on_the_same_letters(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    old, new = "".join(before), "".join(after)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(old))] * 2)))
    spans = claim((), start, end, "ai", "r")
    moved = carried(old, new, spans)
    text = "".join(new[span.start : span.end] for span in moved)
    claimed = old[start:end]
    rest = iter("".join(claimed.split()))  # blanks a layout put in are their neighbours'
    assert all(letter in rest for letter in "".join(text.split())), (claimed, text)
    assert all(span.end <= len(new) for span in moved)
    assert carried(old, old, spans) == normal(spans, len(old))
    fresh = {n for start, end in written(old, new) for n in range(start, end)}
    assert not any(n in fresh for span in moved for n in range(span.start, span.end))


def test_only_what_plainly_stayed_is_carried() -> None:
    old = "total = compute(x)\n"
    spans = (Span(0, len(old), "ai"),)
    assert carried(old, "# mine\n" + old, spans) == (Span(7, 7 + len(old), "ai"),)
    assert carried(old, "(x)", spans) == ()
    edited = carried(old, "total = compute(y)\n", spans)
    assert [(s.start, s.end) for s in edited] == [(0, 16), (17, 19)]


@pytest.mark.slow
def test_long_texts_are_compared_in_a_bounded_number_of_steps() -> None:
    rows = [f"name{n % 97} = call{n % 89}(value{n % 83}, value{n % 79})" for n in range(1500)]
    old = "\n".join(rows)
    assert written(old, old.replace(", ", ",")) == []
    assert written(old, old.replace("\n", " ; "))
    assert written(old, "\n".join(reversed(rows)))


def _record(source: str, *spans: Span, records: tuple[Activity, ...] = ()) -> CellRecord:
    written = Authorship(source_sha256=sha256_text(source), spans=spans)
    return CellRecord(authorship=written, records=records)


def _declared(source: str, origin: str, time: str = "2026-11-23T10:00:00Z") -> Activity:
    raw = {
        "id": f"d-{origin}",
        "kind": "declaration",
        "evidence": "declared",
        "channel": "form",
        "time": time,
        "origin": origin,
        "source_sha256": sha256_text(source),
    }
    return decode(raw, Activity)


SOURCE = "x = 1\ny = 2\n"


@pytest.mark.parametrize(
    ("spans", "origin"),
    [
        ((), "unknown"),
        ((Span(0, 12, "ai"),), "ai-generated"),
        ((Span(0, 11, "ai"),), "ai-generated"),
        ((Span(0, 6, "ai"),), "ai-assisted"),
        ((Span(0, 6, "ai"), Span(6, 12, "human")), "ai-assisted"),
        ((Span(0, 12, "human"),), "human"),
        ((Span(0, 6, "human"),), "unknown"),
    ],
)
def test_one_word_for_a_cell(spans: tuple[Span, ...], origin: str) -> None:
    assert cell_origin(SOURCE, _record(SOURCE, *spans)) == origin


def test_a_changed_source_makes_everything_unknown() -> None:
    record = _record(SOURCE, Span(0, 12, "human"), records=(_declared(SOURCE, "human"),))
    changed = SOURCE + "z"
    assert cell_origin(SOURCE, record) == "human"
    assert cell_origin(changed, record) == "unknown"
    assert current_spans(changed, record.authorship) == ()
    assert counts(changed, record.authorship) == {"ai": 0, "human": 0, "unknown": 13}
    assert Authors.of(changed, record).declaration is None


def test_the_declaration_line_is_nobodys() -> None:
    source = "%%aiprov generated --model m\nx = 1"
    record = declare(source, CellRecord(), _declared(source, "generated"))
    assert cell_counts(source, record) == {"ai": 5, "human": 0, "unknown": 0}
    assert cell_origin(source, record) == "ai-generated"


def test_counts_are_code_points() -> None:
    assert counts("𝒳é", None) == {"ai": 0, "human": 0, "unknown": 2}


@pytest.mark.parametrize("origin", ["generated", "assisted", "human"])
def test_said_twice_is_said_once(origin: str) -> None:
    delivery = Delivery(records=(_declared(SOURCE, origin),))
    once = fold(CellRecord(), delivery, SOURCE)
    assert fold(once, delivery, SOURCE) == once


def test_human_never_speaks_over_what_was_seen() -> None:
    seen = _record(SOURCE, Span(0, 6, "ai", "r"))
    record = fold(seen, Delivery(records=(_declared(SOURCE, "human"),)), SOURCE)
    assert cell_counts(SOURCE, record) == {"ai": 6, "human": 6, "unknown": 0}


def test_the_latest_declaration_stands_also_without_a_time() -> None:
    early, late = _declared(SOURCE, "human"), _declared(SOURCE, "assisted", "2026-11-24T10:00:00Z")
    assert Authors.of(SOURCE, CellRecord(records=(late, early))).declaration == late
    untimed = decode(
        {
            "id": "u",
            "kind": "declaration",
            "evidence": "imported",
            "channel": "t",
            "origin": "generated",
            "source_sha256": sha256_text(SOURCE),
        },
        Activity,
    )
    assert Authors.of(SOURCE, CellRecord(records=(early, untimed))).declaration == early
