"""Which values hold others."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from types import (
    BuiltinMethodType,
    FrameType,
    FunctionType,
    MemberDescriptorType,
    MethodType,
)
from typing import Any

from ..spec.effects import effects
from .identity import identity
from .kinds import (
    HOLDING,
    LISTS,
    MACHINERY,
    MEMO,
    PLAINS,
    TABLES,
    family,
    is_class,
    is_module,
    is_plain,
    library_type,
)
from .raw import address, exactly, module_of, mro_of, name_of, names_of, own
from .user_modules import is_local

_WIDTH = 100
#: Takes a value of one exact type, or of a family, and gives what it holds.
Reader = Callable[[Any], Iterable[object]]


def bound_to(value: object) -> object:
    """The object a method taken as a value belongs to, None where it is no such thing."""
    if not exactly(value, MethodType, BuiltinMethodType):
        return None
    owner: object = value.__self__
    return None if is_module(owner) else owner


def is_conduit(value: object) -> bool:
    """Whether data only passes through a value: a pool of workers, a log, a network client."""
    kind = type(value)
    module = module_of(kind)
    if module.startswith(("numpy.random", "random")):
        return True
    if module.partition(".")[0] in _CONDUITS:
        return name_of(kind) not in _KEEPING
    if is_local(module) or is_plain(value) or not own(value):
        return False
    return any(module_of(type(part)) in _NETWORK for part in reach(value, limit=200))


_CONDUITS = effects("types", "conduits", frozenset[str])
_KEEPING = effects("types", "keeping", frozenset[str])
_NETWORK = effects("types", "network", frozenset[str])


def reach(value: object, limit: int = 300, depth: int = 6) -> Iterator[object]:
    """The value and what it holds, nearest first.

    Args:
        value: where to begin.
        limit: so many values at most.
        depth: so many steps from the value at most.

    Yields:
        Each value once; plain ones below the first are left out.
    """
    seen = {address(value)}
    level = [value]
    yield value
    for _ in range(depth):
        below: list[object] = []
        for holder in level:
            for child in children(holder):
                if address(type(child)) in PLAINS or (number := address(child)) in seen:
                    continue
                if len(seen) >= limit:
                    return
                seen.add(number)
                below.append(child)
                yield child
        if not below:
            return
        level = below


def children(value: object) -> Iterable[object]:
    """What a value holds directly; of a large container the first and last values."""
    reader = _READERS.get(address(type(value)))
    if reader is not None:
        return reader(value)
    by_family = _OF_FAMILY.get(family(value).name)
    return by_family(value) if by_family is not None else _of_instance(value)


def _of_instance(value: object) -> list[object]:
    """Attributes, and what the container holds that the class derives from.

    The container's own methods are asked, not what the class makes of them.
    """
    made, kind = family(value), type(value)
    held = list(own(value).values())
    if made.base:
        held.extend(_READERS[made.base](value))
    if made.slots:
        held.extend(_slots(value, kind))
    if made.local:
        held.append(kind)
    return held


def _some(base: Any) -> Reader:
    """A reader of the first and last values of a container, by the methods of this type."""
    size, walk = base.__len__, base.__iter__
    at = base.__getitem__ if base in (list, tuple) else None

    def read(value: object) -> Iterable[object]:
        try:
            first = list(islice(walk(value), _WIDTH))
        except RuntimeError:  # it is filled by a thread meanwhile
            return ()
        if at is None or size(value) <= _WIDTH:
            return first
        return [*first, *at(value, slice(-_WIDTH // 4, None))]

    return read


def _of_table(value: dict[object, object]) -> Iterable[object]:
    try:
        return list(islice(dict.values(value), _WIDTH))
    except RuntimeError:  # it is filled by a thread meanwhile
        return ()


def _of_array(value: object) -> Iterable[object]:
    """Objects in an array, such as the axes that ``subplots`` answers."""
    reads = names_of(library_type("numpy", "ndarray"))
    if not reads["dtype"].__get__(value).hasobject:
        return ()
    return list(islice(reads["flat"].__get__(value), _WIDTH))


def _of_function(value: FunctionType) -> list[object]:
    home = value.__globals__.get("__name__")
    if type(home) is str and home.partition(".")[0] in MACHINERY:
        return []
    held = [*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()]
    held.extend(closure_of(value))
    held.extend(own(value).values())
    return held


def closure_of(function: FunctionType) -> list[object]:
    """The values a function closes over, those aside that are not there yet."""
    found = []
    for cell in function.__closure__ or ():
        try:
            found.append(cell.cell_contents)
        except ValueError:  # not filled yet
            continue
    return found


def _of_collector(value: object) -> list[object]:
    """What the collector is told a value holds; the variables of code that waits among it."""
    found: list[object] = []
    for one in gc.get_referents(value):
        if type(one) is FrameType:
            found.extend(gc.get_referents(one) if sys.version_info < (3, 11) else ())
        else:
            found.append(one)
    return found


def _of_partial(value: object) -> list[object]:
    reads = names_of(functools.partial)
    given = reads["keywords"].__get__(value)
    return [reads["func"].__get__(value), *reads["args"].__get__(value), *given.values()]


def _of_class(value: type) -> list[object]:
    if not is_local(module_of(value)):
        return []
    return [
        held
        for name, held in list(names_of(value).items())
        if type(name) is str
        and not name.startswith("__")
        and not exactly(held, FunctionType, MemberDescriptorType)
    ]


def _of_memoryview(value: memoryview) -> list[object]:
    try:
        return [value.obj]
    except ValueError:  # released
        return []


_READERS: dict[int, Reader] = {
    **{address(kind): (lambda _value: ()) for kind in (bytearray, FrameType)},
    **{address(kind): _some(kind) for kind in LISTS},
    **{address(kind): _of_table for kind in TABLES},
    **{address(kind): _of_collector for kind in HOLDING},
    address(FunctionType): _of_function,
    address(MethodType): lambda value: [value.__self__, value.__func__],
    address(BuiltinMethodType): lambda value: [value.__self__],
    address(functools.partial): _of_partial,
    address(memoryview): _of_memoryview,
}
_OF_FAMILY: dict[str, Reader] = {
    "plain": lambda _value: (),
    "module": lambda _value: (),
    "closed": lambda _value: (),
    "drawn": lambda _value: (),
    "class": _of_class,
    "array": _of_array,
}


def parts_with(value: object, numbers: set[int]) -> list[object]:
    """The attributes or keys of a value that hold a value of one of these identities."""
    parts = value if type(value) is dict else attributes_of(value)
    return [
        key
        for key, part in list(parts.items())
        if (type(key) is str or type(key) is int)
        and any(identity(one) in numbers for one in reach(part, 100))
    ]


def attributes_of(value: object) -> dict[str, object]:
    """A class's own names, else an instance's."""
    return dict(names_of(value)) if is_class(value) else own(value)


def memo_size(value: object) -> int | None:
    """How many answers a memoised function keeps, None where a value is no such thing."""
    return value.cache_info().currsize if type(value) is MEMO else None


def _slots(value: object, kind: type) -> Iterator[object]:
    for base in mro_of(kind):
        names = names_of(base)
        for slot in list(names.values()) if "__slots__" in names else ():
            if type(slot) is MemberDescriptorType:
                try:
                    yield slot.__get__(value, kind)
                except AttributeError:  # not set
                    continue
