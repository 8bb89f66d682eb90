"""A request on its way out, in the terms every HTTP library shares, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from ipaddress import ip_address

import msgspec

from ... import providers
from ...record.activity import Endpoint, EndpointClass
from ..settings import Settings


@dataclass(eq=False)
class Request:
    """What is about to be sent. It holds no header but the content type, and no query.

    Attributes:
        library: what carries it, ``httpx2``.
        method: in capitals.
        host: in lower case, without credentials or port.
        path: as sent, never recorded.
        content_type: of the body.
        body: the bytes, None where the library streams them.
        form: the text fields of a form that is sent in parts.
    """

    library: str
    method: str
    host: str
    path: str
    content_type: str = ""
    body: bytes | None = None
    form: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def fields(self) -> Mapping[str, object]:
        """The JSON object or the form in the body; empty where it is neither."""
        if self.form:
            return self.form
        if not self.body or self.body[:1] not in b"{ \r\n\t":
            return {}
        try:
            decoded = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return {}
        return decoded if isinstance(decoded, dict) else {}


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
