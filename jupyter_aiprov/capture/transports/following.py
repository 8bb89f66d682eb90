"""What the caller reads of an answer, seen without a change to what the caller holds.

An answer keeps its class, and gets neither an attribute nor a weak reference: the methods of the
library's own class look in a table here whether the answer is one that is followed. An answer
leaves the table as it ends; for the one that is let go of unread, the class gets a finaliser.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, TypeVar

from ...values.raw import address, mro_of
from ...values.user_modules import is_local
from ..patching import Make, Original, Patch

T = TypeVar("T")
#: What stood there, or stands in for it, of a method that is awaited.
Waiting = Callable[..., Awaitable[Any]]
_HEAP = 1 << 9  # of a class written in Python; others cannot be changed


class Table(Generic[T]):
    """The answers that are followed, by their address.

    Args:
        gone: told of what was followed as its answer is let go of.
    """

    def __init__(self, gone: Callable[[T], None]) -> None:
        self._gone = gone
        self._known: dict[int, T] = {}
        self._classes: dict[int, list[Patch]] = {}

    def put(self, answer: object, follower: T) -> None:
        """Follow an answer from now on."""
        self._known[address(answer)] = follower

    def get(self, answer: object) -> T | None:
        """What follows an answer, None for one that nobody follows."""
        return self._known.get(address(answer)) if self._known else None

    def drop(self, answer: object) -> T | None:
        """Follow an answer no longer; answers what followed it."""
        return self._known.pop(address(answer), None) if self._known else None

    def see(self, kind: type, methods: Mapping[str, Make]) -> bool:
        """Let a class's methods tell of what is read, its bases' included.

        Args:
            kind: the class of an answer.
            methods: how each is wrapped; those the class does not have are left out.

        Returns:
            False where the class is the user's own, which is not touched.
        """
        if address(kind) in self._classes:
            return True
        if is_local(kind.__module__):
            return False
        self._classes[address(kind)] = patches = [Patch(kind, "__del__", self._ending, absent=None)]
        for name, make in methods.items():
            patches += [
                Patch(one, name, make)
                for one in mro_of(kind)
                if name in vars(one) and one.__flags__ & _HEAP and not is_local(one.__module__)
            ]
        return True

    def undo(self) -> None:
        """Put the classes back as they were."""
        for patches in self._classes.values():
            for patch in patches:
                patch.undo()
        self._classes.clear()
        self._known.clear()

    def _ending(self, original: Original | None, _: Patch) -> Original:
        def __del__(answer: object) -> None:  # noqa: N807 - made for a class
            try:
                if original is not None:
                    original(answer)
            finally:
                follower = self.drop(answer)
                if follower is not None:
                    self._gone(follower)

        return functools.wraps(original)(__del__) if original is not None else __del__
