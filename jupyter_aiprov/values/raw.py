"""Types and values as the interpreter holds them, past anything that a class may override.

``isinstance`` asks a value for its ``__class__``, a set asks a type's metaclass for its hash, and
``vars`` opens what is loaded lazily: none of these is used on a value here.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Mapping
from pathlib import PosixPath, PurePosixPath, PureWindowsPath, WindowsPath
from types import ModuleType
from typing import Any, TypeGuard, TypeVar, overload

T = TypeVar("T")
T2 = TypeVar("T2")

MISSING: Any = object()

#: Tells values apart as ``id`` does, which would call every audit hook of the process for each.
address: Callable[[object], int] = object.__hash__

#: Bytes that an address takes in :func:`addresses`.
POINTER = ctypes.sizeof(ctypes.c_void_p)
_bytes_at = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_ssize_t)(
    ("PyBytes_FromStringAndSize", ctypes.pythonapi)
)
_id = id  # as it is before anybody replaces it; asked once a row, not once a value

_mro: Callable[[object], tuple[type, ...]] = type.__dict__["__mro__"].__get__
_names: Callable[[object], Mapping[str, Any]] = type.__dict__["__dict__"].__get__
_module: Callable[[object], object] = type.__dict__["__module__"].__get__
_name: Callable[[object], object] = type.__dict__["__name__"].__get__
_flags: Callable[[object], int] = type.__dict__["__flags__"].__get__
_held: Callable[[object], int] = type.__dict__["__dictoffset__"].__get__
_HEAP = 1 << 9

# The accessor ``__dict__`` of a type may be a program of its own; this reads the slot itself.
_of_slot = ctypes.pythonapi.PyObject_GenericGetDict
_of_slot.restype = ctypes.py_object
_box = ctypes.py_object


def mro_of(kind: type) -> tuple[type, ...]:
    """A type and its bases."""
    return _mro(kind)


def names_of(kind: type) -> Mapping[str, Any]:
    """What a type itself defines."""
    return _names(kind)


def module_of(kind: type) -> str:
    """The module a type says it comes from, empty where that is no text."""
    try:
        found = _module(kind)
    except AttributeError:
        return ""
    return found if type(found) is str else ""


def name_of(kind: type) -> str:
    """A type's name."""
    return str(_name(kind))


def root_of(kind: type) -> str:
    """The library a type says it comes from."""
    return module_of(kind).partition(".")[0]


def is_static(kind: type) -> bool:
    """Whether a type is written in C and part of the program: nobody can have made it up."""
    return not _flags(kind) & _HEAP


@overload
def exactly(value: object, one: type[T], /) -> TypeGuard[T]: ...
@overload
def exactly(value: object, one: type[T], two: type[T2], /) -> TypeGuard[T | T2]: ...
@overload
def exactly(value: object, *kinds: type) -> bool: ...
def exactly(value: object, *kinds: type) -> bool:
    """Whether a value is of one of these very types."""
    kind = type(value)
    for one in kinds:  # noqa: SIM110 - asked of every value met; a generator takes twice as long
        if kind is one:
            return True
    return False


@overload
def is_a(value: object, one: type[T], /) -> TypeGuard[T]: ...
@overload
def is_a(value: object, one: type[T], two: type[T2], /) -> TypeGuard[T | T2]: ...
@overload
def is_a(value: object, *kinds: type) -> bool: ...
def is_a(value: object, *kinds: type) -> bool:
    """Whether a value's type is, or derives from, one of these; its ``__class__`` has no say."""
    return derives(type(value), *kinds)


def derives(kind: type, *kinds: type) -> bool:
    """Whether a type is, or derives from, one of these."""
    for base in _mro(kind):
        for one in kinds:
            if base is one:
                return True
    return False


def defined(kind: type, name: str) -> Any:
    """What a type or the nearest of its bases defines under a name, not bound to anything."""
    for base in _mro(kind):
        found = _names(base).get(name, MISSING)
        if found is not MISSING:
            return found
    return MISSING


def own(value: object) -> dict[str, Any]:
    """A value's instance dictionary; an empty one where it has none. It is the value's own."""
    if not _held(type(value)):
        return {}
    try:
        found = _of_slot(_box(value), None)
    except (AttributeError, SystemError):
        return {}
    return found if type(found) is dict else {}


def space_of(module: ModuleType) -> dict[str, Any]:
    """The globals of a module; one that is loaded lazily stays unloaded."""
    return own(module)


def addresses(values: tuple[object, ...]) -> bytes:
    """Where the items of a tuple lie, as it holds them: nothing is made or asked for each."""
    return _bytes_at(_id(values) + tuple.__basicsize__, POINTER * len(values))  # type: ignore[no-any-return]


def text_in(space: Mapping[str, object], name: str) -> str:
    """A text among some globals, empty where there is none."""
    found = space.get(name)
    return found if type(found) is str else ""


def path_text(path: object) -> str | None:
    """A path as text: None for a descriptor or nothing, empty for what is not looked into."""
    kind = type(path)
    if kind is str:
        return str(path)
    if path is None or is_a(path, int):
        return None
    if exactly(path, PosixPath, WindowsPath) or exactly(path, PurePosixPath, PureWindowsPath):
        return os.fspath(path)
    if is_a(path, str):
        return str.__str__(path)
    return os.fsdecode(bytes.__add__(path, b"")) if is_a(path, bytes) else ""
