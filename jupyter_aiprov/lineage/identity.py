"""Which values are the same thing, and which values hold others; no user code is run.

Values are looked at, never kept: identities are numbers, good for as long as a name holds the
value.
"""

from __future__ import annotations

import functools
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from types import (
    BuiltinMethodType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any

from ..values.homes import is_local

#: Values that cannot change and are shared by chance: who is who says nothing.
PLAIN: frozenset[type] = frozenset(
    (int, str, float, bool, complex, bytes, type(None), type(...), type(NotImplemented), range)
)
_LISTS = (list, tuple, set, frozenset, deque)
_ITERATORS: tuple[type, ...] = (
    type(iter([])),
    type(iter(())),
    map,
    zip,
    filter,
    enumerate,
    reversed,
)
#: Containers of a library's own data, in which nothing of the user's can hide.
_SEALED = frozenset(("numpy", "pandas", "polars", "pyarrow", "matplotlib", "scipy", "torch"))
#: The kernel's own objects, from which everything can be reached, and ours.
_MACHINERY = frozenset(("IPython", "ipykernel", "traitlets", "zmq", __name__.partition(".")[0]))
_WIDTH = 100


#: Tells values apart as ``id`` does, which would call every audit hook of the process for each.
address: Callable[[Any], int] = object.__hash__


def identity(value: Any) -> int | None:
    """A number shared by values that are one thing; None for plain values.

    Arrays that share memory are one thing, and so is everything drawn in one figure.
    """
    kind = type(value)
    if kind in PLAIN or (kind in (tuple, frozenset) and not value):
        return None
    if kind is memoryview:
        return identity(value.obj)
    root = kind.__module__.partition(".")[0]
    if root == "numpy":
        return _array(value)
    if root in ("matplotlib", "mpl_toolkits"):
        return address(figure_of(value))
    return address(value)


def is_one(value: Any, number: int) -> bool:
    """Whether a value has this identity; quicker than to ask for it."""
    if address(value) == number:
        return True
    kind = type(value)
    return kind not in _LONE and identity(value) == number


_LONE = PLAIN | {list, dict, tuple, set, frozenset, FunctionType, ModuleType, type, deque}


def _array(value: Any) -> int | None:
    numpy = sys.modules["numpy"]
    if isinstance(value, numpy.generic):
        return None
    while isinstance(value, numpy.ndarray) and isinstance(value.base, numpy.ndarray):
        value = value.base
    return address(value)


def figure_of(value: Any) -> Any:
    """The outermost figure a drawn thing belongs to, else the value itself."""
    artist = sys.modules.get("matplotlib.artist")
    if artist is None or not isinstance(value, artist.Artist):
        return value
    for _ in range(4):  # an artist's figure may be a sub-figure of another
        try:
            above = value.figure
        except (AttributeError, RuntimeError):
            return value
        if above is None or above is value:
            return value
        value = above
    return value


def bound_to(value: Any) -> Any:
    """The object a method taken as a value belongs to, None where it is no such thing."""
    if not isinstance(value, MethodType | BuiltinMethodType):
        return None
    owner = value.__self__
    return None if isinstance(owner, ModuleType) else owner


def is_conduit(value: Any) -> bool:
    """Whether data only passes through a value: a pool of workers, a log, a network client."""
    kind = type(value)
    if kind.__module__.startswith(("numpy.random", "random")):
        return True
    if kind.__module__.partition(".")[0] in _CONDUITS:
        return kind.__name__ not in _KEEPING
    if is_local(kind.__module__) or kind in PLAIN or not own(value):
        return False
    return any(type(part).__module__ in _NETWORK for part in reach(value, limit=200))


_CONDUITS = frozenset(("concurrent", "multiprocessing", "logging", "asyncio", "tqdm", "joblib"))
_KEEPING = frozenset(("Queue", "SimpleQueue", "JoinableQueue", "Future", "Task", "Array", "Value"))
_NETWORK = frozenset(("ssl", "socket", "_socket", "_ssl", "httpx", "urllib3"))


def reach(value: Any, limit: int = 300, depth: int = 6) -> Iterator[Any]:
    """The value and what it holds, nearest first, at most ``limit`` values."""
    seen = {address(value)}
    level = [value]
    yield value
    for _ in range(depth):
        below: list[Any] = []
        for holder in level:
            for child in children(holder):
                if type(child) in PLAIN or address(child) in seen:
                    continue
                if len(seen) >= limit:
                    return
                seen.add(address(child))
                below.append(child)
                yield child
        if not below:
            return
        level = below


def children(value: Any) -> Iterable[Any]:
    """What a value holds directly; of a large container the first and last values."""
    if type(value) in PLAIN or isinstance(value, ModuleType):
        return ()
    if isinstance(value, _LISTS):
        return _some(value)
    if isinstance(value, dict):
        return _some(value.values())
    return _within(value, type(value).__module__.partition(".")[0])


def _within(value: Any, root: str) -> Iterable[Any]:
    if root in _MACHINERY:
        return ()
    for test, look in _LOOK:
        if isinstance(value, test):
            held: Iterable[Any] = look(value)
            return held
    if root in _SEALED:
        return _of_array(value) if root == "numpy" else ()
    return _attributes(value)


def _some(values: Any) -> Iterable[Any]:
    if len(values) <= _WIDTH:
        return list(values)
    first = list(islice(values, _WIDTH))
    return first + list(values[-_WIDTH // 4 :]) if isinstance(values, list | tuple) else first


def _of_array(value: Any) -> Iterable[Any]:
    """Objects in an array, such as the axes that ``subplots`` answers."""
    if not getattr(getattr(value, "dtype", None), "hasobject", False):
        return ()
    return list(islice(value.flat, _WIDTH)) if hasattr(value, "flat") else ()


def _of_function(value: FunctionType) -> list[Any]:
    home = str(value.__globals__.get("__name__", ""))
    if home.partition(".")[0] in _MACHINERY:
        return []
    held = [*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()]
    for cell in value.__closure__ or ():
        try:
            held.append(cell.cell_contents)
        except ValueError:  # not filled yet
            continue
    held.extend(own(value).values())
    return held


def _of_frame(frame: FrameType | None) -> list[Any]:
    """The variables of code that waits to go on; of code that ended, none."""
    return list(frame.f_locals.values()) if frame is not None else []


def _of_iterator(value: Any) -> list[Any]:
    try:
        parts = value.__reduce__()[1]
    except (TypeError, AttributeError):
        return []
    return [item for part in parts for item in (part if isinstance(part, tuple) else (part,))]


def _of_class(value: type) -> list[Any]:
    if not is_local(value.__module__):
        return []
    return [
        held
        for name, held in list(vars(value).items())
        if not name.startswith("__") and not isinstance(held, FunctionType | MemberDescriptorType)
    ]


_LOOK: tuple[tuple[Any, Any], ...] = (
    (FunctionType, _of_function),
    (MethodType, lambda value: [value.__self__, value.__func__]),
    (BuiltinMethodType, lambda value: [value.__self__]),
    (functools.partial, lambda value: [value.func, *value.args, *value.keywords.values()]),
    (staticmethod, lambda value: [value.__func__]),
    (classmethod, lambda value: [value.__func__]),
    (GeneratorType, lambda value: _of_frame(value.gi_frame)),
    (CoroutineType, lambda value: _of_frame(value.cr_frame)),
    (_ITERATORS, _of_iterator),
    (memoryview, lambda value: [value.obj]),
    (type, _of_class),
)


def parts_with(value: Any, numbers: set[int]) -> list[Any]:
    """The attributes or keys of a value that hold a value of one of these identities."""
    held = dict(vars(value)) if isinstance(value, type) else own(value)
    parts = value if type(value) is dict else held
    return [
        key
        for key, part in list(parts.items())
        if type(key) in (str, int) and any(identity(one) in numbers for one in reach(part, 100))
    ]


def own(value: Any) -> dict[str, Any]:
    """The instance dictionary of a value, without asking the value's own code."""
    try:
        found = object.__getattribute__(value, "__dict__")
    except (AttributeError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _attributes(value: Any) -> list[Any]:
    held = list(own(value).values())
    kind = type(value)
    for base in kind.__mro__:
        for name in vars(base).get("__slots__", ()) if base is not object else ():
            slot = vars(base).get(name)
            if isinstance(slot, MemberDescriptorType):
                try:
                    held.append(slot.__get__(value, kind))
                except AttributeError:  # not set
                    continue
    if is_local(kind.__module__):
        held.append(kind)
    return held
