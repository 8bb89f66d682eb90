"""Options of a command for the members of a record that a person is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from traitlets import Enum, List, Unicode

from ..record.base import Record
from ..record.errors import BadInput
from ..record.members import Member, member
from ..spec.fields import Field, fields
from .arguments import nearest
from .base import Command

C = TypeVar("C", bound=Command)


class WordEnum(Enum[str]):
    """One of some words; another one is refused with the nearest. Its name lets help list them."""

    def validate(self, obj: object, value: object) -> str:  # noqa: ARG002 - the seam's form
        """The word.

        Raises:
            BadInput: it is none of them; the message names those there are.
        """
        known = [str(word) for word in self.values or ()]
        if value not in known:
            said = f"There is no {self.name} '{value}'. Known: {', '.join(known)}."
            raise BadInput(said + nearest(str(value), known))
        return str(value)


class Words(List[str]):
    """Any words, some of which are offered."""

    def __init__(self, offered: tuple[str, ...], text: str) -> None:
        super().__init__(Unicode(), help=text)
        self.offered = offered

    def argcompleter(self, **_: object) -> list[str]:
        """The words a shell completes."""
        return list(self.offered)


Option = Words | WordEnum | Unicode[str, str | bytes]


def asks(struct: type[Record]) -> Callable[[type[C]], type[C]]:
    """Give a command an option for each member of a struct that ``fields.toml`` asks for."""

    def with_options(command: type[C]) -> type[C]:
        options = {name: _option(member(struct, name), one) for name, one in _asked(struct).items()}
        for name, option in options.items():
            setattr(command, name, option)
        command.setup_class({**vars(command)})
        names = {name.replace("_", "-"): f"{command.__name__}.{name}" for name in options}
        command.aliases = {**command.aliases, **names}
        return command

    return with_options


def given(command: Command, struct: type[Record]) -> dict[str, object]:
    """What the options say, by member; those left out are not in it."""
    values = {name: getattr(command, name) for name in _asked(struct)}
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
        if value
    }


def _asked(struct: type[Record]) -> Mapping[str, Field]:
    return {name: one for name, one in fields(struct.__name__).items() if one.asked}


def _option(shape: Member, field: Field) -> Option:
    text = f"{field.asked['en']}." if field.asked else ""
    option: Option
    if shape.is_many:
        known = f" Such as {', '.join(shape.words)}; repeatable." if shape.words else ""
        option = Words(shape.words, text + known)
    elif not shape.words:
        option = Unicode("", help=text)
    elif shape.is_required:
        option = WordEnum(shape.words, shape.words[0], help=text)
    else:
        option = WordEnum(shape.words, None, allow_none=True, help=text)
    return option.tag(config=True)
