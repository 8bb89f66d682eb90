"""Fingerprints: whether a value changed, at a cost that does not grow with its size.

A print samples. That it is the same is no proof for a large array with one changed element:
what the syntax shows to be a change is believed without it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import islice
from types import FunctionType
from typing import Any

from .graphics import drawing, image
from .identity import identity
from .kinds import (
    FILE,
    LISTS,
    MEMO,
    TABLES,
    family,
    is_module,
    of_library,
)
from .raw import (
    MISSING,
    address,
    defined,
    derives,
    exactly,
    module_of,
    name_of,
    names_of,
    own,
)
from .reach import memo_size, reach
from .tables import array, frame, polars
from .user_modules import is_local

_SAMPLE = 64

#: Print of each value reached, by its identity; None where a value shows nothing of itself.
Fingerprints = dict[int, object]


def prints(value: object, limit: int = 150) -> Fingerprints:
    """The prints of a value and of what it holds."""
    found: Fingerprints = {}
    for part in reach(value, limit, depth=4):
        key = identity(part)
        if key is not None and not is_module(part):
            made = shallow(part)
            known = found.get(key)
            found[key] = made if known is None else (known, made)
    return found


def shallow(value: object) -> object:
    """The print of one value, None where it is closed to us."""
    kind = type(value)
    reader = _READERS.get(address(kind))
    if reader is not None:
        return reader(value)
    found = family(value)
    reader = _OF_FAMILY.get(found.name) or _OF_LIBRARY.get(found.library)
    if reader is not None:
        return reader(value)
    reader = _READERS.get(found.base)
    if reader is None:
        return _instance(value)
    return reader(value), addresses(own(value).values())


def name_of_type(value: object) -> str:
    """The print of a value that cannot change."""
    return name_of(type(value))


def _class(value: type) -> object:
    if not is_local(module_of(value)):
        return name_of(value)
    return addresses(names_of(value).values())


def _instance(value: object) -> object:
    if derives(type(value), FILE):
        return None
    if own(value):
        kept = _kept(value)
        return len(kept), addresses(kept)
    hashed, compared = defined(type(value), "__hash__"), defined(type(value), "__eq__")
    if hashed is not None and hashed is not object.__hash__ and compared is not object.__eq__:
        return name_of(type(value))  # compared by value, so it does not change
    return None


def _kept(value: object) -> list[object]:
    """Attributes of an instance, those aside that its class only computes once."""
    kind = type(value)
    return [
        part
        for name, part in list(own(value).items())
        if type(name) is not str or type(defined(kind, name)) is not cached_property
    ]


def addresses(values: Iterable[object]) -> tuple[int, ...]:
    """Addresses of values that something holds; of many, a sample."""
    if exactly(values, list, tuple) and len(values) > 2 * _SAMPLE:
        step = len(values) // _SAMPLE
        return tuple(map(address, (*values[::step], *values[-_SAMPLE:])))
    return tuple(map(address, islice(values, 2 * _SAMPLE)))


def _sequence(base: Any) -> Callable[[Any], object]:
    size, walk = base.__len__, base.__iter__
    at = base.__getitem__ if base in (list, tuple) else None

    def read(value: object) -> object:
        length = size(value)
        if at is not None and length > 2 * _SAMPLE:
            step = length // _SAMPLE
            sample = [*at(value, slice(None, None, step)), *at(value, slice(-_SAMPLE, None))]
            return length, tuple(map(address, sample))
        return length, tuple(map(address, islice(walk(value), 2 * _SAMPLE)))

    return read


def _table(value: dict[object, object]) -> object:
    keys, held = addresses(dict.keys(value)), addresses(dict.values(value))
    last = next(iter(reversed(dict.values(value))), None)
    return dict.__len__(value), keys, held, address(last)


def _function(value: FunctionType) -> object:
    cells = []
    for cell in value.__closure__ or ():
        try:
            cells.append(address(cell.cell_contents))
        except ValueError:  # not filled yet
            cells.append(0)
    return tuple(cells), addresses(own(value).values())


def _buffer(value: io.StringIO | io.BytesIO) -> object:
    return None if value.closed else value.tell()


_READERS: dict[int, Callable[[Any], object]] = {
    **{address(kind): _sequence(kind) for kind in LISTS},
    **{address(kind): _table for kind in TABLES},
    address(bytearray): lambda value: (
        len(value),
        bytes(value[:: max(1, len(value) // _SAMPLE)]),
    ),
    address(io.StringIO): _buffer,
    address(io.BytesIO): _buffer,
    address(FunctionType): _function,
    address(MEMO): memo_size,
}


def _tensor(value: object) -> object:
    """The count of changes that torch itself keeps."""
    if not of_library(value, "torch", "Tensor"):
        return _instance(value)
    version = defined(type(value), "_version")
    return version.__get__(value) if version is not MISSING else None


_OF_FAMILY: dict[str, Callable[[Any], object]] = {
    "plain": name_of_type,
    "class": _class,
    "array": array,
}
_OF_LIBRARY: dict[str, Callable[[Any], object]] = {
    "pandas": frame,
    "polars": polars,
    "matplotlib": drawing,
    "PIL": lambda value: image(value) if _is_image(value) else _instance(value),
    "pyarrow": lambda value: name_of(type(value)) if _is_table(value) else None,
    "torch": _tensor,
}


def _is_image(value: object) -> bool:
    return of_library(value, "PIL.Image", "Image")


def _is_table(value: object) -> bool:
    return of_library(value, "pyarrow.lib", "Table", "RecordBatch", "Array", "ChunkedArray")
