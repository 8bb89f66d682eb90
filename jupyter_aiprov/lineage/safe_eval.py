"""Looking a value up without running anything: names, plain attributes, exact containers."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Callable, Collection
from types import FunctionType, MemberDescriptorType, ModuleType
from typing import Any, TypeGuard

from ..values.kinds import is_class, is_module, is_plain
from ..values.raw import (
    MISSING,
    defined,
    derives,
    exactly,
    mro_of,
    names_of,
    own,
    space_of,
    text_in,
)

Look = Callable[[str], object]
_MOST = 5000


def peek(node: ast.expr, look: Look) -> object:
    """The value of an expression before the statement runs, MISSING where that is not plain."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        found = look(node.id)
        return vars(builtins).get(node.id, MISSING) if found is MISSING else found
    if isinstance(node, ast.Attribute):
        base = peek(node.value, look)
        return MISSING if base is MISSING else attribute(base, node.attr)
    if isinstance(node, ast.Subscript):
        base, key = peek(node.value, look), peek(node.slice, look)
        return item(base, key)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = peek(node.operand, look)
        return -number if exactly(number, int, float) else MISSING
    return MISSING


def attribute(base: object, name: str) -> object:
    """A plain attribute: of a module, an instance's dictionary, or a class."""
    if is_module(base):
        return space_of(base).get(name, MISSING)
    found = defined(base if is_class(base) else type(base), name)
    held = {} if is_class(base) else own(base)
    if type(found) is property:
        return found
    return held.get(name, found)


def is_imported(value: object) -> TypeGuard[ModuleType]:
    """Whether a value is a module whose globals are found by its name."""
    return is_module(value) and sys.modules.get(text_in(space_of(value), "__name__")) is value


def set_by_code(base: object, name: str) -> object:
    """What runs when an attribute is set, None where it simply goes into the instance."""
    for kind in mro_of(type(base)):
        names = names_of(kind)
        if type(names.get("__setattr__")) is FunctionType:
            return names["__setattr__"]
        found = names.get(name)
        if type(found) is property:
            return found.fset
        if found is not None and type(found) is not MemberDescriptorType:
            setter = defined(type(found), "__set__")
            return None if setter is MISSING else setter
    return None


def item(base: object, key: object) -> object:
    """An element of an exact dict, list or tuple."""
    if not is_plain(key):
        return MISSING
    if type(base) is dict and len(base) <= _MOST and all(map(is_plain, base)):
        return base.get(key, MISSING)  # keys of the user's own would be asked whether they equal
    if exactly(base, list, tuple) and type(key) is int and -len(base) <= key < len(base):
        return base[key]
    return MISSING


def truth(node: ast.expr, look: Look) -> bool | None:
    """Whether a plain test holds, None where it cannot be told without running something."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = truth(node.operand, look)
        return None if inner is None else not inner
    if isinstance(node, ast.BoolOp):
        parts = [truth(value, look) for value in node.values]
        if None in parts:
            return None
        return all(parts) if isinstance(node.op, ast.And) else any(parts)
    if isinstance(node, ast.Compare):
        return _compare(node, look)
    value = _plain(node, look)
    return bool(value) if value is not MISSING else None


def _plain(node: ast.expr, look: Look) -> Any:
    """A value whose truth and order cannot run anybody's code."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        held: Any = peek(node.args[0], look) if len(node.args) == 1 else MISSING
        plain = exactly(held, list, dict, tuple, set, str) and look("len") is MISSING
        return len(held) if plain else MISSING
    if isinstance(node, ast.Call):
        return _is_instance(node, look)
    found = peek(node, look)
    if is_plain(found) or exactly(found, list, dict, set, tuple):
        return found
    return MISSING


def _is_instance(node: ast.Call, look: Look) -> object:
    """The answer of ``isinstance`` where no class has a say in it."""
    if peek(node.func, look) is not isinstance or len(node.args) != 2:  # noqa: PLR2004
        return MISSING
    value, kind = peek(node.args[0], look), peek(node.args[1], look)
    if value is MISSING or type(kind) is not type:
        return MISSING
    if derives(type(value), kind):
        return True
    return False if defined(type(value), "__class__") is vars(object)["__class__"] else MISSING


def _compare(node: ast.Compare, look: Look) -> bool | None:
    left = _plain(node.left, look)
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = _plain(right_node, look)
        known = left is not MISSING and right is not MISSING
        if not known or not is_plain(left) or type(operator) not in _ORDER:
            return None
        plain = is_plain(right)
        if not plain and not (isinstance(operator, ast.In | ast.NotIn) and _all_plain(right)):
            return None
        try:
            if not _ORDER[type(operator)](left, right):
                return False
        except TypeError:
            return None
        left = right
    return True


def _all_plain(values: Collection[object]) -> bool:
    return len(values) <= 100 and all(map(is_plain, values))  # noqa: PLR2004


_ORDER: dict[type, Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: bool(a == b),
    ast.NotEq: lambda a, b: bool(a != b),
    ast.Lt: lambda a, b: bool(a < b),
    ast.LtE: lambda a, b: bool(a <= b),
    ast.Gt: lambda a, b: bool(a > b),
    ast.GtE: lambda a, b: bool(a >= b),
    ast.Is: lambda a, b: a is b,
    ast.IsNot: lambda a, b: a is not b,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
