"""Calls that may read or write a file in native code, where no open of it can be observed.

A call into a library whose input and output nobody watches, with the name of a file among its
arguments: whether the file was opened in sight is known once the statement has run.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from types import BuiltinFunctionType, FunctionType
from typing import NamedTuple

from ..spec.effects import effects
from ..values.kinds import is_class, is_module
from ..values.raw import MISSING, exactly, module_of, path_text, space_of
from ..values.user_modules import is_local

_SEEN = effects("files", "seen", frozenset[str])
_ENDING = re.compile(
    rf"[^\n]*\.({'|'.join(effects('files', 'endings', list[str]))})", re.IGNORECASE
)
_QUOTED = re.compile(r"'([^'\n]+)'|\"([^\"\n]+)\"")
_LONG = 4096


class NativeCall(NamedTuple):
    """A call that may use a file unseen.

    Attributes:
        start: its first line.
        end: its last one.
        path: of the file, empty where its name is made up as the code runs.
    """

    start: int
    end: int
    path: str


def candidates(
    node: ast.Call, owner: object, callee: object, value: Callable[[ast.expr], object]
) -> Iterator[NativeCall]:
    """The files a call may use out of sight.

    Args:
        node: the call.
        owner: the object whose method is called, MISSING where it is none that can be seen.
        callee: what is called, MISSING likewise.
        value: looks an expression up, see :func:`safe_eval.peek`.

    Yields:
        One use for each argument that names a file.
    """
    if _root(owner, callee) is None:
        return
    for argument in (*node.args, *(word.value for word in node.keywords)):
        for path in _paths(argument, value):
            yield NativeCall(node.lineno, node.end_lineno or node.lineno, path)


def _root(owner: object, callee: object) -> str | None:
    """The library a call goes to, None where it is one of those whose files are seen."""
    held = callee if owner is MISSING else owner
    if held is MISSING:
        return None
    if is_module(held):
        name = space_of(held).get("__name__")
    elif exactly(held, FunctionType, BuiltinFunctionType):
        name = held.__module__
    else:
        name = module_of(held if is_class(held) else type(held))
    if type(name) is not str or not name or is_local(name):
        return None
    root = name.partition(".")[0].removeprefix("_")
    return None if root in _SEEN or root in sys.stdlib_module_names else root


def _paths(argument: ast.expr, value: Callable[[ast.expr], object]) -> Iterator[str]:
    held = value(argument)
    if held is not MISSING:
        text = path_text(held)
        if text and len(text) < _LONG:
            yield from _named(text)
        return
    if not isinstance(argument, ast.JoinedStr | ast.BinOp | ast.Call):
        return
    words = [part.value for part in ast.walk(argument) if isinstance(part, ast.Constant)]
    if any(type(word) is str and _ends(word) for word in words):
        yield ""


def _named(text: str) -> Iterator[str]:
    """A text that is a file's name, and files named in a query."""
    if "://" in text:
        return
    quoted = [one or other for one, other in _QUOTED.findall(text)]
    for name in (text, *quoted):
        if _ends(name) or os.path.isfile(name):  # noqa: PTH113 - it may be any text
            yield os.path.abspath(name)  # noqa: PTH100 - paths are compared as text


def _ends(word: str) -> bool:
    return _ENDING.fullmatch(word) is not None
