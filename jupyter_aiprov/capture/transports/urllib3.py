"""``urllib3``, and with it ``requests`` and ``botocore``, which send through its pools."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..http.exchange import Exchange
from ..http.observer import Observer, watch
from ..http.request import Request
from ..patching import Original, Patch
from ..shield import shielded
from .following import Table

if TYPE_CHECKING:
    from ..recorder import Recorder

_LIBRARY = "urllib3"
_RETRIES = 2  # place of the argument, after body and headers


def install(recorder: Recorder) -> Callable[[], None]:
    """Follow the pools' ``urlopen``; answers the undo."""
    seen = watch(recorder)
    pool = sys.modules[_LIBRARY].connectionpool.HTTPConnectionPool
    patch = Patch(pool, "urlopen", functools.partial(_urlopen, seen))

    def undo() -> None:
        patch.undo()
        _followers.undo()

    return undo


def _urlopen(seen: Observer, original: Original, patch: Patch) -> Original:
    @functools.wraps(original)
    def urlopen(pool: object, method: str, url: str, *args: object, **kwargs: object) -> object:
        # A redirect or a retry comes back here from within: the first has seen it.
        if not patch.active or method != "POST" or _within(args, kwargs):
            return original(pool, method, url, *args, **kwargs)
        exchange = _begin(seen, pool, url, args, kwargs)
        if exchange is None:
            return original(pool, method, url, *args, **kwargs)
        try:
            response = original(pool, method, url, *args, **kwargs)
        except BaseException as error:
            exchange.fail(error)
            raise
        _follow(seen, exchange, response)
        return response

    return urlopen


def _within(args: tuple[object, ...], kwargs: dict[str, object]) -> bool:
    retries = args[2] if len(args) > _RETRIES else kwargs.get("retries")
    return bool(getattr(retries, "history", ()))


def _begin(
    seen: Observer, pool: Any, url: str, args: tuple[object, ...], kwargs: dict[str, object]
) -> Exchange | None:
    neutral = None
    with shielded(seen.recorder.diagnose, "reading a request"):
        body = args[0] if args else kwargs.get("body")
        headers = args[1] if len(args) > 1 else kwargs.get("headers")
        neutral = Request(
            library=_LIBRARY,
            method="POST",
            host=str(pool.host).strip("[]").lower(),
            path=_path(url),
            content_type=_content_type(headers),
            body=_bytes(body),
        )
    return seen.begin(neutral) if neutral is not None else None


def _path(url: str) -> str:
    """The path of a request target; through a proxy that is a whole address."""
    target = url.partition("://")[2] if "://" in url.partition("?")[0] else ""
    path = "/" + target.partition("/")[2] if target else url
    return path.partition("?")[0]


def _content_type(headers: Any) -> str:
    for name in headers or ():
        if str(name).lower() == "content-type":
            value = headers[name]
            return value.decode("latin-1") if isinstance(value, bytes) else str(value)
    return ""


def _bytes(body: object) -> bytes | None:
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")
    return bytes(body) if isinstance(body, bytes | bytearray) else None


def _follow(seen: Observer, exchange: Exchange, response: Any) -> None:
    with shielded(seen.recorder.diagnose, "following an answer"):
        exchange.answered(response.status, response.headers)
        if getattr(response, "_body", None) is not None:  # read at once, for urllib3's own users
            exchange.whole(response.data)
            return
        if _followers.see(type(response), _METHODS):
            _followers.put(response, _Follower(exchange, response))
            return
    exchange.abandon()


class _Follower:
    """Counts bytes once, though the methods that read call one another."""

    def __init__(self, exchange: Exchange, response: object) -> None:
        self.exchange = exchange
        self.depth = 0
        self._decodes = getattr(response, "decode_content", True)
        self._begun = False

    def took(self, data: object, decodes: object) -> None:
        """``data`` has been read; where it was decoded on the way, it needs no more of it."""
        if not self._begun:
            self._begun = True
            if self._decodes if decodes is None else decodes:
                self.exchange.decoded()
        if isinstance(data, bytes | bytearray):
            self.exchange.feed(bytes(data))

    def look(self, response: object) -> None:
        """End where the connection's body has ended."""
        source = getattr(response, "_fp", None)
        if source is None or getattr(source, "closed", False) or _read_out(source):
            self.end(response)

    def end(self, response: object) -> None:
        """All of it was read."""
        _followers.drop(response)
        self.exchange.end()

    def fail(self, response: object, error: BaseException) -> None:
        """Reading it ended in ``error``."""
        _followers.drop(response)
        self.exchange.fail(error)


def _read_out(source: object) -> bool:
    isclosed = getattr(source, "isclosed", None)
    return bool(isclosed()) if callable(isclosed) else False


_followers: Table[_Follower] = Table(lambda follower: follower.exchange.abandon())


def _reading(original: Original, patch: Patch) -> Original:
    @functools.wraps(original)
    def read(self: object, *args: object, **kwargs: object) -> object:
        follower = _followers.get(self)
        if follower is None or not patch.active:
            return original(self, *args, **kwargs)
        follower.depth += 1
        try:
            data = original(self, *args, **kwargs)
        except BaseException as error:
            follower.fail(self, error)
            raise
        finally:
            follower.depth -= 1
        if not follower.depth:
            follower.took(data, args[1] if len(args) > 1 else kwargs.get("decode_content"))
            follower.look(self)
        return data

    return read


def _chunk(original: Original, patch: Patch) -> Original:
    """A piece of an answer that comes in pieces, as it came over the wire."""

    @functools.wraps(original)
    def _handle_chunk(self: object, *args: object, **kwargs: object) -> object:
        follower = _followers.get(self)
        if follower is None or not patch.active:
            return original(self, *args, **kwargs)
        try:
            data = original(self, *args, **kwargs)
        except BaseException as error:
            follower.fail(self, error)
            raise
        follower.took(data, decodes=False)
        return data

    return _handle_chunk


def _length(original: Original, patch: Patch) -> Original:
    """The length of the next piece; the last has none."""

    @functools.wraps(original)
    def _update_chunk_length(self: Any) -> None:
        follower = _followers.get(self)
        try:
            original(self)
        except BaseException as error:
            if follower is not None:
                follower.fail(self, error)
            raise
        if follower is not None and patch.active and self.chunk_left == 0:
            follower.end(self)

    return _update_chunk_length


def _closing(original: Original, patch: Patch) -> Original:
    @functools.wraps(original)
    def close(self: object) -> None:
        original(self)
        follower = _followers.get(self)
        if follower is not None and patch.active and not follower.depth:
            _followers.drop(self)
            follower.exchange.abandon()

    return close


_METHODS = {
    "read": _reading,
    "read1": _reading,
    "_handle_chunk": _chunk,
    "_update_chunk_length": _length,
    "close": _closing,
}
