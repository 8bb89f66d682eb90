"""Digests: canonical JSON as RFC 8785 has it, and one defined form for what it refuses."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from jupyter_aiprov.record.digest import (
    MIME,
    canonical_json,
    is_invisible,
    joined,
    new_id,
    outputs_digest,
    outputs_match,
    sha256_json,
    sha256_text,
)

_SAFE = 2**53 - 1
_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-_SAFE, _SAFE)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT
)
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4)
)


@pytest.mark.slow
@given(_VALUES)
def test_what_the_standard_can_say_is_said_its_way(value: object) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@pytest.mark.slow
@given(_VALUES)
def test_a_digest_does_not_hang_on_key_order_or_spacing(value: object) -> None:
    turned = json.loads(json.dumps(value), object_pairs_hook=lambda pairs: dict(pairs[::-1]))
    assert sha256_json(turned) == sha256_json(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (float("nan"), '{"$number":"NaN"}'),
        (float("-inf"), '{"$number":"-Infinity"}'),
        (2**53 + 1, "9007199254740992"),
        (-(10**17), "-100000000000000000"),
        (10**400, '{"$number":"Infinity"}'),
        (["a\ud800\\"], '[{"$string":"a\\\\ud800\\\\\\\\"}]'),
        ({"\udfff": 1}, '{"$string:\\\\udfff":1}'),
        (_SAFE, "9007199254740991"),
        (1e21, "1e+21"),
        (-0.0, "0"),
    ],
)
def test_what_the_standard_refuses_has_one_form(value: object, text: str) -> None:
    assert canonical_json(value) == text.encode()


def test_the_first_rule_keeps_the_digits_of_large_integers() -> None:
    assert (
        canonical_json([2**53 + 1, 1e17], 1)
        == b'[{"$number":"9007199254740993"},100000000000000000]'
    )
    output = {"output_type": "display_data", "data": {"application/json": 10**17 + 1}}
    old = outputs_digest([output], 1)
    assert old != outputs_digest([output])
    assert outputs_match(old, [output], 1)
    assert not outputs_match(old, [output], 2)
    assert not outputs_match(old, [output], 3)


def test_what_json_has_no_word_for_is_an_error() -> None:
    for value in (object(), {1: 2}, b"x"):
        with pytest.raises(TypeError):
            canonical_json(value)


def test_known_digests() -> None:
    assert sha256_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_text("x = 1\n").startswith("9e26bf369911c45c")
    assert len(sha256_text("\ud800")) == 64


def _stream(text: str, name: str = "stdout") -> dict[str, object]:
    return {"output_type": "stream", "name": name, "text": text}


def test_what_changes_without_the_outputs_changing_is_left_out() -> None:
    shown = {"output_type": "execute_result", "data": {"text/plain": "1\n2"}, "metadata": {}}
    again = {
        **shown,
        "data": {"text/plain": ["1\n", "2"], MIME: {}},
        "execution_count": 4,
        "metadata": {"aiprov": {"run": "r"}},
    }
    assert outputs_digest([shown]) == outputs_digest([again])
    other = {**shown, "data": {"text/plain": "1\n3"}}
    assert outputs_digest([shown]) != outputs_digest([other])


def test_streams_are_joined_as_front_ends_join_them() -> None:
    split = [_stream("a"), _stream("!", "stderr"), _stream("b")]
    assert outputs_digest(split) == outputs_digest([_stream("ab"), _stream("!", "stderr")])
    assert outputs_digest(split) != outputs_digest([_stream("ab"), _stream("?", "stderr")])


def test_an_output_is_invisible_only_if_nothing_is_to_be_seen() -> None:
    carrier = {"data": {MIME: {}, "text/html": "", "text/plain": [""]}}
    assert is_invisible(carrier)
    assert not is_invisible({"data": {MIME: {}, "text/plain": "see"}})
    assert not is_invisible({"data": {"text/plain": ""}})
    assert not is_invisible({"text": "x"})
    assert outputs_digest([carrier]) == outputs_digest([])


def test_joined_takes_any_text_a_notebook_holds() -> None:
    assert joined(["a\n", "b"]) == joined("a\nb")
    assert joined(None) == ""
    assert joined(["a", 3]) == "a"


def test_ids_are_short_unlike_and_sorted_by_time() -> None:
    made = [new_id() for _ in range(5000)]
    assert len(set(made)) == 5000
    assert made == sorted(made)
    assert {len(one) for one in made} == {16}
