"""Looking a value up without running anything: names, plain attributes, exact containers."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Callable
from types import FunctionType, MemberDescriptorType, ModuleType
from typing import Any

from .identity import PLAIN, own
from .plan import MISSING

Look = Callable[[str], Any]
_KEYED = (dict, list, tuple)


def peek(node: ast.expr, look: Look) -> Any:
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
        return -number if type(number) in (int, float) else MISSING
    return MISSING


def attribute(base: Any, name: str) -> Any:
    """A plain attribute: of a module, an instance's dictionary, or a class."""
    if isinstance(base, ModuleType):
        return vars(base).get(name, MISSING)
    kinds = base.__mro__ if isinstance(base, type) else type(base).__mro__
    held = {} if isinstance(base, type) else own(base)
    for kind in kinds:
        if name in vars(kind):
            found = vars(kind)[name]
            if name in held and not isinstance(found, property):
                return held[name]
            return found
    return held.get(name, MISSING)


def is_imported(value: Any) -> bool:
    """Whether a value is a module whose globals are found by its name."""
    return isinstance(value, ModuleType) and sys.modules.get(value.__name__) is value


def set_by_code(base: Any, name: str) -> Any:
    """What runs when an attribute is set, None where it simply goes into the instance."""
    for kind in type(base).__mro__:
        if kind is not object and isinstance(vars(kind).get("__setattr__"), FunctionType):
            return vars(kind)["__setattr__"]
        found = vars(kind).get(name)
        if isinstance(found, property):
            return found.fset
        if found is not None and not isinstance(found, MemberDescriptorType):
            return getattr(type(found), "__set__", None)
    return None


def item(base: Any, key: Any) -> Any:
    """An element of an exact dict, list or tuple."""
    if type(base) not in _KEYED or type(key) not in PLAIN:
        return MISSING
    try:
        return base[key]
    except (KeyError, IndexError, TypeError):
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
        held = peek(node.args[0], look) if len(node.args) == 1 else MISSING
        plain = type(held) in (list, dict, tuple, set, str) and look("len") is MISSING
        return len(held) if plain else MISSING
    if isinstance(node, ast.Call):
        return _is_instance(node, look)
    found = peek(node, look)
    if type(found) in PLAIN or type(found) in (list, dict, set, tuple):
        return found
    return MISSING


def _is_instance(node: ast.Call, look: Look) -> Any:
    """The answer of ``isinstance`` where no class has a say in it."""
    if peek(node.func, look) is not isinstance or len(node.args) != 2:  # noqa: PLR2004
        return MISSING
    value, kind = peek(node.args[0], look), peek(node.args[1], look)
    return isinstance(value, kind) if value is not MISSING and type(kind) is type else MISSING


def _compare(node: ast.Compare, look: Look) -> bool | None:
    left = _plain(node.left, look)
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = _plain(right_node, look)
        known = left is not MISSING and right is not MISSING
        if not known or type(left) not in PLAIN or type(operator) not in _ORDER:
            return None
        plain = type(right) in PLAIN
        if not plain and not (isinstance(operator, ast.In | ast.NotIn) and _all_plain(right)):
            return None
        try:
            if not _ORDER[type(operator)](left, right):
                return False
        except TypeError:
            return None
        left = right
    return True


def _all_plain(values: Any) -> bool:
    return len(values) <= 100 and all(type(value) in PLAIN for value in values)  # noqa: PLR2004


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
