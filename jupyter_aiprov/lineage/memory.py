"""What is marked: values by identity for as long as something names them, plain ones by name.

Nothing here keeps a value alive, nor holds a reference of any kind to it: a value without a name
is known by what holds it, which takes up its marks. What carries no mark takes no room.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping

from ..values.identity import identity, is_one
from ..values.kinds import family, is_frame, is_module
from ..values.raw import MISSING, exactly, own, space_of
from ..values.reach import memo_size, parts_with, reach
from ..values.tables import columns
from .callees import Variable
from .effects import Key
from .tags import NONE, Tags

_SCAN = 20_000
#: Names of the shell that hold the user's own values.
SHOWN = frozenset(("_", "__", "___", "Out", "_oh"))


class Handle:
    """The marks of one value; names that stand for the same value share it.

    Attributes:
        tags: marks of the value, or of no part that could be told.
        fields: further marks, by part.
    """

    __slots__ = ("fields", "tags")

    def __init__(self) -> None:
        self.tags: Tags = NONE
        self.fields: dict[Key, Tags] = {}

    def whole(self) -> Tags:
        """Marks of the value as a whole."""
        return self.tags.union(*self.fields.values()) if self.fields else self.tags

    def take(self, tags: Tags, key: Key = MISSING, *, replaces: bool = False) -> None:
        """Take up marks.

        Args:
            tags: the marks.
            key: of the part that takes them; MISSING for no part that could be told.
            replaces: the part's former marks are gone.
        """
        if key is MISSING:
            self.tags |= tags
            return
        kept = NONE if replaces else self.fields.get(key, NONE)
        self.fields[key] = kept | tags
        if not self.fields[key]:
            del self.fields[key]

    def merge(self) -> None:
        """Parts are no longer told apart."""
        self.tags, self.fields = self.whole(), {}


class _Known:
    """A marked value: where it is named."""

    __slots__ = ("changes", "handle", "variables")

    def __init__(self, *, changes: bool) -> None:
        self.handle = Handle()
        self.variables: set[Variable] = set()
        self.changes = changes


class Memory:
    """The marked values of one kernel.

    Args:
        names: the notebook's namespace.
        hidden: names the shell put there, which are nobody's variables.
        standing: gives the values that stand without a name, and change without being named.

    Attributes:
        namespace: the names; what they stand for is looked at, and nothing of it kept.
        handles: the marks of what each name stands for; a name without marks is not in it.
        module_globals: marked globals of the user's other modules.
    """

    def __init__(
        self,
        names: dict[str, object],
        hidden: Iterable[str] = (),
        standing: Callable[[], list[object]] = list,
    ) -> None:
        self.namespace = names
        self.hidden = frozenset(hidden) - SHOWN
        self.standing = standing
        self.handles: dict[Variable, Handle] = {}
        self.module_globals: set[Variable] = set()
        #: The marked values that names stand for, by their identities.
        self._known: dict[int, _Known] = {}

    def __bool__(self) -> bool:
        return bool(self.handles) or bool(self._known)

    def space(self, module: str) -> Mapping[str, object]:
        """A module's names, ``""`` the notebook's."""
        if not module:
            return self.namespace
        found = sys.modules.get(module)
        return space_of(found) if found is not None and is_module(found) else {}

    def value(self, variable: Variable) -> object:
        """A name's value, MISSING where there is none."""
        return self.space(variable.module).get(variable.name, MISSING)

    def of_variable(self, variable: Variable) -> Tags:
        """Marks of the value a name stands for, as a whole."""
        handle = self.handles.get(variable)
        return handle.whole() if handle is not None else NONE

    def names(self) -> list[str]:
        """The user's names; the shell's ``_`` and ``Out`` are among them."""
        return [name for name in list(self.namespace) if name not in self.hidden]

    def of_identity(self, key: int) -> Handle | None:
        """The marks of a value that is there now."""
        known = self._known.get(key)
        if known is None:
            return None
        if any(is_one(self.value(variable), key) for variable in known.variables) or self._stands(
            key
        ):
            return known.handle
        del self._known[key]
        return None

    def _stands(self, number: int) -> bool:
        return any(is_one(value, number) for value in self.standing())

    def held(self, value: object) -> Tags:
        """Marks of the marked values among what ``value`` holds, itself included."""
        if not self._known:
            return NONE
        found = NONE
        for part in reach(value):
            key = identity(part)
            if key in self._known and (handle := self.of_identity(key)) is not None:
                found |= handle.whole()
        return found

    def mark(self, value: object, tags: Tags, key: Key = MISSING, **how: bool) -> bool:
        """Mark a value, by all the names it has; False for a plain value, which has no identity.

        One without a name is marked in whatever holds it, where something is found to.

        Args:
            value: the value.
            tags: what it takes up.
            key: of the part that does, see :meth:`Handle.take`.
            how: see there.

        Returns:
            Whether the value has an identity, so that it could be marked.
        """
        number = identity(value)
        if number is None:
            return False
        variables = self.variables_of(number)
        if not variables and not self._stands(number):
            self._leave(number, tags)
            return True
        handle = self.of_identity(number)
        if handle is None:
            handle = self._begin(number, value)
        handle.take(tags, key, **how)
        for variable in variables:
            self.handles[variable] = handle
            self._known[number].variables.add(variable)
        return True

    def mark_name(self, variable: Variable, tags: Tags) -> None:
        """Mark what a name stands for: a plain value by that name alone."""
        value = self.value(variable)
        if value is not MISSING and not self.mark(value, tags):
            self.put(variable, tags | self.of_variable(variable), {})

    def _begin(self, number: int, value: object) -> Handle:
        known = self._known[number] = _Known(changes=not exactly(value, tuple, frozenset))
        return known.handle

    def variables_of(self, number: int) -> list[Variable]:
        """The names that stand for a value."""
        found = [
            Variable("", name)
            for name, value in list(self.namespace.items())
            if is_one(value, number) and name not in self.hidden
        ]
        return found + [
            variable for variable in self.module_globals if is_one(self.value(variable), number)
        ]

    def put(self, variable: Variable, tags: Tags, fields: Mapping[Key, Tags]) -> None:
        """A name takes a new value with these marks, none of them an earlier value's.

        Args:
            variable: the name.
            tags: marks of the value.
            fields: further marks, by part.
        """
        value = self.value(variable)
        number = identity(value) if value is not MISSING else None
        if not tags and not any(fields.values()):
            self.handles.pop(variable, None)
            return
        handle = Handle()
        handle.tags = tags
        there = _columns(value)
        handle.fields = {
            key: found for key, found in fields.items() if found and (there is None or key in there)
        }
        if not handle.whole():
            self.handles.pop(variable, None)
            return
        if exactly(value, list, set) or not _has_parts(value):
            handle.merge()
        self.handles[variable] = handle
        if variable.module:
            self.module_globals.add(variable)
        if number is not None:
            self._begin(number, value)
            self._known[number].handle = handle
            self._known[number].variables.add(variable)
            for other in self.variables_of(number):
                self.handles[other] = handle
                self._known[number].variables.add(other)

    def share(self, variable: Variable, number: int) -> bool:
        """A name takes a value that is marked already."""
        handle = self.of_identity(number)
        if handle is None:
            return False
        self.handles[variable] = handle
        if variable.module:
            self.module_globals.add(variable)
        self._known[number].variables.add(variable)
        return True

    def drop(self, variable: Variable) -> None:
        """A name no longer stands for the value it did."""
        self.module_globals.discard(variable)
        if self.handles.pop(variable, None) is None:
            return
        for number, known in list(self._known.items()):
            if variable in known.variables:
                known.variables.discard(variable)
                if not known.variables and not self._stands(number):
                    del self._known[number]
                    if known.changes:  # else what holds it took its marks when it was made
                        self._leave(number, known.handle.whole())

    def _leave(self, number: int, tags: Tags) -> None:
        """A marked value has no name, or none any more: whatever holds it takes up its marks."""
        seen = 0
        for name in self.names():
            value = self.namespace.get(name)
            if family(value).name in ("plain", "module", "closed", "drawn"):
                continue  # it holds nothing
            for part in reach(value, limit=100):
                seen += 1
                if part is not value and is_one(part, number):
                    self._hold(value, number, tags)
                    break
            if seen > _SCAN:
                return

    def _hold(self, value: object, number: int, tags: Tags) -> None:
        """A named value takes up the marks of what it holds, by the part it holds it in."""
        for key in parts_with(value, {number}) or [MISSING]:
            self.mark(value, tags, key)

    def forget_empty(self, variable: Variable) -> None:
        """A container with nothing left in it carries nothing."""
        value = self.value(variable)
        if memo_size(value) == 0 and variable in self.handles:
            handle = self.handles[variable]
            handle.tags = frozenset(tag for tag in handle.tags if tag.mark == "ai-code")
        if exactly(value, list, dict, set) and not value and variable in self.handles:
            handle = self.handles[variable]
            handle.tags, handle.fields = NONE, {}


def _columns(value: object) -> frozenset[object] | None:
    """The columns of a frame: one that is gone carries nothing."""
    return frozenset(columns(value)) if is_frame(value) else None


def _has_parts(value: object) -> bool:
    return exactly(value, dict, tuple) or is_frame(value) or bool(own(value))
