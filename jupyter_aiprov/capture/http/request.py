"""A request on its way out, in the terms every HTTP library shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import msgspec


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
