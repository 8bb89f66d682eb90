"""Calls: what comes back, and what a call may change."""

from __future__ import annotations

import ast
import re
from collections import deque
from types import FunctionType
from typing import Any, ClassVar, NamedTuple

from ..spec.effects import effects, objects
from ..values.kinds import is_class, is_frame, is_function, is_module
from ..values.raw import MISSING, exactly, is_a, module_of, name_of, own
from ..values.reach import bound_to
from ..values.user_modules import is_local
from . import safe_eval
from .caches import gives_again
from .callees import HOLDERS, Callee, Variable, functions_in, functions_of, method_of, sets_parts
from .effects import EMPTY, Flowing, Placeholder, Val, joined
from .native_calls import candidates
from .other_processes import goes_to_other_process, holds_other_process, is_of_other_process
from .shell_calls import ShellCalls, is_shell
from .tags import NONE, unknown

_MUTATING = effects("methods", "mutating", frozenset[str])
_BY_COLUMN = effects("methods", "by_column", frozenset[str])
_INTO = effects("methods", "into", frozenset[str])
#: How a text names variables that a method looks up in it.
_NAMING = effects("methods", "naming", dict[str, str])
_NAMED = {"@name": re.compile(r"@([^\W\d]\w*)"), "word": re.compile(r"\b([^\W\d]\w*)\b")}
_SETTING = effects("methods", "setting", dict[str, int])
_PROCESSES = objects("functions", "processes")
_CALLING = objects("functions", "calling")
_STREAMING = objects("functions", "streaming")
_HOLDERS = (list, dict, set, deque)
_LAST = 1 << 30


class _Call(NamedTuple):
    """A call, its parts evaluated."""

    node: ast.Call
    function: Val
    callee: object
    given: list[Val]
    expanded: Callee


class Calls(ShellCalls):
    """Evaluates calls."""

    def _call(self, node: ast.Call) -> Val:
        self.effects.called = True
        special = self._special(node)
        if special is not None:
            return special
        function = self.value(node.func)
        callee = self._callee(node.func)
        given = [self._argument(arg) for arg in _arguments(node)]
        expanded, extra = self._expanded(node, function, callee, given)
        arrival = self._arrival(node)
        into = joined([*given, extra, *self._named_in_text(node)])
        if self.world.sees and any(callee is one for one in _STREAMING):
            for one, value in zip(_arguments(node), given, strict=True):
                self.read_from(one, value, arrival)
        if _among(callee, _PROCESSES):
            arrival |= unknown("a process")
            self.effects.hidden = self.effects.hidden or "a process"
        if self.world.sees:
            arrival |= self._of_other_process(node, callee)
            owner = self.peek(node.func.value) if isinstance(node.func, ast.Attribute) else MISSING
            self.effects.natives += candidates(node, owner, callee, self.peek)
        call = _Call(node, function, callee, given, expanded)
        self._changes(call, into.tags | arrival)
        result = joined([function, into])
        roots: frozenset[Variable] = frozenset()  # unseen: a copy, for all we know
        if self.world.sees:
            method = isinstance(node.func, ast.Attribute) and not self._is_module(node.func.value)
            roots = into.roots | (function.roots if method else roots)
        return self._shape(node, function, given, Val(result.tags | arrival, (), roots))

    def _of_other_process(self, node: ast.Call, callee: object) -> Flowing:
        """The mark of what another process answers, where the call goes to one."""
        owner = self.peek(node.func.value) if isinstance(node.func, ast.Attribute) else MISSING
        words = {word.arg or "*": self.peek(word.value) for word in node.keywords}
        if node.args:
            words[""] = self.peek(node.args[0])
        if (
            is_of_other_process(owner)
            or holds_other_process(owner)
            or goes_to_other_process(callee, words)
        ):
            return self.from_other_process()
        return NONE

    def _callee(self, node: ast.expr) -> object:
        """What is called, also where it is a method of an instance made just there."""
        found = self.peek(node)
        if found is not MISSING or not isinstance(node, ast.Attribute):
            return found
        kind = self._made(node.value)
        method = method_of(kind, node.attr) if kind is not None else None
        return MISSING if method is None else method

    def _made(self, node: ast.expr) -> type | None:
        """The user's class a call makes an instance of; a chain of methods is taken to stay."""
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if is_class(found := self.peek(node.func)):
                return found
            node = node.func.value
        found = self.peek(node.func) if isinstance(node, ast.Call) else MISSING
        return found if is_class(found) else None

    def _shape(self, node: ast.Call, function: Val, given: list[Val], result: Val) -> Val:
        """Parts that a call keeps apart: ``dict(a=…)``, a frame made of columns."""
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "dict" and node.keywords and not node.args and _named(node.keywords):
            pairs = zip(node.keywords, given, strict=True)
            fields = tuple((word.arg, value.whole()) for word, value in pairs)
            return Val(NONE, fields, result.roots)
        if name in _BY_COLUMN and function.fields and self._kind(node) == "DataFrame":
            gone = _constants(node) if name == "drop" else ()
            left = tuple(part for part in function.fields if part[0] not in gone)
            tags = result.tags - function.whole() | function.tags
            return result._replace(tags=tags, fields=left)
        frame = name in ("DataFrame", "from_dict", "Dataset", "table")
        if frame and len(given) == 1 and given[0].fields and isinstance(node.args[:1], list):
            rest = result.tags - given[0].whole()
            return Val(rest | given[0].tags, given[0].fields, result.roots)
        return result

    def _argument(self, node: ast.expr) -> Val:
        if isinstance(node, ast.Lambda):
            return joined([self.value(node), self.body_of(node, EMPTY)])
        return self.value(node)

    def _expanded(
        self, node: ast.Call, function: Val, callee: object, given: list[Val]
    ) -> tuple[Callee, Val]:
        """What the function, and functions given to it, read besides their arguments."""
        found, extra = self.expansion(callee) if callee is not MISSING else (Callee(), EMPTY)
        values = [extra]
        if isinstance(node.func, ast.Lambda):
            values.append(self.body_of(node.func, joined(given)))
        elif callee is MISSING:
            values += [self._made_here(node.func), *self._held_in(function)]
        for argument in () if _only_keeps(callee) else _arguments(node):
            held = self.peek(argument) if isinstance(argument, ast.Name | ast.Attribute) else None
            if held is not MISSING and callable(held) and next(functions_of(held), None):
                inner, more = self.expansion(held)
                found.writes.update(inner.writes)
                values.append(more)
        return found, joined(values)

    def _held_in(self, function: Val) -> list[Val]:
        """What the functions of a list or table read, where one of them is called."""
        held = (
            [self.world.value(variable) for variable in function.roots] if self.world.sees else []
        )
        return [
            self.expansion(one)[1]
            for value in held
            if is_a(value, *HOLDERS)
            for one in functions_in(value)
        ]

    def _made_here(self, node: ast.expr) -> Val:
        """A function defined by this very statement, or in source that nobody ran."""
        variable = Variable("", node.id) if isinstance(node, ast.Name) else None
        made = self.defined.get(variable) if variable is not None else None
        if isinstance(made, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            del self.defined[variable]  # type: ignore[arg-type]  # a function that calls itself
            found = self.body_of(made, EMPTY)
            self.defined[variable] = made  # type: ignore[index]
            return found
        return EMPTY

    def _changes(self, call: _Call, tags: Flowing) -> None:
        """Which values the call may change: its object's, its arguments', a function's globals."""
        node, function = call.node, call.function
        tags |= function.whole()
        for word, value in zip(node.keywords, call.given[len(node.args) :], strict=True):
            if word.arg in _INTO:
                self.change(value, tags, shown=True)
        if isinstance(node.func, ast.Attribute) and not self._is_module(node.func.value):
            key = self._key_set(node)
            if key is not MISSING:
                self.change(function, call.given[-1].whole(), key=key, shown=True, replaces=True)
                return
            known = node.func.attr in _MUTATING
            how = {"shown": known and not self.world.sees, "gathers": known}
            self.change(function, tags, by=node.func.attr, **how)
        elif self.world.sees and not gives_again(call.callee) and _remembers(call.callee):
            self.change(function, tags)  # what it keeps in its closure or its defaults
        if self.world.sees and not _pure(call.callee):
            keeps = any(map(sets_parts, functions_of(call.callee)))
            for value in call.given:
                self.change(value, tags, by=keeps)
            for variable in call.expanded.reads:
                self.change(Val(roots=frozenset((variable,))), tags)

    def _key_set(self, node: ast.Call) -> object:
        """The part a method sets to its last argument; MISSING where it is no such method."""
        at = _SETTING.get(f"{self._kind(node)}.{getattr(node.func, 'attr', '')}")
        if at is None or node.keywords or len(node.args) != at + 2:
            return MISSING
        key = self.peek(node.args[at])
        return key if type(key) in (str, int) else MISSING

    def _kind(self, node: ast.Call) -> str:
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        held = self.peek(owner) if owner is not None else MISSING
        kind = is_frame(held) or exactly(held, dict)
        return name_of(type(held)) if kind else ""

    def _taken_out(self, node: ast.Call) -> Val | None:
        """``pop`` of a key known by name: the part comes out, and is gone."""
        function = node.func
        if not isinstance(function, ast.Attribute) or function.attr != "pop":
            return None
        if self._kind(node) not in ("dict", "DataFrame") or len(node.args) != 1 or node.keywords:
            return None
        key = self.peek(node.args[0])
        if type(key) not in (str, int) or not isinstance(function.value, ast.Name):
            return None
        owner = self.value(function.value)
        held = safe_eval.item(self.peek(function.value), key)
        found = self._part(function.value, key, held, owner)
        self.change(owner, NONE, key=key, shown=True, replaces=bool(not self.loops))
        return found._replace(roots=frozenset())

    def _named_in_text(self, node: ast.Call) -> list[Val]:
        """Variables a text names to be looked up, as in ``frame.query("a > @limit")``."""
        method = getattr(node.func, "attr", "")
        if method not in _NAMING or not node.args:
            return []
        text = self.peek(node.args[0])
        names = dict.fromkeys(_NAMED[_NAMING[method]].findall(text) if type(text) is str else ())
        return [
            self.name(name)
            for name in names
            if (value := self.look(name)) is not MISSING
            and (_NAMING[method] == "@name" or is_frame(value))
        ]

    def _is_module(self, node: ast.expr) -> bool:
        return is_module(self.peek(node))

    def _arrival(self, node: ast.Call) -> Flowing:
        if not self.world.sees:
            return NONE
        words = tuple(
            part.value
            for argument in _arguments(node)
            for part in ast.walk(argument)
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value
        )
        if self.depth:  # lines of a text that is run are not the cell's
            return frozenset((Placeholder(0, _LAST, words[:8]),))
        return frozenset((Placeholder(node.lineno, node.end_lineno or node.lineno, words[:8]),))

    def _special(self, node: ast.Call) -> Val | None:
        function = node.func
        if isinstance(function, ast.Name) and function.id in ("exec", "eval") and node.args:
            return self._dynamic(node)
        if (inner := self.namespace_of(node)) is not None:
            return inner
        if self.world.sees and (taken := self._taken_out(node)) is not None:
            return taken
        if isinstance(function, ast.Attribute) and is_shell(function.value):
            return self._shell(node, function.attr)
        return None

    def _dynamic(self, node: ast.Call) -> Val:
        text = self.peek(node.args[0])
        given = joined(self.value(arg) for arg in _arguments(node))
        if type(text) is str and len(node.args) == 1:
            return joined([given, self.run(text)])
        self.effects.hidden = self.effects.hidden or "code made up as it runs"
        return Val(given.tags | unknown("code made up as it runs") | self._arrival(node))

    _methods: ClassVar = {**ShellCalls._methods, ast.Call: _call}


def _remembers(callee: object) -> bool:
    """Whether a callee may keep something: in its closure, its defaults, its object."""
    if bound_to(callee) is not None:
        return True
    made = functions_of(callee)
    if type(callee) is FunctionType and not is_local(callee.__globals__.get("__name__")):
        inner = [one for one in made if one is not callee]
        return any(one.__closure__ or one.__defaults__ or own(one) for one in inner)
    return next(made, None) is not None


def _only_keeps(callee: Any) -> bool:
    """Whether a callee leaves functions it is given uncalled."""
    owner = bound_to(callee)
    if owner is not None:
        return exactly(owner, *_HOLDERS) and callee.__name__ != "sort"
    return _pure(callee) and not _among(callee, _CALLING)


def _arguments(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(word.value for word in node.keywords)]


def _constants(node: ast.Call) -> set[object]:
    parts = [part for argument in _arguments(node) for part in ast.walk(argument)]
    return {part.value for part in parts if isinstance(part, ast.Constant)}


def _named(keywords: list[ast.keyword]) -> bool:
    return all(word.arg is not None for word in keywords)


def _among(value: object, those: tuple[object, ...]) -> bool:
    return any(value is one for one in those)


def _pure(callee: object) -> bool:
    """Whether a callee leaves its arguments alone: Python's own functions and types do."""
    if is_class(callee):
        return module_of(callee) == "builtins"
    own_function = is_function(callee) and callee.__module__ == "builtins"
    return own_function and not _among(callee, (setattr, delattr, next))
