"""What functions do to their arguments and to the world, by name (``effects.toml``)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Literal

import msgspec

from .reading import ours


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the parts of the file."""


class Setting(Facts, frozen=True):
    """A method that sets one part: the place of its key, the value being the next argument."""

    class_: str = msgspec.field(name="class")
    method: str
    key: int


class Methods(Facts, frozen=True):
    """Methods, whatever the class.

    Attributes:
        mutating: put their arguments into the object they are called on.
        mutating_in_code: the same, where a function of the user's calls one.
        by_column: of frames whose columns are those of before, one by one.
        writing: how the names of those begin that write a file.
        naming: look variables up by their names in a text → how the text names them.
        setting: set one part.
        into: arguments by name that are written into.
    """

    mutating: frozenset[str]
    mutating_in_code: frozenset[str]
    by_column: frozenset[str]
    writing: tuple[str, ...]
    naming: dict[str, Literal["@name", "word"]]
    setting: tuple[Setting, ...]
    into: frozenset[str]


class Functions(Facts, frozen=True):
    """Functions, as ``module.name``.

    Attributes:
        processes: start another process.
        streaming: take values out of a stream.
        calling: call what they are given.
        hidden: answer what comes from outside the notebook's names.
        dynamic: run a text as code.
        looking: may keep the variables of the code that calls them.
        piped: read what other processes wrote.
    """

    processes: tuple[str, ...]
    streaming: tuple[str, ...]
    calling: tuple[str, ...]
    hidden: tuple[str, ...]
    dynamic: frozenset[str]
    looking: frozenset[str]
    piped: tuple[str, ...]


class Types(Facts, frozen=True):
    """Types, as ``module.name``, and the libraries and modules they come from.

    Attributes:
        remembering: callables that give again what they gave before.
        queues: modules whose objects give out elsewhere what is put in.
        conduits: libraries through whose objects data only passes.
        keeping: types of those that keep it all the same.
        network: libraries whose parts make an object such a passage.
    """

    remembering: tuple[str, ...]
    queues: tuple[str, ...]
    conduits: frozenset[str]
    keeping: frozenset[str]
    network: frozenset[str]


class Elsewhere(Facts, frozen=True):
    """What stands for something in other processes.

    Attributes:
        libraries: all of whose objects do.
        modules: of other libraries, of which the same is true.
        here: what of those stays in this process, as ``module.name``.
        answers: types of answers that do not tell a pool of threads from others.
        threads: what joblib calls threads, or one worker.
        kept: executors that a library keeps: module, name, attribute that counts their work.
    """

    libraries: frozenset[str]
    modules: frozenset[str]
    here: tuple[str, ...]
    answers: frozenset[str]
    threads: frozenset[str]
    kept: tuple[tuple[str, str, str], ...]


class Files(Facts, frozen=True):
    """Files.

    Attributes:
        seen: libraries whose opening of them is seen.
        endings: regular expressions of endings that native code may open.
    """

    seen: frozenset[str]
    endings: tuple[str, ...]


class Shell(Facts, frozen=True):
    """Magics, and methods of IPython's shell.

    Attributes:
        followed: magics that run the code they are given.
        clean: magics that bring no data into the notebook.
        commands: methods that run a command.
    """

    followed: frozenset[str]
    clean: frozenset[str]
    commands: tuple[str, ...]


class Effects(Facts, frozen=True):
    """All that is known."""

    methods: Methods
    functions: Functions
    types: Types
    elsewhere: Elsewhere
    files: Files
    shell: Shell


@cache
def effects() -> Effects:
    """As the file says."""
    return ours("effects", Effects)


def pairs(names: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Dotted names as pairs of module and name."""
    return frozenset((module, name) for module, _, name in (one.rpartition(".") for one in names))


def objects(names: Iterable[str]) -> tuple[object, ...]:
    """What stands under dotted names of the standard library."""
    split = (one.rpartition(".") for one in names)
    return tuple(getattr(import_module(module), name) for module, _, name in split)
