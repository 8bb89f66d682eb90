"""Fingerprints of arrays and tables, from their memory; no method of a class made from one runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from .kinds import is_array, library_of, library_type, of_library
from .raw import MISSING, address, defined, exactly, is_a, names_of, own

_SAMPLE = 64


def array(value: object) -> object:
    """Shape, type, place and a sample of an array; of objects, who they are."""
    base = library_type("numpy", "ndarray")
    reads = names_of(base)
    kind, shape = reads["dtype"].__get__(value), reads["shape"].__get__(value)
    plain: Any = value if type(value) is base else reads["view"](value, base)  # a class has no say
    if kind.hasobject:
        return shape, kind.str, tuple(map(address, _sample(plain).ravel().tolist()))
    place = reads["__array_interface__"].__get__(value)["data"][0]
    return shape, kind.str, place, _sample(plain).tobytes()


def _sample(value: Any) -> Any:
    if value.size <= 2 * _SAMPLE:
        return value
    if value.ndim == 1:
        return value[:: max(1, value.size // _SAMPLE)]
    steps = tuple(slice(None, None, max(1, n // 8)) for n in value.shape[:3])
    rest = (0,) * (value.ndim - len(steps))
    return value[steps + rest]


def frame(value: object) -> object:
    """The blocks of a table of pandas'."""
    held = own(value)
    manager = held.get("_mgr")
    base = library_type("pandas._libs.internals", "BlockManager")
    if not _derives(manager, base):
        return (len(held), tuple(map(address, held.values()))) if held else None
    reads = names_of(base)
    axes, blocks = reads["axes"].__get__(manager), reads["blocks"].__get__(manager)
    return tuple(map(address, axes)), tuple(_block(block) for block in blocks[:_SAMPLE])


def _block(block: Any) -> object:
    values = block.values
    if is_array(values):
        return address(values), array(values)
    if library_of(type(values)) != "pandas":
        return address(values)  # an array of the user's own making
    parts = [*own(values).values(), *_backing(values)]
    return address(values), tuple(array(one) if is_array(one) else address(one) for one in parts)


def _backing(values: object) -> list[object]:
    """The array in which some arrays of pandas' keep their values."""
    base = library_type("pandas._libs.arrays", "NDArrayBacked")
    return [names_of(base)["_ndarray"].__get__(values)] if _derives(values, base) else []


def _derives(value: object, base: type) -> bool:
    return base is not MISSING and is_a(value, base)


def polars(value: Any) -> object:
    """Shape and columns of a table of polars'; what is not computed yet never changes."""
    if of_library(value, "polars", "DataFrame"):
        return value.shape, tuple(value.columns)
    return value.shape if of_library(value, "polars", "Series") else type(value).__name__


def shape(value: Any) -> tuple[int, ...]:
    """The shape of an array, table or tensor, the length of Python's own containers, else ()."""
    if is_array(value):
        found: tuple[int, ...] = names_of(library_type("numpy", "ndarray"))["shape"].__get__(value)
        return found
    if exactly(value, list, tuple, dict, set, frozenset):
        return (len(value),)
    if of_library(value, "polars", "DataFrame", "Series"):
        return tuple(value.shape)
    if of_library(value, "torch", "Tensor"):
        return tuple(defined(type(value), "shape").__get__(value))
    return tuple(len(axis) for axis in reversed(_axes(value)))


def _axes(value: object) -> list[Collection[object]]:
    """The axes of a table of pandas', columns first."""
    manager = own(value).get("_mgr")
    base = library_type("pandas._libs.internals", "BlockManager")
    return list(names_of(base)["axes"].__get__(manager)) if _derives(manager, base) else []


def columns(value: Any) -> Iterable[object]:
    """The names of a table's columns that are texts, nothing where it is no such table."""
    if of_library(value, "polars", "DataFrame"):
        return list(value.columns)
    return [name for axis in _axes(value)[:1] for name in axis if type(name) is str]
