"""Names bound to other values than before: which they are, and what these values carry."""

from __future__ import annotations

from ..values.identity import identity
from ..values.raw import MISSING, address
from .callees import Variable
from .execution import Execution
from .memory import SHOWN, Memory
from .namespace_snapshot import NamespaceSnapshot
from .tags import unknown


class Bindings:
    """Gives each name that was bound the marks of its value."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def unseen(self, variable: Variable, before: NamespaceSnapshot) -> None:
        """A name was bound outside of any cell.

        Args:
            variable: the name.
            before: the names as they stood when the last cell had ended.
        """
        self._memory.drop(variable)
        value = self._memory.value(variable)
        if value is not MISSING and not self._is_known(variable, value, before):
            self._memory.put(variable, unknown("changed outside of any cell"), {})

    def variables(self, execution: Execution, changed: set[str], *, failed: bool) -> set[Variable]:
        """The names that a statement has bound.

        Args:
            execution: the statement, which has ended.
            changed: names of the notebook that stand for another value than before.
            failed: it raised, so that what it surely binds may not have been bound.

        Returns:
            The variables, of the notebook and of the user's modules.
        """
        value = self._memory.value
        variables = {Variable("", name) for name in changed}
        variables |= {
            variable
            for variable, before in execution.module_globals.items()
            if address(value(variable)) != before
        }
        variables |= {
            variable
            for variable, store in execution.effects.stores.items()
            if store.sure
            and not failed
            and variable.name not in SHOWN
            and value(variable) is not MISSING
        }
        return variables

    def take_up(self, execution: Execution) -> None:
        """Let the names that a statement has bound take up its marks."""
        for variable in execution.written:
            self._memory.drop(variable)
        for variable in execution.written:
            value = self._memory.value(variable)
            if value is not MISSING and not self._is_known(variable, value, execution.names):
                self._store(execution, variable)

    def _store(self, execution: Execution, variable: Variable) -> None:
        store = execution.effects.stores.get(variable)
        if store is None:  # bound by a way the syntax does not show
            self._memory.put(variable, execution.tags(), {})
            return
        tags = execution.resolved(store.value.tags) | execution.unplaced()
        fields = {key: execution.resolved(part) for key, part in store.value.fields}
        self._memory.put(variable, tags, fields)

    def _is_known(self, variable: Variable, value: object, before: NamespaceSnapshot) -> bool:
        """Whether a name now stands for a value that is marked, or was there under another."""
        number = identity(value)
        return number is not None and (
            self._memory.share(variable, number)
            or before.stood(variable.name, value, self._memory.namespace)
        )
