"""Random straight-line programs whose truth is known by construction.

Each variable is a list; beside it goes whether anything in it came from the source. The grammar
covers assignment, containers, functions, closures, properties, aliases, mutation, deletion and
files. Programs run on the tracker alone: what a kernel adds is tested by the cases.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_aiprov.lineage.callees import Variable
from jupyter_aiprov.lineage.execution import Arrival
from jupyter_aiprov.lineage.tags import Tag
from jupyter_aiprov.lineage.tracker import Tracker

SYNTHETIC = frozenset((Tag("synthetic"),))
NAMES = [f"v{n}" for n in range(5)]
PRELUDE = """
import copy
class Box:
    def __init__(self, items):
        self.items = items
    def put(self, more):
        self.items.extend(more)
    def all(self):
        return list(self.items)
class Meter:
    @property
    def level(self):
        return self._level
    @level.setter
    def level(self, value):
        self._level = list(value)
    @staticmethod
    def half(items):
        return [i / 2 for i in items]
def keep(items):
    return lambda: list(items)
def each(items):
    for item in items:
        yield item
def double(items):
    return [2 * i for i in items]
def same(items):
    return items
def join(a, b):
    return a + b
def empty_into(target, items):
    target.extend(items)
real = [1, 2, 3]
syn = [10, 20, 30]
"""


@dataclass
class Truth:
    """Which list each name stands for, and which lists hold something of the source."""

    lists: dict[str, int] = field(default_factory=dict)
    derived: dict[int, bool] = field(default_factory=dict)
    files: dict[str, bool] = field(default_factory=dict)
    count: int = 0

    def new(self, name: str, derived: bool) -> None:
        self.count += 1
        self.lists[name] = self.count
        self.derived[self.count] = derived

    def swap(self, a: str, b: str) -> None:
        self.lists[a], self.lists[b] = self.lists[b], self.lists[a]

    def of(self, name: str) -> bool:
        return self.derived[self.lists[name]]

    def add(self, name: str, derived: bool) -> None:
        self.derived[self.lists[name]] |= derived


Op = tuple[str, Callable[[Truth], None]]


def _op(draw: Any, truth: Truth) -> Op:
    there = sorted(truth.lists)
    a, b = draw(st.sampled_from(there)), draw(st.sampled_from(there))
    to = draw(st.sampled_from(NAMES))
    either = truth.of(a) or truth.of(b)
    made: dict[str, tuple[str, Callable[[Truth], None]]] = {
        "copy": (f"{to} = list({a})", lambda t: t.new(to, t.of(a))),
        "slice": (f"{to} = {a}[:1]", lambda t: t.new(to, t.of(a))),
        "deep": (f"{to} = copy.deepcopy({a})", lambda t: t.new(to, t.of(a))),
        "alias": (f"{to} = {a}", lambda t: t.lists.__setitem__(to, t.lists[a])),
        "through": (f"{to} = same({a})", lambda t: t.lists.__setitem__(to, t.lists[a])),
        "call": (f"{to} = double({a})", lambda t: t.new(to, t.of(a))),
        "two": (f"{to} = join({a}, {b})", lambda t: t.new(to, either)),
        "plus": (f"{to} = {a} + {b}", lambda t: t.new(to, either)),
        "each": (f"{to} = [x + y for x, y in zip({a}, {b})]", lambda t: t.new(to, either)),
        "extend": (f"{a}.extend({b})", lambda t: t.add(a, t.of(b))),
        "augment": (f"{a} += {b}[:1]", lambda t: t.add(a, t.of(b))),
        "item": (f"{a}[0] = {b}[0]", lambda t: t.add(a, t.of(b))),
        "function": (f"empty_into({a}, {b})", lambda t: t.add(a, t.of(b))),
        "object": (
            f"o = Box(list({a})); o.put({b}); {to} = o.all()",
            lambda t: t.new(to, either),
        ),
        "dict": (f"d = {{'k': {a}}}; {to} = d['k']", lambda t: t.lists.__setitem__(to, t.lists[a])),
        "pair": (f"p = ({a}, {b}); {to} = p[1]", lambda t: t.lists.__setitem__(to, t.lists[b])),
        "loop": (f"w = []\nfor x in {a}: w.append(x)\n{to} = w", lambda t: t.new(to, t.of(a))),
        "closure": (f"f = keep({a}); {to} = f()", lambda t: t.new(to, t.of(a))),
        "generator": (f"{to} = [x for x in each({a})]", lambda t: t.new(to, t.of(a))),
        "setter": (
            f"m = Meter(); m.level = {a}; {to} = m.level[:1]",
            lambda t: t.new(to, t.of(a)),
        ),
        "static": (f"{to} = Meter.half({a})", lambda t: t.new(to, t.of(a))),
        "attribute": (
            f"o = Box({a}); o.items = {b}; {to} = o.items",
            lambda t: t.lists.__setitem__(to, t.lists[b]),
        ),
        "inside": (
            f"n = {{'x': {{'y': {a}}}}}; n['x']['y'].extend({b})",
            lambda t: t.add(a, t.of(b)),
        ),
        "deep item": (f"n = [[{a}]]; n[0][0][0] = {b}[0]", lambda t: t.add(a, t.of(b))),
        "table": (f"d = {{'f': double}}; {to} = d['f']({a})", lambda t: t.new(to, t.of(a))),
        "taken out": (
            f"d = {{'k': {a}, 'l': {b}}}; {to} = list(d.pop('k'))",
            lambda t: t.new(to, t.of(a)),
        ),
        "swap": (f"{a}, {b} = {b}, {a}", lambda t: t.swap(a, b)),
        "fresh": (f"{to} = [4, 5]", lambda t: t.new(to, False)),
        "write": (
            f"with open('f.txt', 'w') as h: h.write(repr({a}))",
            lambda t: t.files.__setitem__("f", t.of(a)),
        ),
    }
    if len(there) > 2:
        made["delete"] = (f"del {a}", lambda t: t.lists.pop(a) and None)
    if "f" in truth.files:
        made["read"] = (
            f"{to} = eval(open('f.txt').read(), {{}})",
            lambda t: t.new(to, t.files["f"]),
        )
    return made[draw(st.sampled_from(sorted(made)))]


class Session:
    """A namespace run statement by statement, as a kernel runs it; one file stands for all."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.tracker = Tracker(self.names)
        self.file: frozenset[Any] = frozenset()

    def run(self, source: str) -> None:
        for node in ast.parse(source).body:
            execution = self.tracker.begin(node)
            code = compile(ast.Module([node], []), "<program>", "exec")
            exec(code, self.names)
            text = ast.unparse(node)
            if "open('f.txt')" in text:
                execution.arrivals.append(Arrival(node.lineno, self.file, "f.txt"))
            self.tracker.end(execution)
            if "'w'" in text:
                self.file = execution.tags()

    def says(self, name: str) -> bool:
        value = self.tracker.world.load(Variable("", name))
        return any(tag.mark == "synthetic" for tag in value.whole())


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_random_programs(data: st.DataObject, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    session, truth = Session(), Truth()
    session.run(PRELUDE)
    session.tracker.memory.mark(session.names["syn"], SYNTHETIC)
    for name, source in {
        "v0": "real",
        "v1": "syn",
        "v2": "real",
        "v3": "real",
        "v4": "syn",
    }.items():
        session.run(f"{name} = list({source})")
        truth.new(name, source == "syn")
    program = []
    for _ in range(data.draw(st.integers(1, 12))):
        source, effect = _op(data.draw, truth)
        program.append(source)
        session.run(source)
        effect(truth)
        for name in truth.lists:
            assert session.says(name) == truth.of(name), ("\n".join(program), name)
