"""Names bound to other values than before: which they are, and what these values carry."""

from __future__ import annotations

from ..values.raw import MISSING, address
from ..values.reach import identity
from .callees import Variable
from .execution import Execution
from .memory import SHOWN, Memory
from .namespace_snapshot import NamespaceSnapshot
from .tags import unknown


class Bindings:
    """Gives each name that was bound the marks of its value."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def unseen(self, place: Variable, before: NamespaceSnapshot) -> None:
        """A name was bound outside of any cell.

        Args:
            place: the name.
            before: the names as they stood when the last cell had ended.
        """
        self._memory.drop(place)
        value = self._memory.value(place)
        if value is not MISSING and not self._is_known(place, value, before):
            self._memory.put(place, unknown("changed outside of any cell"), {})

    def places(self, execution: Execution, changed: set[str], *, failed: bool) -> set[Variable]:
        """The names that a statement has bound.

        Args:
            execution: the statement, which has ended.
            changed: names of the notebook that stand for another value than before.
            failed: it raised, so that what it surely binds may not have been bound.

        Returns:
            The places, of the notebook and of the user's modules.
        """
        value = self._memory.value
        places = {Variable("", name) for name in changed}
        places |= {
            place
            for place, before in execution.module_globals.items()
            if address(value(place)) != before
        }
        places |= {
            place
            for place, store in execution.effects.stores.items()
            if store.sure and not failed and place.name not in SHOWN and value(place) is not MISSING
        }
        return places

    def take_up(self, execution: Execution) -> None:
        """Let the names that a statement has bound take up its marks."""
        for place in execution.written:
            self._memory.drop(place)
        for place in execution.written:
            value = self._memory.value(place)
            if value is not MISSING and not self._is_known(place, value, execution.names):
                self._store(execution, place)

    def _store(self, execution: Execution, place: Variable) -> None:
        store = execution.effects.stores.get(place)
        if store is None:  # bound by a way the syntax does not show
            self._memory.put(place, execution.tags(), {})
            return
        tags = execution.resolved(store.value.tags) | execution.unplaced()
        fields = {key: execution.resolved(part) for key, part in store.value.fields}
        self._memory.put(place, tags, fields)

    def _is_known(self, place: Variable, value: object, before: NamespaceSnapshot) -> bool:
        """Whether a name now stands for a value that is marked, or was there under another."""
        number = identity(value)
        return number is not None and (
            self._memory.share(place, number)
            or before.stood(place.name, value, self._memory.namespace)
        )
