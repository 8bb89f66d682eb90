"""Plain JSON values of others, looked at without trusting their form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def mapping(value: object) -> Mapping[str, object]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def needed(value: object) -> Mapping[str, object]:
    """The value as an object.

    Raises:
        TypeError: it is none, and what holds it cannot be read.
    """
    if not isinstance(value, Mapping):
        raise TypeError(f"an object is wanted, not {type(value).__name__}")
    return value


def objects(value: object) -> Iterator[Mapping[str, object]]:
    """The objects of an array; none where there is no array.

    Raises:
        TypeError: it is something else, or holds something else.
    """
    if value and not isinstance(value, list | tuple):
        raise TypeError(f"an array is wanted, not {type(value).__name__}")
    yield from map(needed, sequence(value))


def sequence(value: object) -> Sequence[object]:
    """The value where it is an array, else an empty one."""
    return value if isinstance(value, list | tuple) else ()


def text(value: object) -> str | None:
    """The value where it is a text."""
    return value if isinstance(value, str) else None
