"""The names a statement meets: what is read, changed and bound by them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from ..values.kinds import is_class
from ..values.raw import MISSING, address, module_of, space_of, text_in
from ..values.reach import bound_to
from ..values.user_modules import is_local
from . import safe_eval
from .callees import BUILT_IN, Callee, Variable, expand, functions_of
from .effects import Change, Effects, Flowing, Val, World, joined
from .other_processes import REASON, is_of_other_process
from .syntax import with_inner
from .tags import NONE, unknown


class Names:
    """The names of a world as a statement goes on, and what it does to them.

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
    """

    loops = 0

    def __init__(self, world: World) -> None:
        self.world = world
        self.effects = Effects()
        self.now: dict[Variable, Val] = {}
        self.grown: dict[Variable, Flowing] = {}
        self.scopes: list[dict[str, Val]] = []
        self.defined: dict[Variable, ast.AST] = {}
        self.line: Flowing = NONE

    def look(self, name: str) -> object:
        """A name's value before the statement, MISSING once the statement bound it."""
        if any(name in scope for scope in self.scopes):
            return MISSING
        variable = Variable("", name)
        return MISSING if variable in self.now else self.world.value(variable)

    def peek(self, node: ast.expr) -> object:
        """See :func:`safe_eval.peek`."""
        return safe_eval.peek(node, self.look)

    def truth(self, test: ast.expr) -> bool | None:
        """Whether a test holds, while nothing in the statement can have changed its outcome."""
        if self.effects.called or self.loops:
            return None
        return safe_eval.truth(test, self.look)

    def read(self, variable: Variable) -> Val:
        """The value of a module-level name."""
        self.effects.reads.add(variable)
        more = self.grown.get(variable, NONE)
        if self.world.sees and is_of_other_process(self.world.value(variable)):
            more |= self.from_other_process()
        if variable in self.now:
            known = self.now[variable]
            return known._replace(tags=known.tags | more, roots=known.roots | {variable})
        self.effects.inputs.add(variable)
        known = self.world.load(variable)
        return known._replace(tags=known.tags | more, roots=known.roots | {variable})

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
        variable = Variable("", name)
        if name in BUILT_IN or variable in self.now or not self.world.sees:
            return variable
        built_in = Variable("builtins", name)
        missing = self.world.value(variable) is MISSING
        return built_in if missing and self.world.value(built_in) is not MISSING else variable

    def change(self, value: Val, tags: Flowing, **how: Any) -> None:
        """Whatever ``value`` stands for takes up ``tags``.

        Args:
            value: what an expression may stand for.
            tags: what it takes up.
            how: as of :class:`effects.Change`.
        """
        for variable in value.roots:
            if variable not in self.now and self.world.sees:
                if not _keeps(self.world.value(variable)):
                    continue
                shown = bool(how.get("shown") or how.get("gathers"))
                self.effects.touched[variable] = self.effects.touched.get(variable, False) or shown
            if not tags and not how.get("replaces"):
                continue
            self.effects.changes.append(Change(variable, tags, fresh=variable in self.now, **how))
            self.grown[variable] = self.grown.get(variable, NONE) | tags

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
        self.effects.writes |= {variable for variable in found.writes if variable.module}
        parts = [self.read(variable) for variable in sorted(found.reads)]
        extra = unknown(self.effects.hidden) if found.hidden else NONE
        return found, joined([*parts, Val(extra)])

    def place_in(self, module: ModuleType, name: str) -> Variable:
        """A module's global; the notebook's own names belong to no module."""
        space = space_of(module)
        known = self.world.modules.get(address(space))
        return Variable(text_in(space, "__name__") if known is None else known, name)


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
