"""Marks of an expression from those of its parts."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable
from types import ModuleType
from typing import ClassVar

from ..values.kinds import is_class, is_frame
from ..values.raw import MISSING, exactly, own
from . import safe_eval
from .callees import Variable, method_of
from .effects import EMPTY, Flowing, Placeholder, Val, joined
from .names import Names
from .syntax import defaults, free_names, is_value, texts
from .tags import NONE, unknown

_ENVIRONMENT = unknown("environment variable")


class Expressions(Names):
    """Evaluates expressions, noting what they do.

    Attributes:
        level: how deep in expressions.
    """

    level = 0

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
        variable = Variable("", owner.id) if isinstance(owner, ast.Name) else None
        if variable is None or variable in self.now:
            return self._field(whole, key)
        tags = self.world.part(variable, key, value) if not self.scopes else None
        return whole if tags is None else Val(tags | self._grown_in(whole), (), whole.roots)

    def _field(self, whole: Val, key: object) -> Val:
        fields = dict(whole.fields)
        if key not in fields:
            return whole
        return Val(whole.tags | fields[key], (), whole.roots)

    def _grown_in(self, whole: Val) -> Flowing:
        return NONE.union(*(self.grown.get(variable, NONE) for variable in whole.roots))

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
            self.effects.keeps += [(variable, coming) for variable in value.roots]

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
