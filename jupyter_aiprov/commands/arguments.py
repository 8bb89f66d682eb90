"""From the words of a command line to options and names, in whatever order they come."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from traitlets.config.loader import ArgumentError, KVArgParseConfigLoader

_END = "--"
_STREAM = "-"
_TRAIT = re.compile(r"--[A-Z]\w*(\.\w+)+")


class Loader(KVArgParseConfigLoader):
    """Takes no option for another one, leaves none out, and lets names stand anywhere."""

    def _create_parser(self) -> None:
        super()._create_parser()
        self.parser.error = _no_usage  # type: ignore[method-assign]

    def _handle_unrecognized_alias(self, arg: str) -> None:
        raise ArgumentError(self._unknown(f"--{arg.lstrip('-')}"))

    def _parse_args(self, args: Any) -> None:
        words = [str(word) for word in args]
        at = words.index(_END) if _END in words else len(words)
        options, names = self._sorted(words[:at])
        self.parsed_data = self.parser.parse_args(options)
        self.extra_args = names + words[at + 1 :]

    def _sorted(self, words: list[str]) -> tuple[list[str], list[str]]:
        options: list[str] = []
        names: list[str] = []
        rest = iter(words)
        for word in rest:
            option, sign, value = word.partition("=")
            if not word.startswith("-") or word == _STREAM:
                names.append(word)
            elif word in self._switches():
                options.append(word)
            elif full := self._full(option):
                options.append(f"{full}={value if sign else self._value(option, rest)}")
            elif Path(word).exists():
                names.append(word)  # from a glob, perhaps
            else:
                raise ArgumentError(self._unknown(option))
        return options, names

    def _switches(self) -> set[str]:
        return {spelled(name) for name in names_of(self.flags)}

    def _values(self) -> dict[str, str]:
        return {
            spelled(name): str(trait)
            for names, trait in self.aliases.items()
            for name in names_of([names])
        }

    def _full(self, option: str) -> str | None:
        """``--Class.trait`` of an option that takes a value."""
        known = self._values().get(option)
        if known is not None:
            return f"--{known}"
        return option if _TRAIT.fullmatch(option) else None

    def _value(self, option: str, rest: Any) -> str:
        value = next(rest, None)
        if value is None or value in self._switches() or value in self._values():
            raise ArgumentError(f"Option '{option}' needs a value.")
        return str(value)

    def _unknown(self, option: str) -> str:
        known = [*self._switches(), *self._values(), "--help", "--version"]
        file = "" if option.startswith(_END) else f" A file of that name is ./{option}."
        return f"There is no option '{option}'.{nearest(option, known)}{file}"


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that names the right word for a wrong one; empty if none is near."""
    found = difflib.get_close_matches(word, sorted(known), n=1)
    return f" Did you mean '{found[0]}'?" if found else ""


def names_of(keys: Iterable[Any]) -> list[str]:
    """The names traitlets knows an option by, one or several a key."""
    return [name for key in keys for name in (key if isinstance(key, tuple) else (key,))]


def spelled(name: str) -> str:
    """An option as it is typed."""
    return f"-{name}" if len(name) == 1 else f"--{name}"


def leading_command(words: list[str], known: Mapping[str, object], options: set[str]) -> list[str]:
    """The words with the subcommand first, where switches were put before it.

    Args:
        words: of the command line, after the program's name.
        known: the subcommands, by name.
        options: the switches that may stand before one.

    Returns:
        The same words, in the order the parser wants.
    """
    if words[:1] == ["help"]:
        words = [*words[1:], "--help"]
    at = next((at for at, word in enumerate(words) if word not in options), None)
    if at and words[at] in known:
        return [words[at], *words[:at], *words[at + 1 :]]
    return words


def _no_usage(message: str) -> NoReturn:
    raise ArgumentError(f"{message[:1].upper()}{message[1:]}.")
