"""The tracker: predicts the effects of each statement, and confirms them by the values.

The way of a cell: :meth:`Tracker.catch_up`, then for each of its statements :meth:`Tracker.begin`
and :meth:`Tracker.end`. What each of these does stands in it in order.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType

from ..values.fingerprints import prints
from ..values.kinds import PLAIN, forget, is_plain
from ..values.raw import MISSING, address
from .background import Background, Done
from .bindings import Bindings
from .caches import keep
from .callees import Callee, Variable, expand_code
from .changes import Changes
from .displayhook import Displayed, is_shells
from .effects import Effects, has_marks
from .execution import Execution
from .execution_paths import execution_paths, taken
from .history import History
from .live_world import LiveWorld
from .memory import Memory
from .namespace_snapshot import NamespaceSnapshot
from .shell_calls import Shell
from .statements import Statements
from .tags import NONE, Tags


class Host(Shell):
    """Whoever runs the code that is followed; this one runs one statement after the other."""

    def others(self) -> Collection[Execution]:
        """Statements of other runs that are going on at the same time."""
        return ()

    def standing(self) -> list[object]:
        """Values that stand without a name, and change without being named: open figures."""
        return []


class Tracker:
    """Follows the marks of one namespace, statement by statement.

    Args:
        names: the namespace; it is only read.
        hidden: names in it that are nobody's variables.
        host: runs the code.

    Attributes:
        memory: what is marked.
        changes: confirms by the values what changed.
        background: work that goes on behind the statements.
        history: who was made from what.
    """

    def __init__(
        self, names: dict[str, object], hidden: Iterable[str] = (), host: Host | None = None
    ) -> None:
        self._host = host or Host()
        self.memory = Memory(names, hidden, self._host.standing)
        self.changes = Changes(self.memory)
        self.background = Background(self.changes)
        self.history = History()
        self._bindings = Bindings(self.memory)
        self._displayed = Displayed(self.memory)
        self._notebook = {address(names): ""}
        #: As it stood when the last statement ended; None before the first cell.
        self._names: NamespaceSnapshot | None = None

    @property
    def world(self) -> LiveWorld:
        """The names as they stand now."""
        return LiveWorld(self.memory, self._notebook)

    # --- the way of a cell

    def catch_up(self) -> None:
        """Before a cell: names that changed since the last statement did so out of our sight."""
        forget()
        before, self._names = self._names, NamespaceSnapshot(self.memory.namespace)
        if before is None or not (self.memory or self.background):
            return
        bound = self.background.settle() | self._bound_by_others()
        names = before.changed(self._names)
        self.background.forget({Variable("", name) for name in names})
        for name in names:
            if Variable("", name) not in bound and not self._is_hidden(name):
                self._bindings.unseen(Variable("", name), before)

    def begin(self, node: ast.stmt) -> Execution:
        """Before a statement; names bound since the one before it count as this one's doing."""
        forget()
        bound = self.background.settle() if self.background else set[Variable]()
        effects = self.predict(node)
        alone = self._names if not self._host.others() else None
        names = alone or NamespaceSnapshot(self.memory.namespace)
        execution = Execution(node, effects, names, bound)
        if execution.forked:
            paths = execution_paths(node)
            execution.ways = {path.bodies: self.predict(node, path.lines) for path in paths}
        self._look_before(execution)
        return execution

    def end(self, execution: Execution, *, failed: bool = False, shown: int | None = None) -> None:
        """After a statement, also one that failed half-way.

        Args:
            execution: what :meth:`begin` gave.
            failed: it raised.
            shown: the execution count under which its value went to ``Out``.
        """
        forget()
        if execution.ran is not None:
            path = taken(execution.node, execution.ran)
            execution.effects = execution.ways.get(path, execution.effects)
        self._leave_running(execution)
        changed = self._changed(execution)
        effects = execution.effects
        if not (self.memory or execution.arrivals or has_marks(effects.tags)):
            self.changes.touched(execution, failed=failed)
            execution.written = self._bindings.variables(execution, changed, failed=failed)
            self._tell_others(execution)
            return
        old = [change for change in effects.changes if not change.fresh]
        self.changes.confirm(execution, old, failed=failed)
        self._watched(execution)
        self.changes.touched(execution, failed=failed)
        execution.written = self._bindings.variables(execution, changed, failed=failed)
        self._bindings.take_up(execution)
        self._tell_others(execution)
        fresh = [change for change in effects.changes if change.fresh]
        self.changes.confirm(execution, fresh, failed=failed)
        self.changes.redirected(execution)
        keep(self.memory, execution)
        for variable in effects.reads:
            self.memory.forget_empty(variable)
        if shown is not None:
            self._displayed.show(execution, shown)

    def predict(self, node: ast.stmt, ran: frozenset[int] | None = None) -> Effects:
        """What a statement will do.

        Args:
            node: the statement.
            ran: the lines of it that run, counted as in its cell; None where any may.
        """
        flow = Statements(self.world, self._host, ran)
        flow.statement(node)
        return flow.effects

    # --- before a statement

    def _look_before(self, execution: Execution) -> None:
        """Note how values stand that the statement may change without the syntax saying so."""
        effects, memory = execution.effects, self.memory
        if effects.called and has_marks(effects.tags):
            for value in memory.standing():
                execution.watched[address(value)] = prints(value)
        if effects.called:
            for variable in effects.writes | memory.module_globals:
                execution.module_globals[variable] = address(memory.value(variable))
        doubtful = [change.variable for change in effects.changes if not change.shown]
        doubtful += [variable for variable, shown in effects.touched.items() if not shown]
        for variable in doubtful:
            value = memory.value(variable) if variable not in execution.before else MISSING
            if value is not MISSING and not is_plain(value):
                execution.before[variable] = prints(value)

    # --- after a statement

    def _leave_running(self, execution: Execution) -> None:
        """What the statement began may go on in the background, with its marks."""
        tags = execution.tags() if execution.effects.called else None
        if tags:
            self.background.tasks(self._notebook)
        if self.background:
            self.background.given(tags or NONE)

    def _changed(self, execution: Execution) -> set[str]:
        """Names bound to another value than before, or gone."""
        self._names = now = NamespaceSnapshot(self.memory.namespace)
        found = execution.names.changed(now)
        if self.background:
            execution.bound |= self.background.settle()
            self.background.forget({Variable("", name) for name in found})
        execution.bound |= self._bound_by_others()
        if execution.bound:
            found -= {
                variable.name for variable in execution.bound - execution.effects.stores.keys()
            }
        return {name for name in found if not self._is_hidden(name)}

    def _bound_by_others(self) -> set[Variable]:
        """Names that statements of other runs bind at this time."""
        return {variable for other in self._host.others() for variable in other.effects.stores}

    def _tell_others(self, execution: Execution) -> None:
        for other in self._host.others():
            other.bound |= execution.written

    def _watched(self, execution: Execution) -> None:
        """Values without a name take up the marks of a call that changed them."""
        tags = execution.tags() if execution.effects.called else None
        for value in self.memory.standing() if tags else ():
            before = execution.watched.get(address(value))
            if before is None or before != prints(value):
                self.memory.mark(value, tags or NONE)

    # --- beside the way of a cell

    def tags_of(self, value: object) -> Tags:
        """Marks of a value that a name stands for; none where it is not known by one."""
        return self.world.of_value(value) or NONE

    def work(self, values: Iterable[object], done: Done) -> None:
        """Work with these values begins in a thread, and goes on until ``done`` says so."""
        self.background.began(values, done, self._notebook)

    def lost(
        self, tags: Tags, code: object = None, before: NamespaceSnapshot | None = None
    ) -> set[str]:
        """Something ran that was not followed: what it may have touched carries ``tags``.

        Args:
            tags: say why.
            code: what ran, a code object; without one nothing is held to be changed in place.
            before: the names as they stood.

        Returns:
            The names that were bound anew.
        """
        before = before or self._names
        self._names = now = NamespaceSnapshot(self.memory.namespace)
        changed = before.changed(now) if before is not None else set(self.memory.namespace)
        changed = {name for name in changed if not self._is_shells(name)}
        for name in changed:
            self.memory.drop(Variable("", name))
        self.blur(changed, tags)
        self._blur([one for one in self._named(code) if can_change(self.memory.value(one))], tags)
        return changed

    def blur(self, names: Iterable[str], tags: Tags) -> None:
        """The values of these names carry ``tags`` too."""
        self._blur([Variable("", name) for name in names], tags)

    def _blur(self, variables: Iterable[Variable], tags: Tags) -> None:
        for variable in variables:
            self.memory.mark_name(variable, tags)

    def _named(self, code: object) -> set[Variable]:
        """The names that code uses, its functions' included."""
        if not isinstance(code, CodeType):
            return set()
        found = Callee()
        expand_code(code, self.memory.namespace, self._notebook, found)
        named = found.reads | found.writes
        return {
            variable for variable in named if variable.module or not self._is_shells(variable.name)
        }

    def _is_shells(self, name: str) -> bool:
        """Whether a name holds nothing of the user's."""
        return name in self.memory.hidden or is_shells(name, shown=False)

    def _is_hidden(self, name: str) -> bool:
        """Whether a name is no variable of the user's."""
        return name in self.memory.hidden or is_shells(name)


_FIXED = (*PLAIN, ModuleType, FunctionType, BuiltinFunctionType, type)


def can_change(value: object) -> bool:
    """Whether a value may be changed in place; modules, functions and classes are left aside."""
    kind = type(value)
    return value is not MISSING and not any(kind is one for one in _FIXED)
