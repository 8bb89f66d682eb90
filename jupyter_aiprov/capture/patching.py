"""Replacing a method so that it can be put back, even where others patched it after us."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

#: What stood there, and the wrapper that stands in for it: callables of whatever signature.
Original = Callable[..., object]
#: Builds a wrapper; what stood there is another library's, of a type that only it knows.
Make = Callable[[Any, "Patch"], object]
_ABSENT = object()


def holder(module: object, name: str) -> tuple[object, str]:
    """What holds a function ``f`` or a method ``Class.f`` of a module, and its last name.

    The holder is None where the installed version has no such callable.
    """
    *path, last = name.split(".")
    owner = module
    for part in path:
        owner = getattr(owner, part, None)
    return owner if callable(getattr(owner, last, None)) else None, last


def without_us(error: BaseException) -> None:
    """Take the wrapper that catches an exception, to raise it on, out of its traceback."""
    trace = error.__traceback__
    BaseException.with_traceback(error, trace.tb_next if trace is not None else None)


class Patch:
    """One attribute replaced by a wrapper of what stood there.

    ``make(original)`` builds the wrapper. :meth:`undo` restores the attribute if the wrapper
    still stands there; where somebody wrapped it since, ``active`` turns false, and a wrapper
    that asks for it is inert from then on. What has a wrapper of the same make already, such as
    after a module was loaded anew, gets no second one.

    Attributes:
        active: whether the wrapper is to do anything.
        made_by: what built it.

    Args:
        owner: what holds the attribute.
        name: of the attribute.
        make: builds the wrapper.
        absent: handed to ``make`` where there is no such attribute, instead of an error.
    """

    def __init__(self, owner: object, name: str, make: Make, absent: object = _ABSENT) -> None:
        self.active = True
        self._owner = owner
        self._name = name
        self._own = vars(owner).get(name, _ABSENT) if hasattr(owner, "__dict__") else _ABSENT
        self.made_by = _source(make)
        if _stands(self._own, self.made_by):
            self.active = False
            return
        original = getattr(owner, name) if absent is _ABSENT else getattr(owner, name, absent)
        self._wrapper = make(original, self)
        setattr(owner, name, self._wrapper)
        _standing[id(self._wrapper)] = self

    def undo(self) -> None:
        """Put back what stood there; a second call changes nothing."""
        if not self.active:
            return
        self.active = False
        if vars(self._owner).get(self._name) is not self._wrapper:
            return
        _standing.pop(id(self._wrapper), None)
        if self._own is _ABSENT:
            delattr(self._owner, self._name)
        else:
            setattr(self._owner, self._name, self._own)


#: By the wrapper's identity; the patch holds the wrapper.
_standing: dict[int, Patch] = {}
_LAYERS = 20


def _source(make: Make) -> object:
    """What builds a wrapper, whatever it was given to build it with."""
    inner = make.func if isinstance(make, functools.partial) else make
    return getattr(inner, "__code__", inner)


def _stands(found: object, made_by: object) -> bool:
    """Whether a wrapper of that make is at work here, perhaps beneath those of others."""
    for _ in range(_LAYERS):
        patch = _standing.get(id(found))
        if patch is not None and patch.active and patch.made_by is made_by:
            return True
        found = getattr(found, "__dict__", {}).get("__wrapped__")
        if found is None:
            return False
    return False
