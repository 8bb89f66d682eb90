"""Where an endpoint is, from its host alone."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from ipaddress import ip_address

from ... import providers
from ...record.activity import Endpoint, EndpointClass
from ..settings import Settings


@lru_cache(maxsize=256)
def endpoint(host: str, settings: Settings) -> Endpoint:
    """The class of a host: this machine, the institution, a sovereign cloud, or elsewhere.

    What the person's settings say of a host goes before what is known of its provider.
    """
    return Endpoint(class_=_class(host, settings), host=host or None)


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine."""
    if host in ("localhost", "0.0.0.0") or host.endswith(".localhost"):  # noqa: S104 - a name
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _class(host: str, settings: Settings) -> EndpointClass:
    if not host:
        return "unknown"
    if is_loopback(host):
        return "local"
    if _matches(host, settings.institutional):
        return "institutional"
    if _matches(host, settings.sovereign):
        return "sovereign"
    known = providers.known()
    name = known.at(host)
    return known.providers[name].class_ if name is not None else "external"


def _matches(host: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(host, pattern.strip().lower()) for pattern in patterns)
