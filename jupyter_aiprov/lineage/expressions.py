"""Marks of an expression from those of its parts."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any, ClassVar

from ..values.kinds import is_class, is_frame
from ..values.raw import MISSING, address, exactly, module_of, own, space_of, text_in
from ..values.reach import bound_to
from ..values.user_modules import is_local
from . import safe_eval
from .callees import BUILT_IN, Callee, Variable, expand, functions_of, method_of
from .effects import EMPTY, Change, Effects, Flowing, Placeholder, Val, World, joined
from .other_processes import REASON, is_of_other_process
from .syntax import defaults, free_names, is_value, texts, with_inner
from .tags import NONE, unknown

_ENVIRONMENT = unknown("environment variable")


class Expressions:
    """Evaluates expressions in a world, noting what they do.

    Args:
        world: the names that are met.

    Attributes:
        effects: what was noted so far.
        now: the names bound by now, and what is known of their values.
        grown: what the values of names took up meanwhile.
        scopes: local names, those of the innermost scope last.
        defined: functions known by their source alone, by their names.
        line: marks of what the statement that is evaluated touches.
        loops: how deep in loops.
        level: how deep in expressions.
    """

    loops = 0
    level = 0

    def __init__(self, world: World) -> None:
        self.world = world
        self.effects = Effects()
        self.now: dict[Variable, Val] = {}
        self.grown: dict[Variable, Flowing] = {}
        self.scopes: list[dict[str, Val]] = []
        self.defined: dict[Variable, ast.AST] = {}
        self.line: Flowing = NONE

    def value(self, node: ast.AST | None) -> Val:
        """What is known of an expression's value."""
        if node is None:
            return EMPTY
        method = self._methods.get(type(node))
        self.level += 1
        found: Val = method(self, node) if method is not None else self._parts(node)
        self.level -= 1
        if not self.level and (found.tags or found.fields):
            self.line |= found.whole()
        return found

    def owner(self, node: ast.expr) -> Val:
        """The value whose part is set: nothing of it is used."""
        self.level += 1
        found = self.value(node)
        self.level -= 1
        return found

    def look(self, name: str) -> object:
        """A name's value before the statement, MISSING once the statement bound it."""
        if any(name in scope for scope in self.scopes):
            return MISSING
        place = Variable("", name)
        return MISSING if place in self.now else self.world.value(place)

    def peek(self, node: ast.expr) -> object:
        """See :func:`safe_eval.peek`."""
        return safe_eval.peek(node, self.look)

    def truth(self, test: ast.expr) -> bool | None:
        """Whether a test holds, while nothing in the statement can have changed its outcome."""
        if self.effects.called or self.loops:
            return None
        return safe_eval.truth(test, self.look)

    def read(self, place: Variable) -> Val:
        """The value of a module-level name."""
        self.effects.reads.add(place)
        more = self.grown.get(place, NONE)
        if self.world.sees and is_of_other_process(self.world.value(place)):
            more |= self.from_other_process()
        if place in self.now:
            known = self.now[place]
            return known._replace(tags=known.tags | more, roots=known.roots | {place})
        self.effects.inputs.add(place)
        known = self.world.load(place)
        return known._replace(tags=known.tags | more, roots=known.roots | {place})

    def from_other_process(self) -> Flowing:
        """The mark of what other processes may have computed."""
        self.effects.hidden = self.effects.hidden or REASON
        return unknown(REASON)

    def name(self, name: str) -> Val:
        """The value of a name: local to a comprehension, function or class, else module-level."""
        for scope in reversed(self.scopes):
            if name in scope:
                found: Val = scope[name]
                return found
        return self.read(self._place(name))

    def _place(self, name: str) -> Variable:
        """Where a module-level name is found: among the notebook's, else the interpreter's."""
        place = Variable("", name)
        if name in BUILT_IN or place in self.now or not self.world.sees:
            return place
        built_in = Variable("builtins", name)
        missing = self.world.value(place) is MISSING
        return built_in if missing and self.world.value(built_in) is not MISSING else place

    def change(self, value: Val, tags: Flowing, **how: Any) -> None:
        """Whatever ``value`` stands for takes up ``tags``."""
        for place in value.roots:
            if place not in self.now and self.world.sees:
                if not _keeps(self.world.value(place)):
                    continue
                shown = bool(how.get("shown") or how.get("gathers"))
                self.effects.touched[place] = self.effects.touched.get(place, False) or shown
            if not tags and not how.get("replaces"):
                continue
            self.effects.changes.append(Change(place, tags, fresh=place in self.now, **how))
            self.grown[place] = self.grown.get(place, NONE) | tags

    def bind(self, name: str, value: Val) -> None:
        """A name takes a value."""
        if self.scopes:
            self.scopes[-1][name] = value
        else:
            self.now[Variable("", name)] = value
            self.grown.pop(Variable("", name), None)

    @contextmanager
    def scope(self, /, **names: Val) -> Iterator[None]:
        """Names of a comprehension, lambda or class body."""
        self.scopes.append(dict(names))
        try:
            yield
        finally:
            self.scopes.pop()

    def expansion(self, callee: object) -> tuple[Callee, Val]:
        """What calling a value touches besides its arguments, and the marks of that."""
        found = expand(callee, self.world.modules)
        self.effects.codes.update(*map(with_inner, found.seen))
        if found.hidden:
            self.effects.hidden = self.effects.hidden or "code or a process started by a function"
        self.effects.writes |= {place for place in found.writes if place.module}
        parts = [self.read(place) for place in sorted(found.reads)]
        extra = unknown(self.effects.hidden) if found.hidden else NONE
        return found, joined([*parts, Val(extra)])

    def _parts(self, node: ast.AST) -> Val:
        found = [self.value(child) for child in ast.iter_child_nodes(node) if is_value(child)]
        return joined(found)._replace(roots=frozenset())

    def _name(self, node: ast.Name) -> Val:
        return self.name(node.id)

    def _named(self, node: ast.NamedExpr) -> Val:
        value = self.value(node.value)
        inner, self.scopes = self.scopes, []  # a walrus binds outside the comprehension
        self.bind_target(node.target, value)
        self.scopes = inner
        return value

    def bind_target(self, target: ast.expr, value: Val) -> None:
        """Assign to a target; statements know how."""
        raise NotImplementedError

    def _attribute(self, node: ast.Attribute) -> Val:
        base = self.peek(node.value)
        if safe_eval.is_imported(base):
            return self._of_module(base, node.attr)
        whole = self.value(node.value)
        if base is MISSING:
            return self._part(node.value, node.attr, MISSING, whole)
        found = method_of(base if is_class(base) else type(base), node.attr)
        held = own(base)
        if is_class(base):
            if found is not None and not exactly(found, classmethod, property):
                whole = self._part(node.value, node.attr, found, whole)
        elif type(found) is property:
            whole = joined([whole, self.expansion(found)[1]])
        elif node.attr in held or self.world.is_column(base, node.attr):
            whole = self._part(node.value, node.attr, held.get(node.attr, MISSING), whole)
        return whole

    def place_in(self, module: ModuleType, name: str) -> Variable:
        """A module's global; the notebook's own names belong to no module."""
        space = space_of(module)
        known = self.world.modules.get(address(space))
        return Variable(text_in(space, "__name__") if known is None else known, name)

    def _of_module(self, module: ModuleType, name: str) -> Val:
        found = self.read(self.place_in(module, name))
        if module is os and name in ("environ", "environb", "getenv"):
            return found._replace(tags=found.tags | _ENVIRONMENT)
        return found

    def _subscript(self, node: ast.Subscript) -> Val:
        key = self.peek(node.slice)
        if (inner := self.namespace_of(node.value)) is not None:
            return self.name(key) if type(key) is str else inner
        whole, index = self.value(node.value), self.value(node.slice)
        if (cells := self.column_of(node)) is not None:
            found = self._part(cells[0], cells[1], MISSING, whole)
            return found._replace(tags=found.tags | index.whole())
        if whole.fields and isinstance(node.slice, ast.List) and (names := texts(node.slice)):
            fields = tuple((name, tags) for name, tags in whole.fields if name in names)
            return Val(whole.tags, fields, whole.roots)
        if isinstance(node.slice, ast.Constant) or key is not MISSING:
            base = self.peek(node.value)
            found = self._part(node.value, key, safe_eval.item(base, key), whole)
            return found._replace(tags=found.tags | index.whole())
        return joined([whole, index])._replace(roots=whole.roots)

    def column_of(self, node: ast.Subscript) -> tuple[ast.expr, str] | None:
        """A frame and its column, of ``frame.loc[rows, "column"]`` and its like."""
        rows, at = node.value, node.slice
        if not isinstance(rows, ast.Attribute) or rows.attr not in ("loc", "at"):
            return None
        key = at.elts[-1] if isinstance(at, ast.Tuple) and len(at.elts) == 2 else None  # noqa: PLR2004
        name = self.peek(key) if key is not None else MISSING
        frame = is_frame(self.peek(rows.value))
        return (rows.value, name) if frame and type(name) is str else None

    def namespace_of(self, node: ast.expr) -> Val | None:
        """Everything, where the expression is the module's own dictionary of names."""
        plain = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if not plain or node.args or node.keywords:  # type: ignore[attr-defined]
            return None
        if node.func.id not in ("globals", "locals", "vars"):  # type: ignore[attr-defined]
            return None
        self.effects.hidden = self.effects.hidden or "a name made up as the code runs"
        return Val(unknown(self.effects.hidden))

    def _part(self, owner: ast.expr, key: object, value: object, whole: Val) -> Val:
        """One part of a value, where its marks are told apart from the whole's."""
        if type(key) not in (str, int):
            return whole
        if value is not MISSING and (known := self.world.of_value(value)) is not None:
            return Val(known | self._grown_in(whole), (), whole.roots)
        if type(key) is int and whole.items and -len(whole.items) <= key < len(whole.items):
            item: Val = whole.items[key]
            return item
        place = Variable("", owner.id) if isinstance(owner, ast.Name) else None
        if place is None or place in self.now:
            return self._field(whole, key)
        tags = self.world.part(place, key, value) if not self.scopes else None
        return whole if tags is None else Val(tags | self._grown_in(whole), (), whole.roots)

    def _field(self, whole: Val, key: object) -> Val:
        fields = dict(whole.fields)
        if key not in fields:
            return whole
        return Val(whole.tags | fields[key], (), whole.roots)

    def _grown_in(self, whole: Val) -> Flowing:
        return NONE.union(*(self.grown.get(place, NONE) for place in whole.roots))

    def _display(self, node: ast.Tuple | ast.List) -> Val:
        items = tuple(self.value(item) for item in node.elts)
        if any(isinstance(item, ast.Starred) for item in node.elts):
            return joined(items)
        fields = tuple((at, tags) for at, item in enumerate(items) if (tags := item.whole()))
        return Val(NONE, fields, joined(items).roots, items)

    def _dict(self, node: ast.Dict) -> Val:
        fields: dict[object, Flowing] = {}
        tags: Flowing = NONE
        roots: frozenset[Variable] = frozenset()
        for key_node, value_node in zip(node.keys, node.values, strict=True):
            value = self.value(value_node)
            roots |= value.roots
            if isinstance(key_node, ast.Constant) and type(key_node.value) in (str, int):
                fields[key_node.value] = value.whole()
            else:
                tags |= value.whole() | self.value(key_node).whole()
        return Val(tags, tuple(fields.items()), roots)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> Val:
        conditions: Flowing = NONE
        with self.scope():
            for generator in node.generators:
                self.bind_target(generator.target, self.each(generator.iter))
                conditions |= joined(self.value(test) for test in generator.ifs).tags
            if isinstance(node, ast.DictComp):
                made = joined([self.value(node.key), self.value(node.value)])
            else:
                made = self.value(node.elt)
        return Val(made.whole() | conditions, (), made.roots)

    def each(self, node: ast.expr) -> Val:
        """What iterating over an expression gives; what arrives meanwhile is part of it."""
        found = self.value(node)
        item = self.element(found)
        if not self.world.sees or exactly(self.peek(node), *_HELD):
            return item
        coming = self.coming(node)
        self.read_from(node, found, coming)
        return item._replace(tags=item.tags | coming)

    def read_from(self, node: ast.expr, value: Val, coming: Flowing) -> None:
        """A name's value is read bit by bit: more of what arrives may wait in it.

        Args:
            node: what is read.
            value: what is known of it.
            coming: stands for what arrives meanwhile.
        """
        if isinstance(node, ast.Name) and not self.scopes:
            self.effects.keeps += [(place, coming) for place in value.roots]

    def coming(self, node: ast.expr) -> Flowing:
        """Stands for what may arrive while an expression is evaluated."""
        return frozenset((Placeholder(node.lineno, node.end_lineno or node.lineno),))

    def element(self, value: Val) -> Val:
        """What iterating over a value gives; pairwise where every item is a pair."""
        if value.items and all(item.items for item in value.items):
            columns = list(zip(*(item.items for item in value.items), strict=False))
            return Val(value.whole(), (), value.roots, tuple(joined(column) for column in columns))
        if value.items:
            return joined(value.items)
        return Val(value.whole(), (), value.roots)

    def _lambda(self, node: ast.Lambda) -> Val:
        return joined(self.value(default) for default in defaults(node.args))

    def body_of(self, node: ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef, given: Val) -> Val:
        """Marks of what a function made here reads, its parameters standing for ``given``."""
        names = [arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)]
        with self.scope(**dict.fromkeys(names, given)):
            if isinstance(node, ast.Lambda):
                return self.value(node.body)
            free = free_names(node)
            return joined([given, *(self.name(name) for name in free if name not in names)])

    def _either(self, node: ast.IfExp) -> Val:
        held = self.truth(node.test)
        test = self.value(node.test)
        if held is not None:
            chosen = self.value(node.body if held else node.orelse)
            return chosen._replace(tags=chosen.tags | test.whole())
        return joined([test, self.value(node.body), self.value(node.orelse)])

    def _joined_operands(self, node: ast.BoolOp) -> Val:
        return joined(self.value(operand) for operand in node.values)

    def _starred(self, node: ast.Starred | ast.YieldFrom) -> Val:
        return self.value(node.value)

    def _awaited(self, node: ast.Await) -> Val:
        found = self.value(node.value)
        return found._replace(tags=found.tags | self.coming(node)) if self.world.sees else found

    _methods: ClassVar[dict[type, Callable[..., Val]]] = {
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Subscript: _subscript,
        ast.Tuple: _display,
        ast.List: _display,
        ast.Dict: _dict,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _comprehension,
        ast.Lambda: _lambda,
        ast.NamedExpr: _named,
        ast.IfExp: _either,
        ast.BoolOp: _joined_operands,
        ast.Starred: _starred,
        ast.Await: _awaited,
        ast.YieldFrom: _starred,
    }


#: Containers whose values are there already.
_HELD = (list, tuple, dict, set, frozenset, str, bytes, range)


def _keeps(value: object) -> bool:
    """Whether a value may come to hold what it is given."""
    if value is MISSING or safe_eval.is_imported(value):
        return False
    if module_of(type(value)) == "ipykernel.iostream" or value is sys.__stdout__:
        return False  # what is printed goes out, and nothing of it stays
    if type(value) is BuiltinFunctionType:
        return bound_to(value) is not None
    if is_class(value):
        return is_local(module_of(value))
    return type(value) is not FunctionType or next(functions_of(value), None) is not None
