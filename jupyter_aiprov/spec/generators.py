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


class Generators(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is known.

    Attributes:
        seeds: parameters that are a seed, whatever the function.
        faker_other: Faker's attributes that are no data.
        functions: regular expressions of the whole name of what is called, where nobody ran it.
        synthesizers: regular expression of an object of which ``sample`` is then asked.
        libraries: by the module that holds the functions.
    """

    seeds: tuple[str, ...]
    faker_other: tuple[str, ...]
    functions: tuple[str, ...]
    synthesizers: str
    libraries: dict[str, Library]


@cache
def generators() -> Generators:
    """As the file says."""
    return ours("generators", Generators)
