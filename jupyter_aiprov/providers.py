"""Every provider that is known: ours, and those that other packages bring.

A package brings them as data. Its entry point in the group ``jupyter_aiprov.adapters`` is named
``providers.NAME``; the value says where the file is, ``package:file.toml``.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache, lru_cache

from . import seams
from .record.errors import Collision
from .spec import reading
from .spec.providers import Facts, Provider, check, operations

_ROLE = "providers"


class Catalogue:
    """The providers and interfaces of all files together.

    Attributes:
        providers: by OpenTelemetry's name.
        interfaces: by the dialect's name.
        faults: what is wrong with files that were left out, a line each.
        at: who runs a host; None where it is nobody's that is known.
        paths: of a dialect, each with its operation; none where no file knows it.
    """

    def __init__(self, facts: Facts) -> None:
        self.providers = dict(facts.providers)
        self.interfaces = dict(facts.dialects)
        self.faults: list[str] = []
        self.at = lru_cache(maxsize=256)(self._at)
        self.paths = lru_cache(maxsize=64)(self._paths)

    def add(self, facts: Facts, source: str) -> None:
        """Take in a file of another package, or nothing of it.

        Args:
            facts: what it says.
            source: where it stands, for the message.

        Raises:
            Collision: a name or a host of it is another's.
            ValueError: a host or a path of it cannot be one.
        """
        try:
            check(facts)
        except ValueError as error:
            raise ValueError(f"{source}: {error}") from error
        for kind, names, known in (
            ("provider", facts.providers, self.providers.keys()),
            ("dialect", facts.dialects, self.interfaces.keys()),
        ):
            for name in known & names.keys():
                raise Collision(f"{source}: the {kind} '{name}' is known already.")
        for name, provider in facts.providers.items():
            for other, theirs in (self.providers | facts.providers).items():
                if other != name and (host := _shared(provider, theirs)):
                    raise Collision(f"{source}: {host} of '{name}' is a host of '{other}' too.")
        self.providers |= facts.providers
        self.interfaces |= facts.dialects
        self.at.cache_clear()
        self.paths.cache_clear()

    def _at(self, host: str) -> str | None:
        return next((name for name, one in self.providers.items() if one.is_at(host)), None)

    def understands(self, host: str, dialect: str) -> bool:
        """Whether a host is known to understand a dialect."""
        name = self.at(host)
        return name is not None and dialect in self.providers[name].dialects

    def self_hosted(self, dialect: str) -> str | None:
        """Who it is that speaks a dialect at a host of nobody's; None where it may be anybody."""
        of_people = (name for name, one in self.providers.items() if one.self_hosted)
        return next((name for name in of_people if dialect in self.providers[name].dialects), None)

    def _paths(self, dialect: str) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple(operations(self.interfaces, dialect))

    def label(self, name: str) -> str:
        """What a person calls a provider; its own name where it is not known."""
        return self.providers[name].label if name in self.providers else name


def _shared(one: Provider, other: Provider) -> str | None:
    return next(
        (
            mine
            for mine in one.patterns
            for theirs in other.patterns
            if fnmatchcase(mine, theirs) or fnmatchcase(theirs, mine)
        ),
        None,
    )


@cache
def known() -> Catalogue:
    """All there are; a file of another package that is wrong is left out, and said."""
    found = Catalogue(reading.ours(_ROLE, Facts))
    for name in seams.names("adapters", _ROLE):
        if seams.is_ours("adapters", name):
            continue
        address = seams.available("adapters")[name].value
        try:
            found.add(reading.theirs(address, Facts), address)
        except (ValueError, Collision) as error:
            found.faults.append(str(error))
    return found
