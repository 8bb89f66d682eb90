"""Members of the record that a person states or reads: what they are called, and where they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

import msgspec

from .reading import ours
from .vocabulary import Labels, label, said, vocabulary

#: Where people read a member.
Surface = Literal["status", "panel", "appendix"]


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One member of a struct; ``fields.toml`` tells the use of each.

    Attributes:
        label: what it is called, by language.
        shown: where people read it.
        asked: what a person is asked for it; None where nobody is.
        needed: whether a reader is told where it is left open.
        key: of the keyboard, leads to its input.
    """

    label: Labels
    shown: tuple[Surface, ...]
    asked: Labels | None = None
    needed: bool = False
    key: str | None = None


@cache
def _all() -> Mapping[str, Mapping[str, Field]]:
    return ours("fields", dict[str, dict[str, Field]])


def fields(struct: str) -> Mapping[str, Field]:
    """The members of a struct by name, in the order of a form; none of one that declares none."""
    return _all().get(struct, {})


def structs() -> tuple[str, ...]:
    """The structs some of whose members are declared."""
    return tuple(_all())


def told(
    record: msgspec.Struct, surface: Surface, language: str, but: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """What a record says in members that a surface shows, each as a label and its text.

    Args:
        record: of a struct some of whose members are declared.
        surface: where people read it.
        language: its two letters.
        but: members that the surface has told in its own way.

    Yields:
        The label in that language, and the value: a word's label, a text as it stands.
    """
    struct = type(record).__name__
    for name, field in fields(struct).items():
        value = getattr(record, name)
        if surface in field.shown and name not in but and value not in (None, "", ()):
            kind = vocabulary().members.get(f"{struct}.{name}")
            words = value if isinstance(value, tuple) else (value,)
            texts = ((kind and label(kind, word, language)) or str(word) for word in words)
            yield said(field.label, language), ", ".join(texts)
