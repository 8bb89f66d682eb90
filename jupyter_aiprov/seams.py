"""The three doors for plugins; what ships with this package comes in by the same ones.

A plugin is one file and one entry point. Its name must be free: two plugins that claim one
name are an error, since which of them ran would depend on the order of installation.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from .record.errors import AiprovError, BadInput, Collision

Seam = Literal["adapters", "exporters", "generators"]


@cache
def available(seam: Seam) -> dict[str, EntryPoint]:
    """Every registered name of a seam, unloaded.

    Raises:
        Collision: two installed packages claim the same name.
    """
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=f"jupyter_aiprov.{seam}"):
        known = found.setdefault(point.name, point)
        if known.value != point.value:
            raise Collision(
                f"Two plugins claim the {seam[:-1]} '{point.name}': {known.value} and "
                f"{point.value}. Uninstall one of them."
            )
    return found


def load(seam: Seam, name: str) -> Any:
    """The object registered under ``name``, of a type that :mod:`.hooks` names for each seam.

    Raises:
        BadInput: no plugin has that name, the message lists those there are; or it could not be
            loaded, whatever it raised.
    """
    points = available(seam)
    if name not in points:
        raise BadInput(f"No {seam[:-1]} named '{name}'. Known: {', '.join(sorted(points))}.")
    if is_ours(seam, name):
        return points[name].load()
    with blaming(f"The {seam[:-1]} '{name}' ({points[name].value}) cannot be loaded"):
        return points[name].load()


def is_ours(seam: Seam, name: str) -> bool:
    """Whether this package provides it; what others provide may do anything."""
    return available(seam)[name].value.startswith(f"{__package__}.")


@contextmanager
def blaming(what: str) -> Iterator[None]:
    """Whatever a plugin raises is its fault, an exit included; an interrupt is the person's.

    Raises:
        BadInput: something was raised within; ``what`` begins its message.
    """
    try:
        yield
    except (KeyboardInterrupt, AiprovError):
        raise
    except BaseException as error:
        raise BadInput(f"{what}: {type(error).__name__}: {error}"[:300]) from error


def names(seam: Seam, role: str) -> list[str]:
    """The names that begin with ``role.``, for seams that hold several kinds of plugin."""
    return sorted(name for name in available(seam) if name.startswith(f"{role}."))
