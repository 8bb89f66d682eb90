"""The kernel's names as a statement meets them."""

from __future__ import annotations

from ..values.identity import identity
from ..values.kinds import is_frame
from ..values.raw import MISSING, address
from ..values.tables import columns
from .callees import Variable
from .effects import Key, Val
from .memory import Memory
from .tags import NONE, Tags


class LiveWorld:
    """The kernel's names as a statement meets them: a :class:`effects.World` with its values.

    Args:
        memory: the names, and what is marked.
        modules: see :func:`callees.expand`.
    """

    sees = True

    def __init__(self, memory: Memory, modules: dict[int, str]) -> None:
        self.memory = memory
        self.modules = modules
        self._ids: frozenset[int] | None = None

    def load(self, variable: Variable) -> Val:
        """See :class:`effects.World`."""
        handle = self.memory.handles.get(variable)
        value = self.memory.value(variable)
        more = self.memory.held(value) if value is not MISSING else NONE
        if handle is None:
            return Val(more)
        if not handle.fields:
            return Val(handle.tags | more)
        rest = NONE if more <= handle.whole() else more
        return Val(handle.tags | rest, tuple(handle.fields.items()))

    def part(self, variable: Variable, key: Key, value: object) -> Tags | None:
        """See :class:`effects.World`.

        Args:
            variable: the name.
            key: of the part: an attribute, an index, a column.
            value: the part itself, MISSING where it is not to be seen.

        Returns:
            The marks, those of the whole among them, or None where parts are not told apart.
        """
        handle = self.memory.handles.get(variable)
        tags, fields = (handle.tags, handle.fields) if handle is not None else (NONE, {})
        if value is not MISSING:
            return tags | fields.get(key, NONE) | self.memory.held(value)
        if type(key) is str and self.is_column(self.memory.value(variable), key):
            return tags | fields.get(key, NONE)
        return None

    def of_value(self, value: object) -> Tags | None:
        """See :class:`effects.World`."""
        number = identity(value)
        if number is None:
            return None
        handle = self.memory.of_identity(number)
        if handle is not None:
            return handle.whole() | self.memory.held(value)
        if self._ids is None:
            self._ids = frozenset(map(address, list(self.memory.namespace.values())))
        return self.memory.held(value) if address(value) in self._ids else None

    def is_column(self, value: object, name: str) -> bool:
        """See :class:`effects.World`."""
        return is_frame(value) and name in columns(value)

    def value(self, variable: Variable) -> object:
        """See :class:`effects.World`."""
        return self.memory.value(variable)
