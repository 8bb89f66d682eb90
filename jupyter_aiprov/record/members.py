"""Which values a member of a struct takes: one or several, closed words or any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal, NamedTuple, get_args, get_origin, get_type_hints

import msgspec

from ..spec.vocabulary import vocabulary
from .base import Record

_SIMPLE = (str, bool, int, float)


class Member(NamedTuple):
    """What a member takes.

    Attributes:
        words: those it may have, or that are offered where it is open; none of free text.
        is_many: whether it takes several values.
        is_required: whether a record without it is none.
    """

    words: tuple[str, ...]
    is_many: bool
    is_required: bool


@cache
def member(struct: type[Record], name: str) -> Member:
    """What a member of a struct takes, by its type and the vocabulary.

    Raises:
        KeyError: the struct has no such member.
    """
    hint = get_type_hints(struct)[name]
    kind = vocabulary().members.get(f"{struct.__name__}.{name}")
    known = tuple(vocabulary().words[kind]) if kind else ()
    closed = set(_closed(hint))
    words = tuple(word for word in known if word in closed or not closed)
    needed = {one.name for one in msgspec.structs.fields(struct) if one.required}
    return Member(words, get_origin(hint) is tuple, name in needed)


def _closed(hint: object) -> Iterator[str]:
    for one in get_args(hint):
        if get_origin(hint) is Literal:
            yield one
        else:
            yield from _closed(one)


def simple(record: Record, but: tuple[str, ...] = ()) -> Mapping[str, object]:
    """The members of a record that are a word, a figure or a list of such, and are set.

    Args:
        record: of any struct.
        but: members that are told in another way.

    Returns:
        Value by JSON name, in the order of the struct.
    """
    names = zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True)
    values = {told: getattr(record, name) for name, told in names if name not in (*but, "extra")}
    return {
        name: value
        for name, value in values.items()
        if isinstance(value, _SIMPLE)
        or (isinstance(value, tuple) and all(isinstance(one, _SIMPLE) for one in value) and value)
    }
