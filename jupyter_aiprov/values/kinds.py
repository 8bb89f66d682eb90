"""The exact types that are looked into, as data; a library's are named by module and name."""

from __future__ import annotations

import functools
import io
import itertools
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable
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
from typing import Any, NamedTuple, TypeGuard

from .raw import (
    MISSING,
    address,
    derives,
    is_a,
    is_static,
    module_of,
    mro_of,
    name_of,
    names_of,
    root_of,
    space_of,
)
from .user_modules import is_library, is_local

#: Values that cannot change and are shared by chance: who is who says nothing.
PLAIN: tuple[type, ...] = (
    *(int, str, float, bool, complex, bytes, range),
    *(type(None), type(...), type(NotImplemented)),
)
#: Containers whose parts are read through the type's own methods, also where a class derives
#: from them: what the class makes of them is left aside.
LISTS: tuple[type, ...] = (list, tuple, set, frozenset, deque)
TABLES: tuple[type, ...] = (dict, OrderedDict, defaultdict, Counter)
_EMPTY: tuple[Iterable[object], ...] = ([], (), {}, set(), "", b"", bytearray(), range(0), deque())
_VIEWS: tuple[Iterable[object], ...] = ({}.keys(), {}.values(), {}.items())
CONTAINERS: tuple[type, ...] = (*LISTS, *TABLES, functools.partial)
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

#: The addresses of the :data:`PLAIN` types.
PLAINS = frozenset(map(address, PLAIN))


def is_plain(value: object) -> bool:
    """Whether a value is of one of the :data:`PLAIN` types."""
    return address(type(value)) in PLAINS


def is_module(value: object) -> TypeGuard[ModuleType]:
    """Whether a value is a module, loaded or waiting to be."""
    return family(value).name == "module"


def is_class(value: object) -> TypeGuard[type]:
    """Whether a value is a class."""
    return is_a(value, type)


def is_function(value: object) -> bool:
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


def of_library(value: object, module: str, *names: str) -> bool:
    """Whether a value is, or derives from, one of these types of a library.

    Args:
        value: any value; nothing of it is called.
        module: the library's, which need not be loaded.
        names: of the types in that module.

    Returns:
        True where it is; False where the module is not loaded or has no such types.
    """
    kinds = [found for name in names if (found := library_type(module, name)) is not MISSING]
    return bool(kinds) and is_a(value, *kinds)


def library_of(kind: type) -> str:
    """The library whose own type this is, empty where a user's class, or Python's, is meant."""
    root = root_of(kind)
    return root if root != "builtins" and is_library(root) else ""


class Family(NamedTuple):
    """How values of a type are looked at.

    Attributes:
        name: ``plain`` values cannot change; ``lone`` are Python's own, each a thing by itself;
            ``view``, ``array`` and ``drawn`` values may be parts of others; ``class`` and
            ``module`` speak for themselves; ``closed`` ones hold nothing of the user's; of the
            rest, ``instance``, the attributes are read.
        library: the library that has its own way to tell whether a value changed, if one does.
        base: the address of the container of Python's that an instance's class derives from.
        slots: whether the class keeps attributes outside of the instance's dictionary.
        local: whether the class is the user's own.
    """

    name: str
    library: str = ""
    base: int = 0
    slots: bool = False
    local: bool = False


_KNOWN: dict[int, Family] = {}
_passing: dict[int, Family] = {}
#: The types of libraries that were met.
_lasting: list[type] = []


def family(value: object) -> Family:
    """The family of a value's type.

    What is found of a class is good until :func:`forget`, for its address may serve another one.
    """
    kind = type(value)
    number = address(kind)
    found = _KNOWN.get(number) or _passing.get(number)
    if found is None:
        found = _family(kind)
        if not found.local and library_type(module_of(kind), name_of(kind)) is kind:
            _lasting.append(kind)  # so that its address is nobody else's
            _KNOWN[number] = found
        else:
            _passing[number] = found
    return found


def forget() -> None:
    """The user's code ran, or is about to: classes may be gone, and others in their places."""
    _passing.clear()


def _family(kind: type) -> Family:
    families = (*_FAMILIES, ("plain", _numpy("generic")), ("array", _numpy("ndarray")))
    known = next((name for name, bases in families if derives(kind, *bases)), "")
    if known or root_of(kind) in MACHINERY:
        return Family(known or "closed")
    roots = [library_of(base) for base in mro_of(kind)]
    library = next((root for root in roots if root in SEALED), "")
    artist = library_type("matplotlib.artist", "Artist") if library == "matplotlib" else MISSING
    if artist is not MISSING and derives(kind, artist):
        return Family("drawn", library)
    if roots[0] in SEALED:
        return Family("closed", library)
    base = base_among(kind, CONTAINERS)
    return Family(
        "instance",
        library,
        base=address(base) if base is not None else 0,
        slots=any("__slots__" in names_of(one) for one in mro_of(kind)),
        local=is_local(module_of(kind)),
    )


_FAMILIES: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("class", (type,)),
    ("module", (ModuleType,)),
    ("view", (memoryview,)),
)


def is_array(value: object) -> bool:
    """Whether a value is an array of numpy's, or derives from one."""
    return family(value).name == "array"


def is_frame(value: object) -> bool:
    """Whether a value is a table of pandas or polars itself, not of a class made from one."""
    kind = type(value)
    return any(
        kind is found
        for module in ("pandas", "polars")
        if (found := library_type(module, "DataFrame")) is not MISSING
    )


def _numpy(name: str) -> tuple[type, ...]:
    """A type of numpy's that is written in C; none where numpy is not there, or another's."""
    found = library_type("numpy", name)
    return (found,) if found is not MISSING and is_static(found) else ()


def base_among(kind: type, kinds: tuple[type, ...]) -> type | None:
    """The nearest of these types that a type is, or derives from."""
    for base in mro_of(kind):
        if any(base is one for one in kinds):
            return base
    return None


_KNOWN.update({address(kind): Family("plain") for kind in PLAIN})
_KNOWN.update(
    {
        address(kind): Family("lone")
        for kind in (*LISTS, *TABLES, *HOLDING, FunctionType, MethodType, BuiltinFunctionType)
    }
)
_KNOWN.update({address(kind): Family("lone") for kind in (functools.partial, bytearray)})
