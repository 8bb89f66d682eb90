"""What a statement will do to marks, worked out before it runs and confirmed after."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from types import CodeType
from typing import NamedTuple, Protocol, Union

from ..values.raw import MISSING
from .callees import Variable
from .native_calls import NativeCall
from .tags import NONE, Tag, Tags

#: A constant key or attribute name of a container's part.
Key = Hashable


class Placeholder(NamedTuple):
    """Stands for the marks that may arrive while an expression is evaluated.

    A file is read, a model answers: that is known only once the statement has run.

    Attributes:
        start: the expression's first line.
        end: its last one.
        words: constant strings of the call, to tell which call opened which file.
    """

    start: int
    end: int
    words: tuple[str, ...] = ()


#: Tags, and placeholders to be replaced by tags.
Flowing = frozenset[Union[Tag, Placeholder]]  # noqa: UP007 - made at run time


def solid(flowing: Flowing) -> Tags:
    """The tags, placeholders left aside."""
    return frozenset(tag for tag in flowing if not isinstance(tag, Placeholder))


def has_marks(flowing: Flowing) -> bool:
    """Whether there are marks among the tags, placeholders aside."""
    return any(not isinstance(tag, Placeholder) for tag in flowing)


class Val(NamedTuple):
    """What is known of an expression's value.

    Attributes:
        tags: marks of any part of it.
        fields: further marks, by part.
        roots: module-level names whose values it may be, or be a part of.
        items: the values of a display, to unpack one by one.
    """

    tags: Flowing = NONE
    fields: tuple[tuple[Key, Flowing], ...] = ()
    roots: frozenset[Variable] = frozenset()
    items: tuple[Val, ...] | None = None

    def whole(self) -> Flowing:
        """Marks of the value as a whole."""
        if not self.fields:
            return self.tags
        return self.tags.union(*(tags for _, tags in self.fields))


EMPTY = Val()


def joined(values: Iterable[Val]) -> Val:
    """A value made of all of these."""
    tags: Flowing = NONE
    roots: frozenset[Variable] = frozenset()
    for value in values:
        tags |= value.whole()
        roots |= value.roots
    return Val(tags, (), roots)


class Store(NamedTuple):
    """A name is bound.

    Attributes:
        value: what to.
        sure: it is, whenever the statement ends without an error.
    """

    value: Val
    sure: bool


class Change(NamedTuple):
    """A value a name stands for takes up marks.

    Attributes:
        variable: the name.
        tags: what it takes up.
        key: the part that is set, MISSING where it is not one part.
        shown: the syntax itself says so; else the value's print must have changed.
        replaces: the part's former marks are gone.
        fresh: the name was bound by this very statement, so that no print of before exists.
        gathers: the value is known to keep what it is given.
        by: the method that may do it, or whether the function that may sets parts of values.
        within: identity of the value inside in which a part is set, None where that is not told.
    """

    variable: Variable
    tags: Flowing
    key: Key = MISSING
    shown: bool = False
    replaces: bool = False
    fresh: bool = False
    gathers: bool = False
    by: str | bool = False
    within: int | None = None


class Line(NamedTuple):
    """What the statement at these lines touches, from its first to its last, with its marks."""

    start: int
    end: int
    tags: Flowing


@dataclass
class Effects:
    """The effects of one statement, in order.

    Attributes:
        inputs: of what it reads, names it did not bind before.
        touched: values it may change though no mark goes there; true where the syntax says so.
        writes: globals of the user's other modules that functions it calls may bind anew.
        hidden: reason why something in it cannot be followed, empty where all can.
        natives: calls that may use a file in native code, see :mod:`native_calls`.
        called: it calls something.
        codes: of the user's functions it is known to call.
        keeps: names whose values may keep what arrives, such as a stream that is read.
        forked: which of several paths it takes shows only as it runs.
        result: the value of an expression that stands alone.
    """

    reads: set[Variable] = field(default_factory=set)
    inputs: set[Variable] = field(default_factory=set)
    touched: dict[Variable, bool] = field(default_factory=dict)
    writes: set[Variable] = field(default_factory=set)
    stores: dict[Variable, Store] = field(default_factory=dict)
    deletes: set[Variable] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    natives: list[NativeCall] = field(default_factory=list)
    tags: Flowing = NONE
    result: Val = EMPTY
    hidden: str = ""
    called: bool = False
    codes: set[CodeType] = field(default_factory=set)
    keeps: list[tuple[Variable, Flowing]] = field(default_factory=list)
    forked: bool = False


class World(Protocol):
    """The names a statement meets, and what is known of their values before it runs.

    Attributes:
        sees: whether a value's change can be seen once the statement has run.
        modules: see :func:`callees.expand`.
    """

    sees: bool
    modules: dict[int, str]

    def load(self, variable: Variable) -> Val:
        """What is known of a name's value and of everything it holds, roots aside."""

    def part(self, variable: Variable, key: Key, value: object) -> Flowing | None:
        """Marks of one part of a name's value, None where parts are not told apart.

        Args:
            variable: the name.
            key: of the part: an attribute, an index, a column.
            value: the part itself, MISSING where it is not to be seen.

        Returns:
            The marks, or None.
        """

    def of_value(self, value: object) -> Tags | None:
        """Marks of a value other names stand for too, None where it is not known by a name."""

    def is_column(self, value: object, name: str) -> bool:
        """Whether a value is a frame with a column of that name."""

    def value(self, variable: Variable) -> object:
        """A name's value, MISSING where there is none or it is not to be seen."""
