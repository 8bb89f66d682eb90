"""``httpx`` and ``httpx2``: the same design, in sync and async clients."""

from __future__ import annotations

import functools
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Mapping
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any

from ...values.raw import address
from ..http.exchange import Exchange
from ..http.observer import Observer, watch
from ..http.request import Request
from ..patching import Make, Original, Patch
from ..shield import shielded
from .following import Table, Waiting

if TYPE_CHECKING:
    from ..recorder import Recorder

#: Requests on their way, by their address: a class of clients may send by another's method.
_sending: set[int] = set()
_exchanges: Table[Exchange] = Table(lambda exchange: exchange.abandon())


class Httpx:
    """The adapter of one of the two modules."""

    def __init__(self, module: str) -> None:
        self._module = module

    def install(self, recorder: Recorder) -> Callable[[], None]:
        """Follow both clients' ``send``; answers the undo."""
        seen = watch(recorder)
        patches = []
        for module in self._modules():
            patches += [
                Patch(module.Client, "send", functools.partial(self._sync, seen)),
                Patch(module.AsyncClient, "send", functools.partial(self._async, seen)),
            ]

        def undo() -> None:
            for patch in patches:
                patch.undo()
            _exchanges.undo()

        return undo

    def _modules(self) -> list[Any]:
        """The module and the part of it that makes the clients: one may be loaded anew alone."""
        names = (self._module, f"{self._module}._client")
        return [sys.modules[name] for name in names if name in sys.modules]

    def _sync(self, seen: Observer, original: Original, patch: Patch) -> Original:
        @functools.wraps(original)
        def send(client: object, request: object, *args: object, **kwargs: object) -> object:
            exchange = self._begin(seen, patch, request)
            if exchange is None:
                return original(client, request, *args, **kwargs)
            try:
                response = original(client, request, *args, **kwargs)
            except BaseException as error:
                exchange.fail(error)
                raise
            finally:
                _sending.discard(address(request))
            _follow(seen, exchange, response)
            return response

        return send

    def _async(self, seen: Observer, original: Waiting, patch: Patch) -> Waiting:
        @functools.wraps(original)
        async def send(client: object, request: object, *args: object, **kwargs: object) -> object:
            exchange = self._begin(seen, patch, request)
            if exchange is None:
                return await original(client, request, *args, **kwargs)
            try:
                response = await original(client, request, *args, **kwargs)
            except BaseException as error:
                exchange.fail(error)
                raise
            finally:
                _sending.discard(address(request))
            _follow(seen, exchange, response)
            return response

        return send

    def _begin(self, seen: Observer, patch: Patch, request: object) -> Exchange | None:
        if not patch.active or getattr(request, "method", "") != "POST":
            return None
        if address(request) in _sending:
            return None
        neutral = None
        with shielded(seen.recorder.diagnose, "reading a request"):
            neutral = _neutral(self._module, request)
        exchange = seen.begin(neutral) if neutral is not None else None
        if exchange is not None:
            _sending.add(address(request))
        return exchange


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


def _follow(seen: Observer, exchange: Exchange, response: Any) -> None:
    """The answer's head is here; its body is read already, or will be, by the caller."""
    with shielded(seen.recorder.diagnose, "following an answer"):
        # Their keys are in lower case; looking up one by one is slow here.
        exchange.answered(response.status_code, dict(response.headers.items()))
        if hasattr(response, "_content"):
            exchange.whole(response.content)
            return
        stream = response.stream
        if _exchanges.see(type(stream), _ASYNC if hasattr(stream, "__aiter__") else _SYNC):
            _exchanges.put(stream, exchange)
            return
    exchange.abandon()


def _iter(original: Callable[[object], Generator[bytes]], patch: Patch) -> Original:
    def follow(stream: object, exchange: Exchange) -> Iterator[bytes]:
        try:
            with closing(original(stream)) as chunks:
                for chunk in chunks:
                    exchange.feed(chunk)
                    yield chunk
        except BaseException as error:
            exchange.fail(error)
            raise
        exchange.end()

    @functools.wraps(original)
    def __iter__(stream: object) -> Iterator[bytes]:  # noqa: N807 - stands in for one
        exchange = _exchanges.get(stream) if patch.active else None
        return original(stream) if exchange is None else follow(stream, exchange)

    follow.__name__, follow.__qualname__ = original.__name__, original.__qualname__
    return __iter__


def _aiter(original: Callable[[object], AsyncGenerator[bytes]], patch: Patch) -> Original:
    async def follow(stream: object, exchange: Exchange) -> AsyncIterator[bytes]:
        try:
            async with aclosing(original(stream)) as chunks:
                async for chunk in chunks:
                    exchange.feed(chunk)
                    yield chunk
        except BaseException as error:
            exchange.fail(error)
            raise
        exchange.end()

    @functools.wraps(original)
    def __aiter__(stream: object) -> AsyncIterator[bytes]:  # noqa: N807 - stands in for one
        exchange = _exchanges.get(stream) if patch.active else None
        return original(stream) if exchange is None else follow(stream, exchange)

    follow.__name__, follow.__qualname__ = original.__name__, original.__qualname__
    return __aiter__


def _abandon(stream: object) -> None:
    exchange = _exchanges.drop(stream)
    if exchange is not None:
        exchange.abandon()


def _close(original: Original, _: Patch) -> Original:
    @functools.wraps(original)
    def close(stream: object) -> None:
        try:
            original(stream)
        finally:
            _abandon(stream)

    return close


def _aclose(original: Waiting, _: Patch) -> Waiting:
    @functools.wraps(original)
    async def aclose(stream: object) -> None:
        try:
            await original(stream)
        finally:
            _abandon(stream)

    return aclose


_SYNC: dict[str, Make] = {"__iter__": _iter, "close": _close}
_ASYNC: dict[str, Make] = {"__aiter__": _aiter, "aclose": _aclose}

HTTPX = Httpx("httpx")
HTTPX2 = Httpx("httpx2")
