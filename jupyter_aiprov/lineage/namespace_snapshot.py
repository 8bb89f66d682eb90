"""Which value each name of a namespace stood for at a moment, without keeping any of them.

This is looked at twice a cell, whatever the cell does: the loops are the interpreter's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..values.raw import POINTER, addresses

#: Bytes compared at once: of those that differ, their parts are.
_PART = {None: 64 * POINTER, 64 * POINTER: 8 * POINTER, 8 * POINTER: POINTER}


class NamespaceSnapshot:
    """The names of a moment, in the namespace's order, and the addresses of their values."""

    __slots__ = ("_addresses", "_names")

    def __init__(self, namespace: Mapping[str, object]) -> None:
        try:
            names, values = tuple(namespace), tuple(namespace.values())
            alike = len(names) == len(values)
        except RuntimeError:
            alike = False
        if not alike:  # a thread binds names meanwhile
            pairs = list(namespace.items())
            names, values = tuple([name for name, _ in pairs]), tuple([one for _, one in pairs])
        self._names, self._addresses = names, addresses(values)

    def changed(self, now: NamespaceSnapshot) -> set[str]:
        """Names bound to another value by ``now``, or gone."""
        names, count = self._names, len(self._names)
        if now._names[:count] != names:  # one is gone: the rest moved up
            return {name for name, _ in self._pairs() ^ now._pairs()}
        others = _different(self._addresses, now._addresses, 0, count * POINTER)
        return {*[names[at // POINTER] for at in others], *now._names[count:]}

    def stood(self, name: str, value: object, namespace: Mapping[str, object]) -> bool:
        """Whether another name stood for a value at that moment, and still does.

        Args:
            name: the name that does not count.
            value: as it is now.
            namespace: as it is now.

        Returns:
            True where such a name was found.
        """
        number = addresses((value,))
        at = self._addresses.find(number)
        while at >= 0:
            index, within = divmod(at, POINTER)
            other = self._names[index]
            if not within and other != name and namespace.get(other) is value:
                return True
            at = self._addresses.find(number, at + 1)
        return False

    def _pairs(self) -> set[tuple[str, bytes]]:
        held = self._addresses
        parts = [held[at : at + POINTER] for at in range(0, len(held), POINTER)]
        return set(zip(self._names, parts, strict=True))


def _different(
    before: bytes, after: bytes, start: int, end: int, size: int | None = None
) -> Iterator[int]:
    """Where two rows of addresses differ from ``start`` to ``end``."""
    part = _PART[size]
    for at in range(start, end, part):
        last = min(at + part, end)
        if before[at:last] != after[at:last]:
            if part == POINTER:
                yield at
            else:
                yield from _different(before, after, at, last, part)
