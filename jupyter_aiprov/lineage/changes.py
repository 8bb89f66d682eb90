"""Whether values changed as effects predict, and what takes up marks where they did."""

from __future__ import annotations

import ast
import io

from ..values.fingerprints import Fingerprints, prints, shallow
from ..values.identity import identity
from ..values.kinds import is_module, is_plain
from ..values.raw import MISSING, exactly
from ..values.reach import is_conduit, parts_with, reach
from .callees import Variable, functions_of, method_of, sets_parts
from .effects import Change
from .execution import Execution
from .memory import Memory
from .tags import NONE, Tags


class Changes:
    """Confirms by the values of a memory's names."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def confirm(self, execution: Execution, changes: list[Change], *, failed: bool) -> None:
        """Let what changed take up what its effects say it was given.

        Args:
            execution: the statement, which has ended.
            changes: those of its changes that are to be confirmed now.
            failed: it raised, so that what the syntax shows may not have happened.
        """
        after: dict[Variable, Fingerprints] = {}
        explained = self._explained(execution, changes)
        for change in changes:
            tags = execution.resolved(change.tags) | execution.stray()
            if not tags and not change.replaces:
                continue
            shown = change.shown and not failed
            if shown and change.within is None:
                self._take(execution, change.variable, tags, change)
                continue
            inside = {change.within} if shown and change.within is not None else None
            moved = inside or self._moved(execution, change, after)
            if explained and change.variable in explained:
                moved.discard(explained[change.variable])
            if moved:
                for key in self._parts(change, moved):
                    self._take(execution, change.variable, tags, change._replace(key=key))
                self._take_within(change.variable, moved, tags)

    def spread(self, variable: Variable, before: Fingerprints, tags: Tags) -> bool:
        """Let a name's value take up marks if it changed.

        Args:
            variable: the name.
            before: the prints of the value as it stood.
            tags: what it takes up.

        Returns:
            Whether it changed.
        """
        change = Change(variable, tags)
        now = prints(self.memory.value(variable))
        moved = {number for number, made in before.items() if now.get(number, made) != made}
        for key in self._parts(change, moved) if moved and tags else ():
            self.memory.mark(self.memory.value(variable), tags, key)
        if moved and tags:
            self._take_within(variable, moved, tags)
        return bool(moved)

    def _explained(self, execution: Execution, changes: list[Change]) -> dict[Variable, int | None]:
        """Values a simple statement sets a part of: that they changed says no more."""
        if isinstance(execution.node, ast.Expr) or len(execution.effects.lines) > 1:
            return {}
        return {
            change.variable: identity(self.memory.value(change.variable))
            for change in changes
            if change.shown and change.key is not MISSING
        }

    def _parts(self, change: Change, moved: set[int]) -> list[object]:
        """The attributes or keys in which something changed, while the value itself did not."""
        value = self.memory.value(change.variable)
        number = identity(value)
        if change.key is not MISSING or number is None or number in moved:
            return [change.key]
        return parts_with(value, moved) or [MISSING]

    def touched(self, execution: Execution, *, failed: bool) -> None:
        """Values that changed, marked or not: who read them before read something else."""
        for variable, shown in execution.effects.touched.items():
            before = execution.before.get(variable)
            if shown and not failed:
                execution.altered.add(variable)
            elif before is not None:
                value = self.memory.value(variable)
                if identity(value) in before and prints(value) != before:
                    execution.altered.add(variable)

    def redirected(self, execution: Execution) -> None:
        """Texts in memory that grew: a statement may print into one without naming it again."""
        tags = execution.resolved(execution.effects.tags)
        for variable, before in execution.before.items() if tags else ():
            value = self.memory.value(variable)
            if exactly(value, io.StringIO, io.BytesIO) and prints(value) != before:
                self.memory.mark(value, tags)
                execution.changed.add(variable)

    def _moved(
        self, execution: Execution, change: Change, after: dict[Variable, Fingerprints]
    ) -> set[int]:
        """Identities of the values that changed."""
        before = execution.before.get(change.variable)
        value = self.memory.value(change.variable)
        if value is MISSING or is_plain(value):
            return set()
        if change.fresh:
            return self._gathered(change, value)
        if before is None:
            return set()
        if change.variable not in after:
            after[change.variable] = prints(value)
        return self._between(before, after[change.variable], change.variable)

    def _between(self, before: Fingerprints, now: Fingerprints, variable: Variable) -> set[int]:
        value = self.memory.value(variable)
        self._lost(before.keys() - now.keys(), now)
        root = identity(value)
        if root is None or root not in before or is_conduit(value):
            return set()  # the name was bound to another value, or nothing stays in this one
        return {
            number
            for number, made in now.items()
            if number in before and (made != before[number] or (made is None and number == root))
        }

    def _lost(self, lost: set[int], now: Fingerprints) -> None:
        """Values let go of by what held them, where a name still stands for them."""
        for value in list(self.memory.namespace.values()) if lost else ():
            number = identity(value)
            if number in lost:
                now[number] = shallow(value)

    @staticmethod
    def _gathered(change: Change, value: object) -> set[int]:
        """Whether a value made by this very statement also took up what it was given."""
        number = identity(value)
        if number is None or is_conduit(value):
            return set()
        sets = change.by
        if isinstance(sets, str):
            sets = any(map(sets_parts, functions_of(method_of(type(value), sets))))
        return {number} if sets or change.gathers or shallow(value) is None else set()

    def _take(self, execution: Execution, variable: Variable, tags: Tags, change: Change) -> None:
        execution.changed.add(variable)
        value = self.memory.value(variable)
        if value is MISSING or identity(value) is None:
            return
        key = change.key
        if exactly(value, list, set):
            key = MISSING
        if change.replaces and key is not MISSING and not tags:
            handle = self.memory.handles.get(variable)
            if handle is not None:
                handle.take(NONE, key, replaces=True)
            return
        if tags:
            replaces = change.replaces and key is not MISSING
            self.memory.mark(value, tags, key, replaces=replaces)
            if key is MISSING:
                handle = self.memory.handles.get(variable)
                if handle is not None and handle.fields:
                    handle.merge()
            if variable.module and variable not in self.memory.handles:
                self.memory.put(variable, tags, {})

    def _take_within(self, variable: Variable, moved: set[int], tags: Tags) -> None:
        """Values inside that have names of their own."""
        root = identity(self.memory.value(variable))
        if moved == {root}:
            return
        for name in self.memory.names():
            value = self.memory.namespace.get(name)
            if is_plain(value) or is_module(value):
                continue
            number = identity(value)
            if number == root and root not in moved:
                continue  # its parts are marked already
            if number in moved:
                self.memory.mark(value, tags)
            elif any(identity(part) in moved for part in reach(value, limit=100)):
                for key in parts_with(value, moved) or [MISSING]:
                    self.memory.mark(value, tags, key)
