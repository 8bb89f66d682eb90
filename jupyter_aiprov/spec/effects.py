"""What functions do to their arguments and to the world, by name (``effects.toml``).

The file says what each of its keys means. They are read as a kernel starts, so without structs.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TypeVar

import msgspec

from .reading import ours

T = TypeVar("T")


@cache
def _facts() -> dict[str, dict[str, object]]:
    return ours("effects", dict[str, dict[str, object]])


def effects(part: str, key: str, kind: type[T]) -> T:
    """What the file says under a key.

    Args:
        part: the table, such as ``methods``.
        key: in that table.
        kind: of which form it is wanted, such as ``frozenset[str]``.

    Returns:
        The value, of that form.

    Raises:
        KeyError: there is no such key.
        msgspec.ValidationError: what stands there is of another form.
    """
    return msgspec.convert(_facts()[part][key], type=kind)


def pairs(part: str, key: str) -> frozenset[tuple[str, str]]:
    """Names as ``module.name``, each as the pair of both."""
    split = (name.rpartition(".") for name in effects(part, key, tuple[str, ...]))
    return frozenset((module, name) for module, _, name in split)


def objects(part: str, key: str) -> tuple[object, ...]:
    """What stands in the standard library under names as ``module.name``."""
    split = (name.rpartition(".") for name in effects(part, key, tuple[str, ...]))
    return tuple(getattr(import_module(module), name) for module, _, name in split)
