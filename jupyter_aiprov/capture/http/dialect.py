"""The seam for dialects: what a file of :mod:`jupyter_aiprov.capture.dialects` provides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, ClassVar

from .body import Reader
from .call import Call
from .request import Request


class Dialect:
    """How one provider speaks. Subclasses say where, and fill in a call from plain JSON.

    Attributes:
        name: of the dialect, as the record tells it.
        provider: who serves it where the host does not say; None where anybody may.
        hosts: patterns of its own hosts.
        paths: regular expression of a path's end → operation.
    """

    name: ClassVar[str]
    provider: ClassVar[str | None] = None
    hosts: ClassVar[tuple[str, ...]] = ()
    paths: ClassVar[tuple[tuple[str, str], ...]] = ()

    def place(self, host: str, path: str) -> tuple[bool, str] | None:
        """Whether the host is the dialect's own, and the operation the path asks for."""
        for pattern, operation in self.paths:
            if re.search(pattern, path):
                return any(fnmatchcase(host, own) for own in self.hosts), operation
        return None

    def fits(self, request: Request) -> bool:
        """Whether a request to a host that is not the dialect's own has its shape."""
        return "model" in request.fields

    def ask(self, call: Call, request: Request) -> None:
        """Read the request."""
        raise NotImplementedError

    def answer(self, call: Call, answer: Mapping[str, Any]) -> None:
        """Read a whole answer."""
        raise NotImplementedError

    def event(self, call: Call, name: str, event: Mapping[str, Any]) -> None:
        """Read one event of a stream; by default each is an answer of its own."""
        self.answer(call, event)

    def headers(self, call: Call, headers: Mapping[str, str]) -> None:
        """Read the kept headers of the answer (:data:`exchange.KEPT_HEADERS`)."""

    def reader(self, call: Call, content_type: str) -> Reader | None:
        """A reader of its own for answers in a form only this dialect has."""
        return None
