"""``aiohttp``: the client's request, and what its caller reads of the answer."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...values.raw import address
from ..http.exchange import Exchange
from ..http.observer import Observer, watch
from ..http.request import Request
from ..patching import Original, Patch
from ..shield import shielded
from .following import Table, Waiting

if TYPE_CHECKING:
    from ..recorder import Recorder

_LIBRARY = "aiohttp"


class _Follower:
    """An answer that is awaited or read, and the number of its stream of bytes."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.stream = 0

    def abandon(self) -> None:
        """Nobody reads on."""
        _streams.pop(self.stream, None)
        self.exchange.abandon()


_answers: Table[_Follower] = Table(_Follower.abandon)
#: Exchanges by the address of an answer's stream of bytes; an entry goes with the answer, which
#: holds the stream.
_streams: dict[int, Exchange] = {}


def install(recorder: Recorder) -> Callable[[], None]:
    """Follow the session's requests and what is read of their answers; answers the undo."""
    seen, aiohttp = watch(recorder), sys.modules[_LIBRARY]
    patches = [
        Patch(aiohttp.client_reqrep.ClientRequest, "send", functools.partial(_send, seen)),
        Patch(aiohttp.client_reqrep.ClientResponse, "start", functools.partial(_start, seen)),
        Patch(aiohttp.streams.StreamReader, "_read_nowait_chunk", _read),
        Patch(aiohttp.streams.StreamReader, "feed_eof", _arrived),
    ]

    def undo() -> None:
        for patch in patches:
            patch.undo()
        _answers.undo()

    return undo


def _send(seen: Observer, original: Waiting, patch: Patch) -> Waiting:
    @functools.wraps(original)
    async def send(request: Any, *args: object, **kwargs: object) -> object:
        exchange = _begin(seen, request) if patch.active and request.method == "POST" else None
        if exchange is None:
            return await original(request, *args, **kwargs)
        try:
            response = await original(request, *args, **kwargs)
        except BaseException as error:
            exchange.fail(error)
            raise
        with shielded(seen.recorder.diagnose, "following an answer"):
            if _answers.see(type(response), {"close": _closed, "release": _closed}):
                _answers.put(response, _Follower(exchange))
        return response

    return send


def _begin(seen: Observer, request: Any) -> Exchange | None:
    neutral = None
    with shielded(seen.recorder.diagnose, "reading a request"):
        neutral = Request(
            library=_LIBRARY,
            method="POST",
            host=(request.url.host or "").lower(),
            path=request.url.raw_path.partition("?")[0],
            content_type=request.headers.get("content-type", ""),
            body=_bytes(request.body),
            form=_form(request.body),
        )
    return seen.begin(neutral) if neutral is not None else None


def _bytes(body: object) -> bytes | None:
    held = getattr(body, "_value", body)
    return bytes(held) if isinstance(held, bytes | bytearray) else None


def _form(body: object) -> dict[str, str]:
    """The text fields of a form in parts; files among them are left alone."""
    found: dict[str, str] = {}
    for part, *_ in getattr(body, "_parts", ()):
        value = getattr(part, "_value", None)
        if part.name and not part.filename and isinstance(value, bytes):
            found[part.name] = value.decode("utf-8", "replace")
    return found


def _start(seen: Observer, original: Waiting, patch: Patch) -> Waiting:
    @functools.wraps(original)
    async def start(response: Any, *args: object, **kwargs: object) -> object:
        follower = _answers.get(response) if patch.active else None
        if follower is None:
            return await original(response, *args, **kwargs)
        exchange = follower.exchange
        try:
            answer = await original(response, *args, **kwargs)
        except BaseException as error:
            exchange.fail(error)
            raise
        with shielded(seen.recorder.diagnose, "following an answer"):
            exchange.answered(response.status, response.headers)
            exchange.decoded()  # the parser decompresses, unless the session forbids it
            follower.stream = address(response.content)
            _streams[follower.stream] = exchange
            _look(exchange, response.content)  # the answer may hold nothing
        return answer

    return start


def _look(exchange: Exchange, stream: Any) -> None:
    """All of it has arrived; it has been read too, if nothing waits."""
    if stream.at_eof():
        _streams.pop(address(stream), None)
        exchange.end()


def _read(original: Callable[..., bytes], patch: Patch) -> Original:
    @functools.wraps(original)
    def _read_nowait_chunk(stream: Any, n: int) -> bytes:
        data = original(stream, n)
        exchange = _streams.get(address(stream)) if _streams and patch.active else None
        if exchange is not None:
            exchange.feed(data)
            _look(exchange, stream)
        return data

    return _read_nowait_chunk


def _arrived(original: Original, patch: Patch) -> Original:
    @functools.wraps(original)
    def feed_eof(stream: Any) -> None:
        original(stream)
        exchange = _streams.get(address(stream)) if _streams and patch.active else None
        if exchange is not None:
            _look(exchange, stream)

    return feed_eof


def _closed(original: Original, patch: Patch) -> Original:
    @functools.wraps(original)
    def close(response: object) -> object:
        answer = original(response)
        follower = _answers.drop(response) if patch.active else None
        if follower is not None:
            follower.abandon()
        return answer

    return close
