"""Replacing a method so that it can be put back, even where others patched it after us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_ABSENT = object()


def holder(module: Any, name: str) -> tuple[Any, str]:
    """What holds a function ``f`` or a method ``Class.f`` of a module, and its last name.

    The holder is None where the installed version has no such callable.
    """
    *path, last = name.split(".")
    owner: Any = module
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
    that asks for it is inert from then on.
    """

    def __init__(self, owner: Any, name: str, make: Callable[[Any, Patch], Any]) -> None:
        self.active = True
        self._owner = owner
        self._name = name
        self._own = vars(owner).get(name, _ABSENT) if hasattr(owner, "__dict__") else _ABSENT
        self._wrapper = make(getattr(owner, name), self)
        setattr(owner, name, self._wrapper)

    def undo(self) -> None:
        """Put back what stood there; a second call changes nothing."""
        if not self.active:
            return
        self.active = False
        if vars(self._owner).get(self._name) is not self._wrapper:
            return
        if self._own is _ABSENT:
            delattr(self._owner, self._name)
        else:
            setattr(self._owner, self._name, self._own)
