"""The tracker: plans each statement, and confirms by the values what the plan supposed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

from ..values.fingerprints import prints
from ..values.kinds import PLAIN, forget, is_plain
from ..values.raw import MISSING, address
from ..values.reach import identity
from .background import Background, Done
from .callees import Callee, Variable, expand_code
from .changes import Changes
from .courses import courses, taken
from .history import History
from .keeping import keep
from .live import Live
from .memory import SHOWN, Memory
from .namespace_snapshot import NamespaceSnapshot
from .plan import Plan
from .statements import Statements
from .step import Came, Step, is_solid
from .tags import NONE, Tags, unknown

__all__ = ["Came", "Step", "Tracker"]


class Tracker:
    """Follows the marks of one namespace, statement by statement."""

    def __init__(self, names: dict[str, Any], hidden: Any = ()) -> None:
        self.memory = Memory(names, hidden)
        self.changes = Changes(self.memory)
        self.background = Background(self.changes)
        self.history = History()
        self._names_of_code = names
        self.transform: Callable[[str], str] = str
        self.script: Callable[[str], str | None] = lambda _name: None
        #: Statements of other runs that are going on at the same time.
        self.others: Callable[[], Collection[Step]] = tuple
        self._names: NamespaceSnapshot | None = None

    @property
    def world(self) -> Live:
        """The names as they stand now."""
        return Live(self.memory)

    def catch_up(self) -> None:
        """Before a cell: names that changed since the last statement did so out of our sight."""
        forget()
        before, self._names = self._names, NamespaceSnapshot(self.memory.namespace)
        if before is not None and (self.memory or self.background):
            bound = self.background.settle() | self._bound_by_others()
            names = before.changed(self._names)
            self.background.forget({Variable("", name) for name in names})
            for name in names:
                if Variable("", name) not in bound:
                    self._unseen(Variable("", name), before)

    def _unseen(self, place: Variable, before: NamespaceSnapshot) -> None:
        if place.name in self.memory.hidden or _shell_name(place.name):
            return
        self.memory.drop(place)
        value = self.memory.value(place)
        number = identity(value)
        if value is MISSING or (number is not None and self.memory.share(place, number)):
            return
        if number is not None and before.stood(place.name, value, self.memory.namespace):
            return
        self.memory.put(place, unknown("changed outside of any cell"), {})

    def plan(self, node: ast.stmt, ran: frozenset[int] | None = None) -> Plan:
        """What a statement will do, if these lines of it run."""
        world = self.world
        world.modules[address(self._names_of_code)] = ""
        flow = Statements(world)
        flow.ran = ran
        flow.transform, flow.script = self.transform, self.script
        flow.statement(node)
        return flow.plan

    def begin(self, node: ast.stmt) -> Step:
        """Before a statement; names bound since the one before it count as this one's doing."""
        forget()
        bound = self.background.settle() if self.background else set()
        plan = self.plan(node)
        alone = self._names if not self.others() else None
        step = Step(plan, alone or NamespaceSnapshot(self.memory.namespace))
        step.node, step.bound = node, bound
        step.forked = plan.forked and step.marked
        if step.forked:
            step.ways = {way.bodies: self.plan(node, way.lines) for way in courses(node)}
        if plan.called and is_solid(plan.tags):
            for value in self.memory.standing():
                step.watched[address(value)] = (None, prints(value))
        if plan.called:
            for place in plan.writes | self.memory.elsewhere:
                step.elsewhere[place] = address(self.memory.value(place))
        doubtful = [change.place for change in plan.changes if not change.shown]
        doubtful += [place for place, shown in plan.touched.items() if not shown]
        for place in doubtful:
            value = self.memory.value(place) if place not in step.before else MISSING
            if value is not MISSING and not is_plain(value):
                step.before[place] = prints(value)
        return step

    def end(self, step: Step, *, failed: bool = False, shown: int | None = None) -> None:
        """After a statement, also one that failed half-way.

        Args:
            step: what :meth:`begin` gave.
            failed: it raised.
            shown: the execution count under which its value went to ``Out``.
        """
        forget()
        if step.ran is not None:
            step.plan = step.ways.get(taken(step.node, step.ran), step.plan)
        self._leave_running(step)
        changed = self._changed(step)
        busy = bool(self.memory) or bool(step.came) or bool(is_solid(step.plan.tags))
        if busy:
            self.changes.confirm(step, [c for c in step.plan.changes if not c.fresh], failed=failed)
            self._watched(step)
        self.changes.touched(step, failed=failed)
        step.written = self._stores(step, changed, failed=failed, busy=busy)
        for other in self.others():
            other.bound |= step.written
        if busy:
            self.changes.confirm(step, [c for c in step.plan.changes if c.fresh], failed=failed)
            self.changes.redirected(step)
            keep(self.memory, step)
            for place in step.plan.reads:
                self.memory.forget_empty(place)
            if shown is not None:
                self._show(step, shown)

    def lost(
        self, tags: Tags, code: Any = None, before: NamespaceSnapshot | None = None
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

    def _blur(self, places: Iterable[Variable], tags: Tags) -> None:
        for place in places:
            value = self.memory.value(place)
            if value is not MISSING and not self.memory.mark(value, tags):
                self.memory.put(place, tags | self.memory.of_place(place), {})

    def _named(self, code: Any) -> set[Variable]:
        """The names that code uses, its functions' included."""
        if not isinstance(code, CodeType):
            return set()
        space, found = self.memory.namespace, Callee()
        modules = {**self.world.modules, address(self._names_of_code): ""}
        expand_code(code, space, modules, found)
        named = found.reads | found.writes
        return {place for place in named if place.module or not self._is_shells(place.name)}

    def _is_shells(self, name: str) -> bool:
        return name in self.memory.hidden or (name not in SHOWN and _shell_name(name))

    def work(self, values: Iterable[Any], done: Done) -> None:
        """Work with these values begins in a thread, and goes on until ``done`` says so."""
        self.background.began(values, done, self.world.modules)

    def _leave_running(self, step: Step) -> None:
        tags = step.solid(step.plan.tags) | step.loose() if step.plan.called else NONE
        if tags:
            self.background.tasks(self.world.modules)
        if self.background:
            self.background.given(tags)

    def _changed(self, step: Step) -> set[str]:
        """Names bound to another value than before, or gone."""
        self._names = now = NamespaceSnapshot(self.memory.namespace)
        hidden = self.memory.hidden
        found = step.names.changed(now)
        if self.background:
            step.bound |= self.background.settle()
            self.background.forget({Variable("", name) for name in found})
        step.bound |= self._bound_by_others()
        if step.bound:
            found -= {place.name for place in step.bound - step.plan.stores.keys()}
        return {name for name in found if name not in hidden and not _shell_name(name)}

    def _bound_by_others(self) -> set[Variable]:
        """Names that statements of other runs bind at this time."""
        return {place for other in self.others() for place in other.plan.stores}

    def _stores(self, step: Step, changed: set[str], *, failed: bool, busy: bool) -> set[Variable]:
        plan = step.plan
        places = {Variable("", name) for name in changed}
        places |= {
            place
            for place, before in step.elsewhere.items()
            if address(self.memory.value(place)) != before
        }
        places |= {
            place
            for place, store in plan.stores.items()
            if store.sure
            and not failed
            and place.name not in SHOWN
            and self.memory.value(place) is not MISSING
        }
        if not busy:
            return places
        for place in places:
            self.memory.drop(place)
        for place in places:
            self._store(step, place)
        return places

    def _store(self, step: Step, place: Variable) -> None:
        value = self.memory.value(place)
        if value is MISSING:
            return
        number = identity(value)
        if number is not None and self.memory.share(place, number):
            return
        if number is not None and step.names.stood(place.name, value, self.memory.namespace):
            return
        store = step.plan.stores.get(place)
        if store is None:  # bound by a way the syntax does not show
            tags, fields = step.solid(step.plan.tags) | step.loose(), {}
        else:
            tags = step.solid(store.value.tags) | step.loose()
            fields = {key: step.solid(part) for key, part in store.value.fields}
        self.memory.put(place, tags, fields)

    def _watched(self, step: Step) -> None:
        tags = step.solid(step.plan.tags) | step.loose()
        if not tags or not step.plan.called:
            return
        for value in self.memory.standing():
            before = step.watched.get(address(value))
            if before is None or before[1] != prints(value):
                self.memory.mark(value, tags)

    def _show(self, step: Step, shown: int) -> None:
        """The shell moved ``_`` along, and put the value into ``Out``."""
        names = [Variable("", name) for name in ("_", "__", "___")]
        numbered = Variable("", f"_{shown}")
        value = self.memory.value(numbered)
        moved = self.memory.value(names[0]) is value  # else ``_`` is the user's own
        if moved:
            self._move_along(names)
        result = step.plan.result
        tags = step.solid(result.tags) | step.loose()
        fields = {key: step.solid(part) for key, part in result.fields}
        known = self._known(step, value) if value is not MISSING else None
        for place in (names[0], numbered) if moved else (numbered,):
            self.memory.drop(place)
            number = identity(value)
            if number is not None and self.memory.share(place, number):
                continue
            if known is None:
                self.memory.put(place, tags, fields)
        out = self.memory.namespace.get("_oh")  # what ``Out`` is, until a user binds that name
        whole = known if known is not None else tags.union(*fields.values())
        if type(out) is dict and (whole or Variable("", "_oh") in self.memory.handles):
            self.memory.mark(out, whole, shown, replaces=True)

    def _move_along(self, names: list[Variable]) -> None:
        handles = self.memory.handles
        held = [handles.pop(place, None) for place in names]
        for place, handle in zip(names[1:], held, strict=False):
            if handle is not None:
                handles[place] = handle

    def _known(self, step: Step, value: Any) -> Tags | None:
        """Marks of a shown value that is marked already, or that a name stood for before."""
        number = identity(value)
        handle = self.memory.of_identity(number) if number is not None else None
        if handle is not None:
            return handle.whole() | self.memory.held(value)
        named = number is not None and step.names.stood("_", value, self.memory.namespace)
        return self.memory.held(value) if named else None


_FIXED = (*PLAIN, ModuleType, FunctionType, BuiltinFunctionType, type)


def can_change(value: Any) -> bool:
    """Whether a value may be changed in place; modules, functions and classes are left aside."""
    kind = type(value)
    return value is not MISSING and not any(kind is one for one in _FIXED)


def _shell_name(name: str) -> bool:
    """``_``, ``__``, ``_12``, ``_i3``, ``_ih`` … are the shell's."""
    if not name.startswith("_"):
        return False
    if name.startswith("__") and name.endswith("__") and name.strip("_"):
        return True
    rest = name.strip("_")
    return (
        not rest
        or rest.isdigit()
        or rest in ("i", "ii", "iii", "ih", "oh", "dh")
        or (rest[0] == "i" and rest[1:].isdigit())
    )
