"""The seam for dialects: what a file of :mod:`jupyter_aiprov.capture.dialects` provides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, ClassVar

from .body import Reader
from .call import Call
from .request import Request

_ELSEWHERE, _AT_HOME = 1, 2


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

    def recognise(self, request: Request) -> tuple[int, str] | None:
        """How surely this is a call in this dialect (more is surer), and its operation."""
        operation = _operation(self.paths, request.path)
        if operation is None:
            return None
        home = any(fnmatchcase(request.host, host) for host in self.hosts)
        if home or self.fits(request):
            return (_AT_HOME if home else _ELSEWHERE), operation
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


@lru_cache(maxsize=1024)
def _operation(paths: tuple[tuple[str, str], ...], path: str) -> str | None:
    return next((operation for pattern, operation in paths if re.search(pattern, path)), None)
