"""Which functions of which libraries make data up (``generators.toml``)."""

from __future__ import annotations

from functools import cache

import msgspec

from .reading import ours


class Library(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A module's functions that return made-up data.

    Attributes:
        package: the distribution whose version is recorded.
        functions: functions, or methods as ``Class.method``; a star stands for any part of a name.
        fitted: the methods belong to models, whose own parameters are recorded besides.
        seeding: methods that set such a model's seed.
    """

    package: str
    functions: tuple[str, ...]
    fitted: bool = False
    seeding: tuple[str, ...] = ()


class InSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a call that nobody ran looks as if it made data up.

    Attributes:
        functions: regular expressions of the whole name of what is called.
        synthesizers: regular expression of an object of which ``sample`` is asked.
    """

    functions: tuple[str, ...]
    synthesizers: str


class Generators(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is known.

    Attributes:
        seeds: parameters that are a seed, whatever the function.
        faker_other: Faker's attributes that are no data.
        in_source: how such calls look where nobody ran them.
        libraries: by the module that holds the functions.
    """

    seeds: tuple[str, ...]
    faker_other: tuple[str, ...]
    in_source: InSource
    libraries: dict[str, Library]


@cache
def generators() -> Generators:
    """As the file says."""
    return ours("generators", Generators)
