"""The exact types that are looked into, as data; a library's are named by module and name."""

from __future__ import annotations

import functools
import io
import itertools
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from types import (
    AsyncGeneratorType,
    BuiltinFunctionType,
    CoroutineType,
    FunctionType,
    GeneratorType,
    MappingProxyType,
    MethodType,
    ModuleType,
)
from typing import Any, TypeGuard

from .homes import is_library
from .raw import MISSING, address, derives, is_a, is_static, mro_of, root_of, space_of

#: Values that cannot change and are shared by chance: who is who says nothing.
PLAIN: tuple[type, ...] = (
    *(int, str, float, bool, complex, bytes, range),
    *(type(None), type(...), type(NotImplemented)),
)
#: Containers whose parts are read through the type's own methods, also where a class derives
#: from them: what the class makes of them is left aside.
LISTS: tuple[type, ...] = (list, tuple, set, frozenset, deque)
TABLES: tuple[type, ...] = (dict, OrderedDict, defaultdict, Counter)
_EMPTY: tuple[Any, ...] = ([], (), {}, set(), "", b"", bytearray(), range(0), deque())
_VIEWS: tuple[Any, ...] = ({}.keys(), {}.values(), {}.items())
#: Types written in C that tell the collector what they hold; asking it runs nobody's code.
HOLDING: tuple[type, ...] = (
    *(GeneratorType, CoroutineType, AsyncGeneratorType, MappingProxyType),
    *(map, zip, filter, enumerate, reversed, staticmethod, classmethod, property),
    *map(type, _VIEWS),
    *(type(iter(made)) for made in (*_EMPTY, *_VIEWS)),
    *(one for one in vars(itertools).values() if type(one) is type),
    type(functools.lru_cache(lambda: None)),
)
#: What file objects really derive from: ``io.IOBase`` only says that they do.
FILE: type = io.IOBase.__mro__[1]
MEMO = type(functools.lru_cache(lambda: None))
FUNCTIONS: tuple[type, ...] = (
    *(FunctionType, MethodType, functools.partial, type, property),
    *(staticmethod, classmethod, MEMO),
)
#: Containers of a library's own data, in which nothing of the user's can hide.
SEALED = frozenset(("numpy", "pandas", "polars", "pyarrow", "matplotlib", "scipy", "torch", "PIL"))
#: The kernel's own objects, from which everything can be reached, and ours.
MACHINERY = frozenset(("IPython", "ipykernel", "traitlets", "zmq", __name__.partition(".")[0]))

_PLAIN = frozenset(map(address, PLAIN))


def is_plain(value: Any) -> bool:
    """Whether a value is of one of the :data:`PLAIN` types."""
    return address(type(value)) in _PLAIN


def is_module(value: Any) -> TypeGuard[ModuleType]:
    """Whether a value is a module, loaded or waiting to be."""
    return is_a(value, ModuleType)


def is_class(value: Any) -> TypeGuard[type]:
    """Whether a value is a class."""
    return is_a(value, type)


def is_function(value: Any) -> bool:
    """Whether a value is a function, of Python or built in."""
    kind = type(value)
    return kind is FunctionType or kind is BuiltinFunctionType


def library_type(module: str, name: str) -> Any:
    """A type of a library that is loaded, MISSING where it is not or is the user's own."""
    there = sys.modules.get(module)
    if there is None:
        return MISSING
    known = _found.get((module, name))
    if known is None or known[0] != address(there):
        held = space_of(there).get(name, MISSING) if is_library(module) else MISSING
        known = _found[module, name] = (address(there), held)
    return known[1]


#: What was found: the address of the module it was found in, and the type.
_found: dict[tuple[str, str], tuple[int, Any]] = {}


def of_library(value: Any, module: str, *names: str) -> bool:
    """Whether a value is, or derives from, one of these types of a library."""
    kinds = [found for name in names if (found := library_type(module, name)) is not MISSING]
    return bool(kinds) and is_a(value, *kinds)


def library_of(kind: type) -> str:
    """The library whose own type this is, empty where a user's class, or Python's, is meant."""
    root = root_of(kind)
    return root if root != "builtins" and is_library(root) else ""


def is_array(value: Any) -> bool:
    """Whether a value is an array of numpy's, or derives from one."""
    array = _numpy("ndarray")
    return array is not MISSING and derives(type(value), array)


def is_scalar(value: Any) -> bool:
    """Whether a value is a number of numpy's."""
    scalar = _numpy("generic")
    return scalar is not MISSING and derives(type(value), scalar)


def is_frame(value: Any) -> bool:
    """Whether a value is a table of pandas or polars itself, not of a class made from one."""
    kind = type(value)
    return any(
        kind is found
        for module in ("pandas", "polars")
        if (found := library_type(module, "DataFrame")) is not MISSING
    )


def _numpy(name: str) -> Any:
    found = library_type("numpy", name)
    return found if found is not MISSING and is_static(found) else MISSING


def base_among(kind: type, kinds: tuple[type, ...]) -> type | None:
    """The nearest of these types that a type is, or derives from."""
    for base in mro_of(kind):
        if any(base is one for one in kinds):
            return base
    return None
