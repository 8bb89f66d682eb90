"""Which names changed between two moments, by Hypothesis against comparing one by one."""

from __future__ import annotations

import threading
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_aiprov.lineage.namespace_snapshot import NamespaceSnapshot

NAMES = st.sampled_from("abcdefgh")
STEPS = st.lists(st.tuples(st.sampled_from(["bind", "alias", "delete"]), NAMES, NAMES), max_size=12)


class Value:
    """Something with an address of its own."""


def apply(names: dict[str, Any], steps: list[tuple[str, str, str]]) -> None:
    for what, name, other in steps:
        if what == "delete":
            names.pop(name, None)
        elif what == "alias" and other in names:
            names[name] = names[other]
        else:
            names[name] = Value()


@pytest.mark.slow
@given(STEPS, STEPS)
def test_changed_names_are_those_bound_anew_or_gone(first: Any, second: Any) -> None:
    names: dict[str, Any] = {}
    apply(names, first)
    kept = dict(names)  # so that no address is given out twice
    before = NamespaceSnapshot(names)
    apply(names, second)
    expected = {
        name
        for name in {*kept, *names}
        if name not in names or name not in kept or names[name] is not kept[name]
    }
    assert before.changed(NamespaceSnapshot(names)) == expected


def test_another_name_for_the_same_value_stood() -> None:
    names: dict[str, Any] = {"a": Value(), "b": 1}
    before = NamespaceSnapshot(names)
    names["c"] = names["a"]
    assert before.stood("c", names["c"], names)
    assert not before.stood("a", names["a"], names)
    names["a"] = 2
    assert not before.stood("c", names["c"], names)


def test_a_value_under_another_name_has_changed_both() -> None:
    names: dict[str, Any] = {"a": Value(), "b": Value()}
    before = NamespaceSnapshot(names)
    kept = names["a"]
    names["a"], names["c"] = Value(), kept
    assert before.changed(NamespaceSnapshot(names)) == {"a", "c"}
    assert not NamespaceSnapshot(names).changed(NamespaceSnapshot(names))


def test_no_value_is_kept_alive() -> None:
    names: dict[str, Any] = {"a": Value()}
    gone = weakref.ref(names["a"])
    before = NamespaceSnapshot(names)
    del names["a"]
    assert gone() is None
    assert before.changed(NamespaceSnapshot(names)) == {"a"}


def test_a_thread_may_bind_names_meanwhile() -> None:
    names: dict[str, Any] = {f"n{i}": i for i in range(1000)}
    over = threading.Event()

    def bind() -> None:
        number = 0
        while not over.is_set():
            number += 1
            names[f"t{number % 50}"] = number
            names.pop(f"t{(number * 7) % 50}", None)

    thread = threading.Thread(target=bind)
    thread.start()
    try:
        before = NamespaceSnapshot(names)
        for _ in range(300):
            now = NamespaceSnapshot(names)
            assert all(name.startswith("t") for name in before.changed(now))
    finally:
        over.set()
        thread.join()
