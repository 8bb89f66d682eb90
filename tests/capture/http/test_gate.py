"""The one spot before a byte is sent: what a guard sees, and what its refusal does."""

from __future__ import annotations

from typing import Any

import openai
import pytest
import requests
from support.calls.watching import Watching

from jupyter_aiprov.capture.http.gate import RefusedCall
from jupyter_aiprov.capture.http.request import Request
from jupyter_aiprov.record.activity import Endpoint

ASKED: Any = {"model": "m", "messages": [{"role": "user", "content": "Patient Ada Lovelace"}]}
REASON = "Personal data must not leave: remove the name, or ask a local model."


class Curious:
    """Remembers what it is shown; refuses names."""

    def __init__(self) -> None:
        self.shown: list[tuple[Request, Endpoint]] = []

    def inspect(self, request: Request, endpoint: Endpoint) -> None:
        self.shown.append((request, endpoint))
        if b"Lovelace" in (request.body or b""):
            raise RefusedCall(REASON)


async def _async_openai(address: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="k") as client:
        await client.chat.completions.create(**ASKED)


async def _aiohttp(address: str) -> None:
    import aiohttp

    async with aiohttp.ClientSession() as session:
        await session.post(f"{address}/v1/chat/completions", json=ASKED)


def _openai(address: str) -> None:
    openai.OpenAI(base_url=f"{address}/v1", api_key="k").chat.completions.create(**ASKED)


def _requests(address: str) -> None:
    requests.post(f"{address}/v1/chat/completions", json=ASKED)


@pytest.mark.parametrize("call", [_openai, _requests])
def test_a_refusal_reaches_the_person_and_nothing_is_sent(
    call: Any, provider: Any, seen: Watching
) -> None:
    guard = Curious()
    remove = seen.recorder.gate.add(guard)
    sent = len(provider.seen)
    with pytest.raises(RefusedCall, match="Personal data"):
        call(provider.address)
    assert len(provider.seen) == sent
    assert len(guard.shown) == 1  # no client tries again
    request, endpoint = guard.shown[0]
    assert request.fields["messages"] == ASKED["messages"]
    assert endpoint == Endpoint(class_="local", host="127.0.0.1")
    assert seen.taken() == []
    assert [said.code for said in seen.run.diagnostics] == ["AP406"]
    remove()
    call(provider.address)
    assert len(seen.taken()) == 1


@pytest.mark.parametrize("call", [_async_openai, _aiohttp])
async def test_a_refusal_of_an_async_call(call: Any, provider: Any, seen: Watching) -> None:
    seen.recorder.gate.add(Curious())
    sent = len(provider.seen)
    with pytest.raises(RefusedCall, match="Personal data"):
        await call(provider.address)
    assert len(provider.seen) == sent


def test_a_faulty_guard_refuses_nothing(provider: Any, seen: Watching) -> None:
    class Faulty:
        def inspect(self, request: Request, endpoint: Endpoint) -> None:
            raise KeyError("mistake")

    seen.recorder.gate.add(Faulty())
    _openai(provider.address)
    assert len(seen.taken()) == 1
    assert [said.code for said in seen.run.diagnostics] == ["AP001"]


def test_the_request_shows_neither_headers_nor_query(provider: Any, seen: Watching) -> None:
    guard = Curious()
    seen.recorder.gate.add(guard)
    address = provider.address.replace("127.0.0.1", "user:hidden@127.0.0.1")
    requests.post(
        f"{address}/v1/chat/completions?key=hidden",
        json={"model": "m", "messages": []},
        headers={"authorization": "Bearer hidden"},
    )
    assert "hidden" not in repr(guard.shown)
