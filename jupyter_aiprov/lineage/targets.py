"""What stands left of an assignment's sign: names, tuples, attributes, items."""

from __future__ import annotations

import ast

from ..values.identity import identity
from ..values.raw import MISSING
from . import safe_eval
from .callees import Variable
from .calls import Calls
from .effects import Store, Val, joined
from .tags import NONE


class Targets(Calls):
    """Evaluates assignments to targets.

    Attributes:
        sure: what is evaluated certainly runs.
    """

    sure = True
    _globals: frozenset[str] = frozenset()

    def store(self, variable: Variable, value: Val) -> None:
        """A module-level name is bound."""
        before = self.effects.stores.get(variable)
        self.now[variable] = value
        self.grown.pop(variable, None)
        if self.sure:
            self.effects.deletes.discard(variable)
            self.effects.stores[variable] = Store(value, sure=True)
        else:
            held = joined([before.value, value]) if before else value
            self.effects.stores[variable] = Store(held, sure=before.sure if before else False)

    def bind_target(self, target: ast.expr, value: Val) -> None:
        """Assign ``value`` to whatever stands left of the sign."""
        if isinstance(target, ast.Name):
            self._bind_name(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, value)
        elif isinstance(target, ast.Starred):
            self.bind_target(target.value, value)
        elif isinstance(target, ast.Attribute):
            self._set_attribute(target, value)
        elif isinstance(target, ast.Subscript):
            self._set_item(target, value)

    def _bind_name(self, name: str, value: Val) -> None:
        if self.scopes and name not in self._globals:
            self.scopes[-1][name] = value
        else:
            self.store(Variable("", name), value)

    def _unpack(self, targets: list[ast.expr], value: Val) -> None:
        items = value.items
        starred = any(isinstance(target, ast.Starred) for target in targets)
        if items is not None and len(items) == len(targets) and not starred:
            for target, item in zip(targets, items, strict=True):
                self.bind_target(target, item)
            return
        fields = dict(value.fields)
        for at, target in enumerate(targets):
            part = value.tags | fields[at] if at in fields and not starred else value.whole()
            known = bool(fields) and not starred and not value.tags
            tags = value.tags | fields.get(at, NONE) if known else part
            self.bind_target(target, Val(tags, (), value.roots))

    def _set_attribute(self, target: ast.Attribute, value: Val) -> None:
        owner = self.owner(target.value)
        base = self.peek(target.value)
        if safe_eval.is_imported(base):
            self.store(self.place_in(base, target.attr), value)
            return
        plain = base is MISSING or self.world.is_column(base, target.attr)
        setter = None if plain else safe_eval.set_by_code(base, target.attr)
        if setter is not None:  # a property, a descriptor: where it puts the value is its affair
            self.line |= value.whole()
            given = joined([value, self.expansion(setter)[1]])
            self.change(owner, given.tags, shown=True)
            return
        self._set_part(owner, target.value, target.attr, value)

    def _set_item(self, target: ast.Subscript, value: Val) -> None:
        key = self.peek(target.slice)
        if self.namespace_of(target.value) is not None and type(key) is str:
            self._bind_name(key, value)
            return
        owner = self.owner(target.value)
        index = self.value(target.slice)
        value = value._replace(tags=value.tags | index.whole())
        if (cells := self.column_of(target)) is not None:
            whole = isinstance(target.slice, ast.Tuple) and _is_all(target.slice.elts[0])
            self._set_part(owner, cells[0], cells[1], value, part=not whole)
            return
        self._set_part(owner, target.value, key, value)

    def _set_part(
        self, owner: Val, node: ast.expr, key: object, value: Val, *, part: bool = False
    ) -> None:
        self.line |= value.whole()
        direct = isinstance(node, ast.Name) and type(key) in (str, int)
        if direct and len(owner.roots) <= 1:
            sure = self.sure and not self.scopes and not part
            self.change(owner, value.whole(), key=key, shown=True, replaces=sure)
        else:
            held = self.peek(node)
            within = None if held is MISSING else identity(held)
            self.change(owner, value.whole(), shown=True, within=within)


def _is_all(node: ast.expr) -> bool:
    """Whether an index is ``:``, everything."""
    return isinstance(node, ast.Slice) and not (node.lower or node.upper or node.step)
