"""Fingerprints of what is drawn: the figure a drawn thing belongs to, and images in memory."""

from __future__ import annotations

from collections.abc import Iterator

from .identity import figure_of
from .raw import address, own

_DRAWN = 200
_AXES = 64
_PIXELS = 1 << 16
_PASSING = frozenset(("stale", "_stale", "_invalidx", "_invalidy", "_cachedRenderer"))


def drawing(value: object) -> object:
    """The print of the whole figure a drawn thing belongs to."""
    figure = own(figure_of(value))
    stack = own(figure.get("_axstack")).get("_axes")
    if type(stack) is not dict:
        held = own(value).values()
        return len(held), tuple(map(address, held))
    parts = [*_listed(figure, "texts"), *_listed(figure, "images")]
    for axes in list(stack)[:_AXES]:
        parts.extend(_of_axes(axes))
    return len(stack), tuple((address(part), _state(part)) for part in parts)


def _of_axes(axes: object) -> Iterator[object]:
    held = own(axes)
    yield from (held.get("title"), held.get("legend_"))
    for name in ("xaxis", "yaxis"):
        yield own(held.get(name)).get("label")
    for name in ("_children", "lines", "patches", "collections", "texts", "images"):
        yield from _listed(held, name)[:_DRAWN]


def _listed(held: dict[str, object], name: str) -> list[object]:
    found = held.get(name)
    return list(found) if type(found) is list else []


def _state(artist: object) -> int:
    held = own(artist)
    return hash(tuple(address(value) for name, value in held.items() if name not in _PASSING))


def image(value: object) -> object:
    """The pixels of an image that is in memory: all of a small one are counted."""
    held = own(value)
    core, size = held.get("_im"), held.get("_size")
    if core is None or type(size) is not tuple:
        return len(held), tuple(map(address, held.values()))
    width, height = size
    counted = ()
    if width * height <= _PIXELS:
        try:
            counted = tuple(core.histogram())
        except ValueError:  # a mode whose values are no small numbers
            counted = ()
    across, down = range(0, width, width // 8 or 1), range(0, height, height // 8 or 1)
    return size, counted, tuple(core.getpixel((x, y)) for x in across for y in down)
