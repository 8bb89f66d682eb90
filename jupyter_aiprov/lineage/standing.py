"""Which value each name of a namespace stood for at a moment, without keeping any of them.

This is looked at twice a cell, whatever the cell does: the loops are the interpreter's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress
from operator import ne
from typing import Any

from ..values.raw import address


class Standing:
    """The names of a moment, in the namespace's order, and the addresses of their values."""

    __slots__ = ("_addresses", "_names")

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        try:
            names, addresses = list(namespace), list(map(address, namespace.values()))
            alike = len(names) == len(addresses)
        except RuntimeError:
            alike = False
        if not alike:  # a thread binds names meanwhile
            pairs = list(namespace.items())
            names = [name for name, _ in pairs]
            addresses = [address(value) for _, value in pairs]
        self._names, self._addresses = names, addresses

    def changed(self, now: Standing) -> set[str]:
        """Names bound to another value by ``now``, or gone."""
        count = len(self._names)
        if now._names[:count] != self._names:  # one is gone: the rest moved up
            before, after = self._pairs(), now._pairs()
            return {name for name, _ in before ^ after}
        others = map(ne, self._addresses, now._addresses)
        return {*compress(self._names, others), *now._names[count:]}

    def stood(self, name: str, value: Any, namespace: Mapping[str, Any]) -> bool:
        """Whether a name other than ``name`` stood for ``value``, and still does."""
        number = address(value)
        if number not in self._addresses:
            return False
        return any(
            known == number and other != name and namespace.get(other) is value
            for other, known in zip(self._names, self._addresses, strict=True)
        )

    def _pairs(self) -> set[tuple[str, int]]:
        return set(zip(self._names, self._addresses, strict=True))
