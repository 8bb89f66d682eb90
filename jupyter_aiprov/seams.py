"""The three doors for plugins; what ships with this package comes in by the same ones.

A plugin is one file and one entry point. Its name must be free: two plugins that claim one
name are an error, since which of them ran would depend on the order of installation.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from .record.errors import BadInput, Collision

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
    """The object registered under ``name``.

    Raises:
        BadInput: no plugin has that name; the message lists those there are.
    """
    points = available(seam)
    if name not in points:
        raise BadInput(f"No {seam[:-1]} named '{name}'. Known: {', '.join(sorted(points))}.")
    return points[name].load()


def names(seam: Seam, role: str) -> list[str]:
    """The names that begin with ``role.``, for seams that hold several kinds of plugin."""
    return sorted(name for name in available(seam) if name.startswith(f"{role}."))
