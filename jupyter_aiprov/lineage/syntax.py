"""Questions to source and to code objects, whatever the names in them stand for."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from types import CodeType

from ..values.raw import exactly


@lru_cache(512)
def with_inner(code: CodeType) -> tuple[CodeType, ...]:
    """A code object and those of the functions defined in it."""
    inner = [one for one in code.co_consts if exactly(one, CodeType)]
    return (code, *(part for one in inner for part in with_inner(one)))


def is_value(node: ast.AST) -> bool:
    """Whether a part of a node has a value."""
    return isinstance(node, ast.expr | ast.keyword | ast.FormattedValue | ast.comprehension)


def texts(node: ast.List) -> set[object]:
    """The names in a list of constant names, nothing where something else is in it."""
    found: set[object] = {item.value for item in node.elts if isinstance(item, ast.Constant)}
    return found if len(found) == len(node.elts) else set()


def defaults(arguments: ast.arguments) -> list[ast.expr]:
    """The default values of a function's parameters."""
    return [*arguments.defaults, *(node for node in arguments.kw_defaults if node is not None)]


def free_names(node: ast.AST) -> list[str]:
    """Names a function's body reads and does not bind itself."""
    read, bound = dict[str, None](), set[str]()
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            if isinstance(part.ctx, ast.Load):
                read[part.id] = None
            else:
                bound.add(part.id)
    declared = [
        name for part in ast.walk(node) if isinstance(part, ast.Global) for name in part.names
    ]
    return [name for name in read if name not in bound or name in declared]


def argument_named(node: ast.AST | None, names: Mapping[str, object], data: object) -> str | None:
    """The variable that a call in a statement is given a value by.

    Args:
        node: the statement.
        names: the namespace it runs in.
        data: the value.

    Returns:
        Its name, None where no call's first argument is such a variable.
    """
    for call in ast.walk(node) if node is not None else ():
        given = call.args[0] if isinstance(call, ast.Call) and call.args else None
        if isinstance(given, ast.Name) and given.id in names and names[given.id] is data:
            return given.id
    return None


def column_named(node: ast.AST | None, name: str | None) -> tuple[str, str] | None:
    """The frame and column that a magic's line (``name``), or the argument of a call, names."""
    call = getattr(node, "value", None)
    target = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if name is not None and name.endswith("]"):
        with suppress(SyntaxError):
            target = ast.parse(name, mode="eval").body
    if not isinstance(target, ast.Subscript) or not isinstance(target.value, ast.Name):
        return None
    key = target.slice.value if isinstance(target.slice, ast.Constant) else None
    if name is not None and isinstance(target.slice, ast.Name):
        key = target.slice.id  # a magic's line has lost its quotes
    return (target.value.id, key) if isinstance(key, str) else None
