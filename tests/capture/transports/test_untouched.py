"""What a client gets back is its own: classes, attributes and weak references are as without us."""

from __future__ import annotations

import asyncio
import copy
import io
import json
import pickle
import shutil
import weakref
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import urllib3
from support.calls.watching import Watching, watching

ANSWER = {
    "id": "c1",
    "model": "m1",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "hi"}}],
    "usage": {"prompt_tokens": 9, "completion_tokens": 7},
}
ASKED: dict[str, Any] = {"model": "m1", "messages": [{"role": "user", "content": "hello"}]}


class _Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        body = json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        if "chunked" in self.path:
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            for start in range(0, len(body), 20):
                piece = body[start : start + 20]
                self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")
            return
        self.send_header("content-length", str(len(body) + ("short" in self.path)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = "short" in self.path

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def near() -> Iterator[Watching]:
    with watching() as one:
        yield one


def _post(address: str, path: str = "/v1/chat/completions", **options: Any) -> Any:
    return urllib3.PoolManager().request("POST", address + path, json=ASKED, **options)


def _told(near: Watching) -> tuple[Any, Any]:
    one = near.one()
    return one.usage.get("gen_ai.usage.output_tokens"), one.parameters.get("aiprov.end")


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/chunked/v1/chat/completions"])
@pytest.mark.parametrize("way", ["read", "stream", "lines", "readinto", "copyfileobj", "text"])
def test_an_answer_of_urllib3(address: str, near: Watching, path: str, way: str) -> None:
    answer = _post(address, path, preload_content=False)
    assert type(answer) is urllib3.HTTPResponse
    assert type(answer).__module__ == "urllib3.response"
    assert weakref.getweakrefcount(answer) == 0
    assert not any("jupyter_aiprov" in type(value).__module__ for value in vars(answer).values())
    if way == "read":
        got = answer.read()
    elif way == "stream":
        got = b"".join(answer.stream(30))
    elif way == "lines":
        got = b"".join(answer)
    elif way == "readinto":
        buffer, parts = bytearray(50), []
        while size := answer.readinto(buffer):
            parts.append(bytes(buffer[:size]))
        got = b"".join(parts)
    elif way == "copyfileobj":
        into = io.BytesIO()
        shutil.copyfileobj(answer, into)
        got = into.getvalue()
    else:
        got = io.TextIOWrapper(io.BufferedReader(answer)).read().encode()
    assert json.loads(got) == ANSWER
    assert _told(near) == (7, None)


def test_an_answer_read_at_once(address: str, near: Watching) -> None:
    answer = _post(address)
    assert type(answer) is urllib3.HTTPResponse
    assert answer.json() == ANSWER
    assert _told(near) == (7, None)


def test_an_answer_let_go_of_unread(address: str, near: Watching) -> None:
    answer = _post(address, preload_content=False)
    answer.read(10)
    del answer
    assert _told(near) == (None, "abandoned")


def test_another_answer_at_the_same_place_in_memory(address: str, near: Watching) -> None:
    for _ in range(20):
        answer = _post(address, preload_content=False)
        answer._fp.close()  # behind the library's back: nobody is told of an end
        del answer
        assert urllib3.HTTPResponse(io.BytesIO(b"other"), preload_content=False).read() == b"other"
    assert {one.parameters.get("aiprov.end") for one in near.taken()} == {"abandoned"}


def test_an_answer_that_breaks_off(address: str, near: Watching) -> None:
    answer = _post(address, "/short/v1/chat/completions", preload_content=False)
    with pytest.raises(urllib3.exceptions.ProtocolError):
        answer.read()
    assert _told(near)[1] == "failed"


def test_a_subclass_of_the_users(
    address: str, near: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mine(urllib3.HTTPResponse):
        def read(self, *args: Any, **kwargs: Any) -> bytes:
            return super().read(*args, **kwargs).upper()

    Mine.__module__ = "__main__"
    before = dict(vars(Mine))
    monkeypatch.setattr("urllib3.response.HTTPResponse", Mine)
    answer = _post(address, preload_content=False)
    assert type(answer) is Mine
    assert answer.read()[:5] == b'{"ID"'
    assert {name: vars(Mine).get(name) for name in before} == before
    assert len(near.taken()) == 1


def test_an_answer_of_requests(address: str, near: Watching) -> None:
    answer = requests.post(address + "/v1/chat/completions", json=ASKED, timeout=60)
    assert type(answer.raw) is urllib3.HTTPResponse
    assert pickle.loads(pickle.dumps(answer)).json() == copy.copy(answer).json() == ANSWER
    assert _told(near) == (7, None)


def test_streams_of_httpx(address: str, near: Watching) -> None:
    with httpx.Client() as client:
        bare = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200)))
        request = client.build_request("POST", address + "/v1/chat/completions", json=ASKED)
        answer = client.send(request, stream=True)
        kind = type(answer.stream)
        assert kind is type(bare.send(bare.build_request("GET", "http://a"), stream=True).stream)
        assert (kind.__module__, weakref.getweakrefcount(answer.stream)) == ("httpx._client", 0)
        assert json.loads(b"".join(answer.iter_bytes())) == ANSWER
        assert _told(near) == (7, None)
        unread = client.send(request, stream=True)
        del unread
        assert _told(near)[1] == "abandoned"


def test_streams_of_httpx_in_a_loop(address: str, near: Watching) -> None:
    async def ask() -> None:
        url = address + "/v1/chat/completions"
        async with httpx.AsyncClient() as client, client.stream("POST", url, json=ASKED) as answer:
            assert type(answer.stream).__name__ == "BoundAsyncStream"
            assert json.loads(await answer.aread()) == ANSWER

    asyncio.run(ask())
    assert _told(near) == (7, None)


def test_an_answer_of_aiohttp(address: str, near: Watching) -> None:
    async def ask() -> None:
        async with aiohttp.ClientSession() as session:
            async with session.post(address + "/v1/chat/completions", json=ASKED) as answer:
                assert type(answer) is aiohttp.ClientResponse
                assert weakref.getweakrefcount(answer) == 0
                homes = {one.__module__ for one in answer.content._eof_callbacks}
                assert not [home for home in homes if home.startswith("jupyter_aiprov")]
                assert await answer.json() == ANSWER
            assert _told(near) == (7, None)
            answer = await session.post(address + "/v1/chat/completions", json=ASKED)
            assert b"".join([part async for part in answer.content.iter_chunked(30)])
            assert _told(near) == (7, None)
            answer = await session.post(address + "/v1/chat/completions", json=ASKED)
            answer.close()
            assert _told(near)[1] == "abandoned"

    asyncio.run(ask())


def test_the_classes_are_put_back(address: str) -> None:
    names = ("read", "read1", "close", "_handle_chunk", "_update_chunk_length", "__del__")
    before = [vars(urllib3.HTTPResponse).get(name) for name in names]
    with watching():
        _post(address, preload_content=False).read()
    assert [vars(urllib3.HTTPResponse).get(name) for name in names] == before


def test_an_error_is_the_very_one(near: Watching) -> None:
    error = httpx.ConnectError("no")

    def refuse(_: Any) -> Any:
        raise error

    client = httpx.Client(transport=httpx.MockTransport(refuse))
    with pytest.raises(httpx.ConnectError) as caught:
        client.post("https://api.openai.com/v1/chat/completions", json=ASKED)
    assert caught.value is error
    client.close()
    assert _told(near)[1] == "failed"
