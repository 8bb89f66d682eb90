"""Which values are the same thing.

Values are looked at, never kept: identities are numbers, good for as long as a name holds the
value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .kinds import (
    family,
    library_type,
)
from .raw import address, exactly, is_a, names_of, own


def identity(value: object) -> int | None:
    """A number shared by values that are one thing; None for plain values.

    Arrays that share memory are one thing, and so is everything drawn in one figure.
    """
    name = family(value).name
    if name == "plain":
        return None
    if name == "lone":
        return None if exactly(value, tuple, frozenset) and not value else address(value)
    whole = _WHOLE.get(name)
    return address(value) if whole is None else whole(value)


def is_one(value: object, number: int) -> bool:
    """Whether a value has this identity; quicker than to ask for it."""
    if address(value) == number:
        return True
    return family(value).name in _WHOLE and identity(value) == number


def _of_view(value: memoryview) -> int | None:
    try:
        return identity(value.obj)
    except ValueError:  # released
        return address(value)


def _of_array_memory(value: object) -> int:
    """The address of the array whose memory an array uses."""
    array = library_type("numpy", "ndarray")
    base = names_of(array)["base"].__get__
    while (below := base(value)) is not None and is_a(below, array):
        value = below
    return address(value)


def figure_of(value: object) -> object:
    """The outermost figure a drawn thing belongs to, else the value itself."""
    for _ in range(4):  # the figure of an artist may be a sub-figure of another
        if family(value).name != "drawn":
            return value
        held = own(value)
        found = (held.get(name) for name in ("_parent_figure", "figure", "_parent"))
        above = next((one for one in found if one is not None), None)
        if above is None or above is value or family(above).name != "drawn":
            return value
        value = above
    return value


#: What a value of these families is a part or a view of.
_WHOLE: dict[str, Callable[[Any], int | None]] = {
    "view": _of_view,
    "array": _of_array_memory,
    "drawn": lambda value: address(figure_of(value)),
}
