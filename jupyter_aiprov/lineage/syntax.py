"""Questions to source and to code objects, whatever the names in them stand for."""

from __future__ import annotations

import ast
from functools import lru_cache
from types import CodeType
from typing import Any

from ..values.raw import exactly


@lru_cache(512)
def with_inner(code: CodeType) -> tuple[CodeType, ...]:
    """A code object and those of the functions defined in it."""
    inner = [one for one in code.co_consts if exactly(one, CodeType)]
    return (code, *(part for one in inner for part in with_inner(one)))


def is_value(node: ast.AST) -> bool:
    """Whether a part of a node has a value."""
    return isinstance(node, ast.expr | ast.keyword | ast.FormattedValue | ast.comprehension)


def texts(node: ast.List) -> set[Any]:
    """The names in a list of constant names, nothing where something else is in it."""
    found = {item.value for item in node.elts if isinstance(item, ast.Constant)}
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
