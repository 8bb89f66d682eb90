"""What is known of providers and of their interfaces (``providers.toml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Literal

import msgspec

#: Where a provider's hosts stand; this very machine is never among them.
HostClass = Literal["external", "institutional", "sovereign"]
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who serves models.

    Attributes:
        label: for people.
        hosts: patterns of the hosts its models answer at.
        domains: patterns of hosts of which some serve other things.
        dialects: what its hosts understand.
        estimator: its name in EcoLogits; None where that estimates nothing of it.
        clients: modules of its client libraries → what a person calls them.
        class_: where its hosts stand, unless a person's settings say otherwise.
        self_hosted: people run it themselves: who speaks its dialect at nobody's host is it.
        port: where it listens when people run it themselves.
    """

    label: str
    hosts: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    dialects: tuple[str, ...] = ()
    estimator: str | None = None
    clients: dict[str, str] = {}
    class_: HostClass = msgspec.field(name="class", default="external")
    self_hosted: bool = False
    port: int | None = None

    @property
    def patterns(self) -> tuple[str, ...]:
        """Of every host that is its own."""
        return (*self.hosts, *self.domains)

    def is_at(self, host: str) -> bool:
        """Whether a host, in lower case, is its own."""
        return any(fnmatchcase(host, pattern) for pattern in self.patterns)


class Interface(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An interface over HTTP: where the requests of a dialect go.

    Attributes:
        label: what serves it, for people; empty where nobody names it so.
        like: the dialect whose paths it has besides its own.
        paths: regular expression of a path's end, without a closing slash → operation.
        in_source: addresses of it as they stand in a source.
    """

    label: str = ""
    like: str | None = None
    paths: dict[str, str] = {}
    in_source: tuple[str, ...] = ()


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of them: ours, or one that another package brings."""

    providers: dict[str, Provider] = {}
    dialects: dict[str, Interface] = {}


def check(facts: Facts) -> None:
    """See that no host is this machine, and that each path is a regular expression.

    Raises:
        ValueError: of the first that is wrong; the message names it.
    """
    for provider in facts.providers.values():
        for pattern in provider.patterns:
            if pattern != pattern.lower() or any(fnmatchcase(one, pattern) for one in _LOOPBACK):
                raise ValueError(
                    f"'{pattern}' is no provider's host: write it in lower case, and so that it "
                    "does not match this machine"
                )
    for interface in facts.dialects.values():
        for pattern in interface.paths:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"'{pattern}' is no regular expression: {error}") from error


def operations(
    interfaces: Mapping[str, Interface], dialect: str
) -> Iterator[tuple[re.Pattern[str], str]]:
    """The paths of a dialect, its own first, compiled, each with its operation.

    Args:
        interfaces: all that are known.
        dialect: the name of one; none has no paths.
    """
    seen: set[str] = set()
    name: str | None = dialect
    while name is not None and name not in seen and name in interfaces:
        seen.add(name)
        for pattern, operation in interfaces[name].paths.items():
            yield re.compile(f"(?:{pattern})/?$"), operation
        name = interfaces[name].like
