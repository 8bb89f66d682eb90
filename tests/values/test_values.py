"""A value is looked at, and cannot tell."""

from __future__ import annotations

import ast
import functools
import gc
import io
import itertools
import sqlite3
import sys
import types
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any
from unittest.mock import MagicMock

import lazy_object_proxy
import matplotlib.figure
import numpy as np
import pandas as pd
import polars as pl
import pytest

from jupyter_aiprov.lineage import safe_eval
from jupyter_aiprov.lineage.callees import Callee, expand, functions_of
from jupyter_aiprov.lineage.memory import Memory
from jupyter_aiprov.lineage.tags import unknown
from jupyter_aiprov.values import fingerprints, kinds, raw, reach, tables
from jupyter_aiprov.values.raw import MISSING, POINTER, addresses

asked: list[str] = []
_SPECIAL = (
    *("__len__", "__iter__", "__next__", "__eq__", "__ne__", "__hash__", "__bool__", "__repr__"),
    *("__str__", "__getattr__", "__getitem__", "__contains__", "__call__", "__index__", "__dir__"),
    *("__fspath__", "__array__", "__sizeof__", "__reduce__", "__reduce_ex__", "__format__"),
    *("__instancecheck__", "__subclasscheck__", "__getstate__"),
)


def telling(name: str) -> Callable[..., Any]:
    """A method that tells it was asked, and fails."""

    def method(self: Any, *args: Any) -> Any:
        asked.append(name)
        raise RuntimeError(name)

    return method


SPY = {name: telling(name) for name in _SPECIAL}


class Meta(type):
    """A class of classes that tells of every look at one."""

    def __getattribute__(cls, name: str) -> Any:
        asked.append(f"type.{name}")
        return super().__getattribute__(name)

    def __hash__(cls) -> int:
        asked.append("type.__hash__")
        return 1

    def __eq__(cls, other: object) -> bool:
        asked.append("type.__eq__")
        return False

    def __instancecheck__(cls, one: object) -> bool:
        asked.append("type.__instancecheck__")
        return True


def _getattribute(self: Any, name: str) -> Any:
    asked.append(name)
    return object.__getattribute__(self, name)


def made(*bases: type, meta: type = type, **more: Any) -> type:
    members = {**SPY, "__getattribute__": _getattribute, **more}
    return types.new_class("Spy", bases, {"metaclass": meta}, lambda space: space.update(members))


class Cursor(list[Any]):
    """Can be gone through once."""

    def __iter__(self) -> Iterator[Any]:
        asked.append("iter")
        return iter(())


def _lying() -> Any:
    return made(__class__=property(telling("__class__")), __dict__=property(telling("__dict__")))()


KINDS: dict[str, Callable[[], Any]] = {
    "object": made(),
    "slots": made(__slots__=("a",)),
    "class that lies": _lying,
    "of a telling metaclass": made(meta=Meta),
    "telling class": lambda: made(meta=Meta),
    **{base.__name__: made(base) for base in (list, dict, set, deque, tuple)},
    **{base.__name__: made(base) for base in (int, str, float, bytes)},
    "ordered": made(OrderedDict),
    "cursor": lambda: Cursor([1, 2]),
    "array": lambda: np.zeros(3).view(types.new_class("A", (np.ndarray,), {}, _array)),
    "frame": lambda: types.new_class("F", (pd.DataFrame,), {}, _lazy)({"a": [1]}),
    "mock": MagicMock,
    "lazy": lambda: lazy_object_proxy.Proxy(telling("factory").__get__(0)),
    "plan": lambda: pl.LazyFrame({"a": [1]}),
    "connection": lambda: sqlite3.connect(":memory:"),
    "buffer": lambda: io.BytesIO(b"x"),
    "lazy module": lambda: types.new_class("M", (types.ModuleType,), {}, _lazy)("m"),
    "partial": lambda: functools.partial(made()(), 1),
    "cycle": lambda: itertools.cycle([made()()]),
    "memo": lambda: functools.lru_cache(made()().__init__),
    "figure": matplotlib.figure.Figure,
    "enum": lambda: Enum("E", "a").a,
}


def _array(space: dict[str, Any]) -> None:
    space.update(__array_finalize__=lambda self, one: asked.append("finalize"))
    space.update(__getattribute__=_getattribute, __getitem__=telling("__getitem__"))


def _lazy(space: dict[str, Any]) -> None:
    space["__getattribute__"] = _getattribute


def look(value: Any) -> None:
    """Everything that is asked of a value anywhere."""
    names = {"v": value, "held": [value, {"k": value}]}
    memory = Memory(names)
    reach.identity(value)
    list(reach.reach(names["held"]))
    fingerprints.prints(value)
    fingerprints.prints(names["held"])
    reach.parts_with(value, {1})
    reach.is_conduit(value)
    tables.shape(value)
    tables.columns(value)
    memory.mark(value, unknown("for a test"))
    memory.held(value)
    list(functions_of(value))
    expand(value, {}, Callee())
    for text in ("v.a", "v[0]", "v['k']", "held[1]['k']", "len(v)", "v == 1", "isinstance(v, int)"):
        node = ast.parse(text, mode="eval").body
        safe_eval.peek(node, lambda name: names.get(name, MISSING))
        safe_eval.truth(node, lambda name: names.get(name, MISSING))
    safe_eval.set_by_code(value, "a")
    kinds.forget()


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_asked(name: str) -> None:
    value = KINDS[name]()
    asked.clear()
    counted = sys.getrefcount(value)
    look(value)
    assert asked == []
    gc.collect()
    assert sys.getrefcount(value) == counted


def test_no_weak_reference_is_left() -> None:
    values: list[Any] = [np.zeros(6), pd.DataFrame({"a": [1]}), type("C", (), {})()]
    values.append(type(values[-1]))
    before = [weakref.getweakrefcount(one) for one in values]
    for value in values:
        look(value)
    assert [weakref.getweakrefcount(one) for one in values] == before
    values[0].resize(9)
    assert values[0].shape == (9,)


def test_what_waits_in_a_generator_is_freed_when_its_code_frees_it() -> None:
    told = []

    class Big:
        def __del__(self) -> None:
            told.append("freed")

    def steps() -> Iterator[int]:
        big = Big()
        yield 1
        del big
        yield 2

    walk = steps()
    next(walk)
    assert any(type(one) is Big for one in reach.reach(walk))
    look(walk)
    next(walk)
    assert told == ["freed"]


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value["list"].append(1),
        lambda value: value["rows"].loc.__setitem__((0, "n"), 5),
        lambda value: value["array"].__setitem__(0, 5.0),
        lambda value: value["objects"].__setitem__((1, 1), "x"),
        lambda value: setattr(value["thing"], "a", 2),
        lambda value: value["axes"].plot([1, 2]),
        lambda value: value["sub"].append(2),
        lambda value: value["memo"](2),
    ],
)
def test_a_change_is_seen_and_nothing_else_is(change: Callable[[Any], Any]) -> None:
    thing = type("Thing", (), {})()
    thing.a = 1
    value = {
        "list": [],
        "rows": pd.DataFrame({"n": [1, 2], "t": ["a", "b"]}),
        "array": np.zeros(4),
        "objects": np.array([["a", "b"], ["c", "d"]], dtype=object),
        "thing": thing,
        "axes": matplotlib.figure.Figure().add_subplot(),
        "sub": Cursor([1]),
        "memo": functools.lru_cache(lambda n: n),
    }
    before = fingerprints.prints(value)
    for _ in range(20):  # in any layout of memory
        junk = [bytearray(n) for n in range(50)]
        assert fingerprints.prints(value) == before
        del junk
    change(value)
    assert fingerprints.prints(value) != before


def test_the_slot_is_read_where_the_accessor_lies() -> None:
    assert raw.own(_lying()) == {}
    one = made(__dict__=property(telling("__dict__")))()
    object.__setattr__(one, "a", 1)
    assert raw.own(one) == {"a": 1}


def test_addresses_are_where_the_items_of_a_tuple_lie() -> None:
    values = (1, "text", [], object(), int)
    found = addresses(values)
    parts = [found[at : at + POINTER] for at in range(0, len(found), POINTER)]
    assert [int.from_bytes(part, sys.byteorder) for part in parts] == [*map(id, values)]
    assert addresses(()) == b""
