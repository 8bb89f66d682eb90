"""``httpx`` and ``httpx2``: the same design, in sync and async clients."""

from __future__ import annotations

import functools
import sys
import weakref
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ..http.exchange import Exchange
from ..http.request import Request
from ..http.watch import Watch, watch
from ..patching import Patch
from ..shield import shielded

if TYPE_CHECKING:
    from ..recorder import Recorder

#: Of a stream of bytes that is being read; the stream itself gets no attribute of ours.
_exchanges: weakref.WeakKeyDictionary[Any, Exchange] = weakref.WeakKeyDictionary()


class Httpx:
    """The adapter of one of the two modules."""

    def __init__(self, module: str) -> None:
        self._module = module

    def install(self, recorder: Recorder) -> Callable[[], None]:
        """Follow both clients' ``send``; answers the undo."""
        module, seen = sys.modules[self._module], watch(recorder)
        patches = [
            Patch(module.Client, "send", functools.partial(self._sync, seen)),
            Patch(module.AsyncClient, "send", functools.partial(self._async, seen)),
        ]

        def undo() -> None:
            for patch in patches:
                patch.undo()

        return undo

    def _sync(self, seen: Watch, original: Any, patch: Patch) -> Any:
        @functools.wraps(original)
        def send(client: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            exchange = self._begin(seen, patch, request)
            if exchange is None:
                return original(client, request, *args, **kwargs)
            try:
                response = original(client, request, *args, **kwargs)
            except BaseException as error:
                exchange.fail(error)
                raise
            _follow(seen, exchange, response)
            return response

        return send

    def _async(self, seen: Watch, original: Any, patch: Patch) -> Any:
        @functools.wraps(original)
        async def send(client: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            exchange = self._begin(seen, patch, request)
            if exchange is None:
                return await original(client, request, *args, **kwargs)
            try:
                response = await original(client, request, *args, **kwargs)
            except BaseException as error:
                exchange.fail(error)
                raise
            _follow(seen, exchange, response)
            return response

        return send

    def _begin(self, seen: Watch, patch: Patch, request: Any) -> Exchange | None:
        if not patch.active or getattr(request, "method", "") != "POST":
            return None
        neutral = None
        with shielded(seen.recorder.diagnose, "reading a request"):
            neutral = _neutral(self._module, request)
        return seen.begin(neutral) if neutral is not None else None


def _neutral(library: str, request: Any) -> Request:
    return Request(
        library=library,
        method="POST",
        host=request.url.host.lower(),
        path=request.url.path,
        content_type=request.headers.get("content-type", ""),
        body=getattr(request, "_content", None),
        form=_form(request.stream),
    )


def _form(stream: Any) -> Mapping[str, str]:
    """The text fields of a form in parts; files among them are left alone."""
    pairs = ((part.name, getattr(part, "value", None)) for part in getattr(stream, "fields", ()))
    return {name: value for name, value in pairs if isinstance(value, str)}


def _follow(seen: Watch, exchange: Exchange, response: Any) -> None:
    """The answer's head is here; its body is read already, or will be, by the caller."""
    with shielded(seen.recorder.diagnose, "following an answer"):
        # Their keys are in lower case; looking up one by one is slow here.
        exchange.answered(response.status_code, dict(response.headers.items()))
        if hasattr(response, "_content"):
            exchange.whole(response.content)
            return
        stream = response.stream
        _exchanges[stream] = exchange
        stream.__class__ = _watched(stream.__class__)
        weakref.finalize(stream, exchange.abandon).atexit = False
        return
    exchange.abandon()


@functools.cache
def _watched(base: type) -> type:
    """A subclass of a byte stream's class that tells the exchange what passes."""
    if hasattr(base, "__aiter__"):
        return type(base.__name__, (base,), {"__aiter__": _aiter(base), "aclose": _aclose(base)})
    return type(base.__name__, (base,), {"__iter__": _iter(base), "close": _close(base)})


def _iter(base: Any) -> Any:
    def __iter__(self: Any) -> Iterator[bytes]:  # noqa: N807 - a method made for a class
        exchange = _exchanges[self]
        try:
            for chunk in base.__iter__(self):
                exchange.feed(chunk)
                yield chunk
        except BaseException as error:
            exchange.fail(error)
            raise
        exchange.end()

    return __iter__


def _aiter(base: Any) -> Any:
    async def __aiter__(self: Any) -> AsyncIterator[bytes]:  # noqa: N807 - as above
        exchange = _exchanges[self]
        try:
            async with aclosing(base.__aiter__(self)) as chunks:
                async for chunk in chunks:
                    exchange.feed(chunk)
                    yield chunk
        except BaseException as error:
            exchange.fail(error)
            raise
        exchange.end()

    return __aiter__


def _abandon(stream: Any) -> None:
    exchange = _exchanges.get(stream)
    if exchange is not None:  # a stream that is being collected is known no more
        exchange.abandon()


def _close(base: Any) -> Any:
    def close(self: Any) -> None:
        try:
            base.close(self)
        finally:
            _abandon(self)

    return close


def _aclose(base: Any) -> Any:
    async def aclose(self: Any) -> None:
        try:
            await base.aclose(self)
        finally:
            _abandon(self)

    return aclose


HTTPX = Httpx("httpx")
HTTPX2 = Httpx("httpx2")
