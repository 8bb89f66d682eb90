"""What a function reads and writes besides its arguments: the globals of its code.

Only the user's own functions are looked into. A library's functions are taken to work on their
arguments alone, with the exceptions a library's own module shows (``kernel/lineage/figures``).
"""

from __future__ import annotations

import builtins
import dis
import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import CodeType, FunctionType, MethodType
from typing import Any, NamedTuple

from ..spec.effects import effects, pairs
from ..values.kinds import FUNCTIONS, is_class, is_module
from ..values.raw import (
    MISSING,
    address,
    exactly,
    is_a,
    module_of,
    mro_of,
    names_of,
    own,
    space_of,
    text_in,
)
from ..values.reach import closure_of, reach
from ..values.user_modules import is_local, is_local_module

#: The interpreter's own, nobody's data.
BUILT_IN = frozenset(vars(builtins))
_LIMIT = 60
_HELD = 40
HOLDERS = (list, tuple, dict, set)
_READS = frozenset(("LOAD_GLOBAL", "LOAD_NAME"))
_WRITES = frozenset(("STORE_GLOBAL", "DELETE_GLOBAL"))
_ATTRIBUTES = frozenset(("LOAD_ATTR", "LOAD_METHOD"))


class Variable(NamedTuple):
    """A module-level name.

    Attributes:
        module: a file of the user's; empty for the notebook itself.
        name: in its namespace.
    """

    module: str
    name: str


class CodeUse(NamedTuple):
    """Names in a function's code.

    Attributes:
        reads: globals it reads.
        pairs: globals with the attribute of theirs that is read, as in ``module.name``.
        writes: globals it binds or deletes.
        attributes: all attributes it reads.
        environment: it reads the environment, starts a process, or runs code made up as it goes.
    """

    reads: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    writes: tuple[str, ...]
    attributes: tuple[str, ...]
    environment: bool


@dataclass
class Callee:
    """What calling something touches.

    Attributes:
        reads: module-level names whose values it may use or change.
        writes: module-level names it binds anew.
        hidden: it reads the environment, starts a process, or runs code made up as it goes.
    """

    reads: set[Variable] = field(default_factory=set)
    writes: set[Variable] = field(default_factory=set)
    hidden: bool = False
    seen: set[CodeType] = field(default_factory=set)


@functools.lru_cache(2048)
def code_use(code: CodeType) -> CodeUse:
    """The globals of a code object and of the functions defined in it."""
    reads: dict[str, None] = {}
    pairs: dict[tuple[str, str], None] = {}
    writes: dict[str, None] = {}
    attributes: dict[str, None] = {}
    before: str | None = None
    for instruction in dis.get_instructions(code):
        name, kind = instruction.argval, instruction.opname
        if kind in _READS:
            reads[name] = None
            before = name
            continue
        if kind in _WRITES:
            writes[name] = None
        elif kind in _ATTRIBUTES:
            attributes[name] = None
            if before is not None:
                pairs[before, name] = None
        before = None
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            inner = code_use(constant)
            reads.update(dict.fromkeys(inner.reads))
            pairs.update(dict.fromkeys(inner.pairs))
            writes.update(dict.fromkeys(inner.writes))
            attributes.update(dict.fromkeys(inner.attributes))
    hidden = any(pair in _HIDDEN for pair in pairs) or any(name in _DYNAMIC for name in reads)
    return CodeUse(tuple(reads), tuple(pairs), tuple(writes), tuple(attributes), hidden)


_HIDDEN = pairs("functions", "hidden")
_DYNAMIC = effects("functions", "dynamic", frozenset[str])
_MUTATING = effects("methods", "mutating_in_code", frozenset[str])


def sets_parts(function: FunctionType) -> bool:
    """Whether a function's code sets attributes or items, or calls a method that may."""
    return _sets_parts(function.__code__)


@functools.lru_cache(512)
def _sets_parts(code: CodeType) -> bool:
    kinds = {instruction.opname for instruction in dis.get_instructions(code)}
    return bool(kinds & {"STORE_ATTR", "STORE_SUBSCR"} or _MUTATING.intersection(code.co_names))


def expand(value: object, modules: dict[int, str], into: Callee | None = None) -> Callee:
    """Everything calling ``value`` touches, functions it calls included.

    Args:
        value: a function, method, class, partial or callable instance.
        modules: identity of a module's dictionary → the module's name, ``""`` the notebook's.
        into: where to add it.

    Returns:
        ``into``, or a new one where none was given.
    """
    into = into or Callee()
    for function in functions_of(value):
        _add(function, modules, into)
    return into


def functions_of(value: object, depth: int = 4) -> Iterator[FunctionType]:
    """The user's functions that run when ``value`` is called."""
    if depth == 0:
        return
    if type(value) is FunctionType:
        if is_local(value.__module__):
            yield value
        yield from _functions_in(_held_by(value), depth - 1)
    else:
        yield from _functions_in(_called_by(value), depth - 1)


def _held_by(function: FunctionType) -> Iterator[object]:
    """Functions in a function's closure, such as the one a decorator wraps."""
    yield from (held for held in closure_of(function) if not is_class(held))
    yield own(function).get("__wrapped__")


def _called_by(value: object) -> Iterable[object]:
    """What a callable that is no function hands its call to."""
    unwrap = _WRAPPING.get(type(value)) if exactly(value, *_WRAPPING) else None
    if unwrap is not None:
        return unwrap(value)
    if is_class(value):
        names = ("__init__", "__new__", "__post_init__") if is_local(module_of(value)) else ()
        return [_inherited(value, name) for name in names]
    if is_local(module_of(type(value))):
        return (_inherited(type(value), "__call__"),)
    return (own(value).get("__wrapped__"),)


def _of_method(value: MethodType) -> Iterable[object]:
    owner = value.__self__
    held = functions_in(owner) if is_local(module_of(type(owner))) else ()
    return (value.__func__, *held)


_WRAPPING: dict[type, Callable[[Any], Iterable[object]]] = {
    staticmethod: lambda value: (value.__func__,),
    classmethod: lambda value: (value.__func__,),
    MethodType: _of_method,
    functools.partial: lambda value: (value.func, *value.args),
    property: lambda value: (value.fget,),
}


def _functions_in(values: Iterable[object], depth: int) -> Iterator[FunctionType]:
    for value in values:
        if callable(value) or exactly(value, staticmethod, classmethod):
            yield from functions_of(value, depth)


def _inherited(kind: type, name: str) -> object:
    for base in mro_of(kind):
        found = names_of(base).get(name, MISSING)
        if found is not MISSING and is_local(module_of(base)):
            return found
    return None


def method_of(kind: type, name: str) -> object:
    """The user's method or property ``name`` of a class, None where it has none."""
    return _inherited(kind, name)


def _add(function: FunctionType, modules: dict[int, str], into: Callee) -> None:
    code = function.__code__
    if expand_code(code, function.__globals__, modules, into):
        _own_methods(function, code_use(code), modules, into)


def expand_code(
    code: CodeType, space: dict[str, object], modules: dict[int, str], into: Callee
) -> bool:
    """Everything code touches, functions it calls included.

    Args:
        code: of a function, or of a cell.
        space: its globals.
        modules: see :func:`expand`.
        into: where to add it.

    Returns:
        False where the code was looked at already.
    """
    if code in into.seen or len(into.seen) >= _LIMIT:
        return False
    into.seen.add(code)
    use = code_use(code)
    module = modules.get(address(space), str(space.get("__name__")))
    into.hidden = into.hidden or use.environment
    into.writes.update(Variable(module, name) for name in use.writes)
    for name in use.reads:
        if name in space:
            into.reads.add(Variable(module, name))
            _follow(space[name], modules, into)
        elif name not in BUILT_IN and name in vars(builtins):
            into.reads.add(Variable("builtins", name))  # put there by somebody
    for name, attribute in use.pairs:
        held = space.get(name)
        if is_module(held) and is_local_module(held):
            names = space_of(held)
            into.reads.add(Variable(text_in(names, "__name__"), attribute))
            _follow(names.get(attribute), modules, into)
        elif held is not None and is_local(module_of(type(held))):
            _follow(method_of(type(held), attribute), modules, into)
    return True


def _follow(value: object, modules: dict[int, str], into: Callee) -> None:
    if is_a(value, *FUNCTIONS):
        for function in functions_of(value):
            _add(function, modules, into)
    elif is_a(value, *HOLDERS) or is_local(module_of(type(value))):
        for function in functions_in(value):
            _add(function, modules, into)


def functions_in(value: object) -> Iterator[FunctionType]:
    """The user's functions that a value holds: handlers, steps of a pipeline."""
    for part in reach(value, limit=_HELD):
        if type(part) is FunctionType and is_local(part.__module__):
            yield part


def _own_methods(
    function: FunctionType, use: CodeUse, modules: dict[int, str], into: Callee
) -> None:
    """Methods a method calls on its own instance: those of its class it names."""
    owner = _owner(function)
    if owner is None:
        return
    for name in use.attributes:
        _follow(method_of(owner, name), modules, into)


def _owner(function: FunctionType) -> type | None:
    name = function.__qualname__.rpartition(".")[0]
    if not name or "<locals>" in name:
        return None
    found: object = function.__globals__.get(name.partition(".")[0])
    for part in name.split(".")[1:]:
        found = names_of(found).get(part) if is_class(found) else None
    return found if is_class(found) else None
