"""Fingerprints: whether a value changed, at a cost that does not grow with its size.

A print samples. That it is the same is no proof for a large array with one changed element:
what the syntax shows to be a change is believed without it.
"""

from __future__ import annotations

import io
import sys
import weakref
from collections import deque
from collections.abc import Callable
from functools import cached_property
from inspect import getattr_static
from itertools import islice
from types import FunctionType, ModuleType
from typing import Any

from ..values.homes import is_local
from .identity import PLAIN, address, figure_of, identity, own, reach

_SAMPLE = 64
_DRAWN = 200
_PIXELS = 1 << 16

#: Print of each value reached, by its identity; None where a value shows nothing of itself.
Prints = dict[int, Any]


def prints(value: Any, limit: int = 150) -> Prints:
    """The prints of a value and of what it holds."""
    found: Prints = {}
    for part in reach(value, limit, depth=4):
        key = identity(part)
        if key is not None and not isinstance(part, ModuleType):
            made = shallow(part)
            known = found.get(key)
            found[key] = made if known is None else (known, made)
    return found


def shallow(value: Any) -> Any:
    """The print of one value, None where it is closed to us."""
    kind = type(value)
    if kind in PLAIN:
        return kind.__name__
    if isinstance(value, type):
        return _ids(vars(value).values()) if is_local(value.__module__) else kind.__name__
    for types, reader in _OF_TYPE:
        if isinstance(value, types):
            return reader(value)
    library = _OF_LIBRARY.get(kind.__module__.partition(".")[0])
    return library(value) if library is not None else _instance(value)


def _instance(value: Any) -> Any:
    if own(value):
        kept = _kept(value)
        return len(kept), _ids(kept)
    kind: Any = type(value)
    hashed = kind.__hash__ is not None and kind.__hash__ is not object.__hash__
    if hashed and kind.__eq__ is not object.__eq__:
        return kind.__name__  # compared by value, so it does not change
    return None


def _closed_over(function: FunctionType) -> tuple[int, ...]:
    found = []
    for cell in function.__closure__ or ():
        try:
            found.append(address(cell.cell_contents))
        except ValueError:  # not filled yet
            found.append(0)
    return tuple(found)


def _kept(value: Any) -> list[Any]:
    """Attributes of an instance, those aside that its class only computes once."""
    kind, held = type(value), own(value)
    return [
        part
        for name, part in list(held.items())
        if not isinstance(getattr_static(kind, name, None), cached_property)
    ]


_OF_TYPE: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    ((list, tuple, deque), lambda value: (len(value), _ids(value))),
    (dict, lambda value: (len(value), _ids(value), _ids(value.values()), _tail(value))),
    ((set, frozenset), lambda value: (len(value), _ids(value))),
    (bytearray, lambda value: (len(value), bytes(value[:: max(1, len(value) // _SAMPLE)]))),
    ((io.StringIO, io.BytesIO), lambda value: None if value.closed else value.tell()),
    (io.IOBase, lambda _value: None),
    (FunctionType, lambda value: (_closed_over(value), _ids(own(value).values()))),
)


def _ids(values: Any) -> tuple[int, ...]:
    if isinstance(values, list | tuple) and len(values) > 2 * _SAMPLE:
        step = len(values) // _SAMPLE
        return tuple(map(address, values[::step])) + tuple(map(address, values[-_SAMPLE:]))
    return tuple(map(address, islice(values, 2 * _SAMPLE)))


def _tail(value: dict[Any, Any]) -> int:
    return address(value[next(reversed(value))]) if value else 0


def _array(value: Any) -> Any:
    numpy = sys.modules["numpy"]
    if not isinstance(value, numpy.ndarray):
        return str(type(value)) if isinstance(value, numpy.generic) else None
    if value.dtype.hasobject:
        return value.shape, value.dtype.str, tuple(map(address, _sample(value)))
    return value.shape, value.dtype.str, value.ctypes.data, _sample(value).tobytes()


def _sample(value: Any) -> Any:
    if value.size <= 2 * _SAMPLE:
        return value.copy()
    if value.ndim == 1:
        return value[:: max(1, value.size // _SAMPLE)].copy()
    steps = tuple(slice(None, None, max(1, n // 8)) for n in value.shape[:3])
    rest = (0,) * (value.ndim - len(steps))
    return value[steps + rest].copy()


def _frame(value: Any) -> Any:
    held = own(value)
    manager = held.get("_mgr")
    if manager is None:
        return (len(held), _ids(held.values())) if held else None
    blocks = getattr(manager, "blocks", ())
    axes = tuple(map(address, manager.axes)) if hasattr(manager, "axes") else ()
    return tuple(manager.shape), axes, tuple(_block(block.values) for block in blocks[:_SAMPLE])


def _block(values: Any) -> Any:
    numpy = sys.modules["numpy"]
    if not isinstance(values, numpy.ndarray):
        return len(values), _inner(values)
    return _Same(values), _array(values)


class _Same:
    """Equal to another of the very same value; an address may serve a second time."""

    __slots__ = ("_ref",)

    def __init__(self, value: Any) -> None:
        self._ref = weakref.ref(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._ref is other._ref

    __hash__ = None  # type: ignore[assignment]


def _inner(values: Any) -> Any:
    held = own(values)
    return tuple(map(address, held.values())) or address(values)


def _polars(value: Any) -> Any:
    shape = getattr(value, "shape", None)  # of an expression it is an expression
    if not isinstance(shape, tuple):
        return type(value).__name__
    return shape, tuple(getattr(value, "columns", ()))


def _drawing(value: Any) -> Any:
    """The print of the whole figure a drawn thing belongs to."""
    figure = figure_of(value)
    axes = getattr(figure, "axes", None)
    if not isinstance(axes, list):
        return len(own(value)), _ids(own(value).values())
    parts = [*getattr(figure, "texts", ()), *getattr(figure, "images", ())]
    for one in axes[:_SAMPLE]:
        parts.extend([one.title, one.xaxis.label, one.yaxis.label, *one.get_children()[:_DRAWN]])
    return len(axes), tuple((address(part), _state(part)) for part in parts)


def _state(artist: Any) -> int:
    passing = ("stale", "_stale", "_invalidx", "_invalidy", "_cachedRenderer")
    held = own(artist)
    return hash(tuple(address(value) for name, value in held.items() if name not in passing))


def _image(value: Any) -> Any:
    """The pixels of an image that is in memory, all of a small one."""
    held = own(value)
    core = held.get("_im")
    if core is None:
        return len(held), _ids(list(held.values()))
    width, height = value.size
    if width * height <= _PIXELS:
        return value.size, hash(value.tobytes())
    across, down = range(0, width, width // 8 or 1), range(0, height, height // 8 or 1)
    return value.size, tuple(core.getpixel((x, y)) for x in across for y in down)


_OF_LIBRARY: dict[str, Callable[[Any], Any]] = {
    "numpy": _array,
    "pandas": _frame,
    "polars": _polars,
    "matplotlib": _drawing,
    "PIL": lambda value: _image(value) if hasattr(value, "tobytes") else _instance(value),
    "pyarrow": lambda value: type(value).__name__ if hasattr(value, "schema") else None,
}
