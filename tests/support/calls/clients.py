"""Every client in every mode it has: what a user would write, and what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

MODES = ("plain", "stream", "async", "raw", "helper", "error")
HELLO = [{"role": "user", "content": "Say hello."}]


@dataclass(frozen=True)
class Places:
    """Where the two servers are."""

    model: str
    provider: str


@dataclass(frozen=True)
class Case:
    """One use of one client."""

    client: str
    mode: str
    use: Callable[[Places], Any]


CASES: list[Case] = []


def case(client: str, mode: str) -> Callable[[Callable[[Places], Any]], Callable[[Places], Any]]:
    """Register a use."""

    def keep(use: Callable[[Places], Any]) -> Callable[[Places], Any]:
        CASES.append(Case(client, mode, use))
        return use

    return keep


def installed(client: str) -> str | None:
    """The client's version, None where it is not there."""
    try:
        return version(client)
    except PackageNotFoundError:
        return None


def outcome(use: Callable[[Places], Any], places: Places) -> Any:
    """What a use gives: its value, or the error it ends in."""
    try:
        return use(places)
    except Exception as error:  # noqa: BLE001 - whatever the client raises is its answer
        return error


def traits(value: Any) -> Any:
    """Type and attributes of what a use gives; of a list, those of its items."""
    if isinstance(value, list):
        return [traits(item) for item in value]
    return type(value), sorted(name for name in dir(value) if not name.startswith("__"))


def _openai(places: Places, model: str = "m", **options: Any) -> Any:
    import openai

    client = openai.OpenAI(base_url=f"{places.provider}/v1", api_key="k", max_retries=0)
    return client.chat.completions.create(model=model, messages=HELLO, **options)  # type: ignore[arg-type]


def _client(places: Places) -> Any:
    import openai

    return openai.OpenAI(base_url=f"{places.provider}/v1", api_key="k", max_retries=0)


@case("openai", "plain")
def _(places: Places) -> Any:
    return _openai(places)


@case("openai", "stream")
def _(places: Places) -> Any:
    stream = _openai(places, stream=True)
    return [stream, *stream]


@case("openai", "async")
def _(places: Places) -> Any:
    import openai

    async def ask() -> Any:
        async with openai.AsyncOpenAI(base_url=f"{places.provider}/v1", api_key="k") as client:
            create = client.chat.completions.create
            answer = await create(model="m", messages=HELLO)  # type: ignore[call-overload]
            stream = await create(model="m", messages=HELLO, stream=True)  # type: ignore[call-overload]
            return [answer, stream, *[chunk async for chunk in stream]]

    return asyncio.run(ask())


@case("openai", "raw")
def _(places: Places) -> Any:
    create = _client(places).chat.completions.with_raw_response.create
    raw = create(model="m", messages=HELLO)
    return [raw, raw.parse(), raw.http_response, raw.http_response.request]


@case("openai", "helper")
def _(places: Places) -> Any:
    with _client(places).chat.completions.stream(model="m", messages=HELLO) as stream:
        return [stream, *stream, stream.get_final_completion()]


@case("openai", "error")
def _(places: Places) -> Any:
    return _openai(places, "wrong-key")


def _anthropic(places: Places) -> tuple[Any, dict[str, Any]]:
    import anthropic

    asked = {
        "model": "smollm2-135m-instruct",
        "max_tokens": 8,
        "messages": HELLO,
        # The same answer each time, so that what differs is ours.
        "extra_body": {"temperature": 0, "top_k": 1},
    }
    home = places.model.removesuffix("/v1")
    return anthropic.Anthropic(base_url=home, api_key="k", max_retries=0), asked


@case("anthropic", "plain")
def _(places: Places) -> Any:
    client, asked = _anthropic(places)
    return client.messages.create(**asked)


@case("anthropic", "stream")
def _(places: Places) -> Any:
    client, asked = _anthropic(places)
    stream = client.messages.create(**asked, stream=True)
    return [stream, {type(event) for event in stream}]


@case("anthropic", "async")
def _(places: Places) -> Any:
    import anthropic

    _, asked = _anthropic(places)

    async def ask() -> Any:
        home = places.model.removesuffix("/v1")
        async with anthropic.AsyncAnthropic(base_url=home, api_key="k") as client:
            return await client.messages.create(**asked)

    return asyncio.run(ask())


@case("anthropic", "raw")
def _(places: Places) -> Any:
    client, asked = _anthropic(places)
    raw = client.messages.with_raw_response.create(**asked)
    return [raw, raw.parse()]


@case("anthropic", "helper")
def _(places: Places) -> Any:
    client, asked = _anthropic(places)
    with client.messages.stream(**asked) as stream:
        return [stream, stream.get_final_message()]


@case("anthropic", "error")
def _(places: Places) -> Any:
    client, asked = _anthropic(places)
    return client.messages.create(**{**asked, "messages": [{"role": "nobody", "content": 3}]})


def _google(places: Places) -> Any:
    from google import genai
    from google.genai import types

    options = types.HttpOptions(base_url=places.provider)
    return genai.Client(api_key="k", http_options=options)


GEMINI: dict[str, Any] = {"model": "gemini-2.0-flash", "contents": "Say hello."}


@case("google-genai", "plain")
def _(places: Places) -> Any:
    return _google(places).models.generate_content(**GEMINI)


@case("google-genai", "stream")
def _(places: Places) -> Any:
    stream = _google(places).models.generate_content_stream(**GEMINI)
    return [stream, *stream]


@case("google-genai", "async")
def _(places: Places) -> Any:
    async def ask() -> Any:
        client = _google(places).aio
        answer = await client.models.generate_content(**GEMINI)
        await client.aclose()
        return answer

    return asyncio.run(ask())


@case("mistralai", "plain")
def _(places: Places) -> Any:
    from mistralai.client import Mistral

    client = Mistral(api_key="k", server_url=places.provider)
    return client.chat.complete(model="mistral-small-2506", messages=HELLO, random_seed=1)  # type: ignore[arg-type]


@case("mistralai", "stream")
def _(places: Places) -> Any:
    from mistralai.client import Mistral

    client = Mistral(api_key="k", server_url=places.provider)
    with client.chat.stream(model="m", messages=HELLO) as events:  # type: ignore[arg-type]
        return [events, *events]


@case("mistralai", "async")
def _(places: Places) -> Any:
    from mistralai.client import Mistral

    async def ask() -> Any:
        async with Mistral(api_key="k", server_url=places.provider) as client:
            return await client.chat.complete_async(model="m", messages=HELLO)  # type: ignore[arg-type]

    return asyncio.run(ask())


@case("cohere", "plain")
def _(places: Places) -> Any:
    import cohere

    client = cohere.ClientV2(api_key="k", base_url=places.provider)
    return client.chat(model="command-r", messages=HELLO)  # type: ignore[arg-type]


@case("cohere", "stream")
def _(places: Places) -> Any:
    import cohere

    client = cohere.ClientV2(api_key="k", base_url=places.provider)
    stream = client.chat_stream(model="command-r", messages=HELLO)  # type: ignore[arg-type]
    return [stream, *stream]


@case("cohere", "async")
def _(places: Places) -> Any:
    import cohere

    async def ask() -> Any:
        client = cohere.AsyncClientV2(api_key="k", base_url=places.provider)
        return await client.chat(model="command-r", messages=HELLO)  # type: ignore[arg-type]

    return asyncio.run(ask())


@case("ollama", "plain")
def _(places: Places) -> Any:
    import ollama

    return ollama.Client(host=places.provider).chat(model="llama3.2", messages=HELLO)


@case("ollama", "stream")
def _(places: Places) -> Any:
    import ollama

    client = ollama.Client(host=places.provider)
    stream = client.chat(model="llama3.2", messages=HELLO, stream=True)
    return [stream, *stream]


@case("ollama", "async")
def _(places: Places) -> Any:
    import ollama

    async def ask() -> Any:
        client = ollama.AsyncClient(host=places.provider)
        return await client.chat(model="llama3.2", messages=HELLO)

    return asyncio.run(ask())


@case("huggingface-hub", "plain")
def _(places: Places) -> Any:
    from huggingface_hub import InferenceClient

    client = InferenceClient(base_url=f"{places.provider}/v1", token="k")
    return client.chat_completion(HELLO, model="m")


@case("huggingface-hub", "stream")
def _(places: Places) -> Any:
    from huggingface_hub import InferenceClient

    client = InferenceClient(base_url=f"{places.provider}/v1", token="k")
    stream = client.chat_completion(HELLO, model="m", stream=True)
    return [stream, *stream]


@case("huggingface-hub", "async")
def _(places: Places) -> Any:
    from huggingface_hub import AsyncInferenceClient

    async def ask() -> Any:
        client = AsyncInferenceClient(base_url=f"{places.provider}/v1", token="k")
        return await client.chat_completion(HELLO, model="m")

    return asyncio.run(ask())


def _bedrock(places: Places) -> tuple[Any, dict[str, Any]]:
    import boto3

    client = boto3.client(
        "bedrock-runtime",
        region_name="eu-west-3",
        endpoint_url=places.provider,
        aws_access_key_id="k",
        aws_secret_access_key="k",
    )
    return client, {"modelId": "m", "messages": [{"role": "user", "content": [{"text": "a"}]}]}


@case("boto3", "plain")
def _(places: Places) -> Any:
    client, asked = _bedrock(places)
    return client.converse(**asked)


@case("boto3", "stream")
def _(places: Places) -> Any:
    client, asked = _bedrock(places)
    answer = client.converse_stream(**asked)
    return [answer["stream"], *answer["stream"]]


ASKED: dict[str, Any] = {"model": "m", "messages": HELLO}


@case("requests", "plain")
def _(places: Places) -> Any:
    import requests

    response = requests.post(f"{places.provider}/v1/chat/completions", json=ASKED)
    return [response, response.raw.closed, response.json()]


@case("requests", "stream")
def _(places: Places) -> Any:
    import requests

    asked = {**ASKED, "stream": True}
    with requests.post(f"{places.provider}/v1/chat/completions", json=asked, stream=True) as r:
        return [r, *r.iter_lines()]


@case("requests", "error")
def _(places: Places) -> Any:
    import requests

    url = f"{places.provider}/v1/chat/completions"
    requests.post(url, json={**ASKED, "model": "flaky-not"}, timeout=5).raise_for_status()
    asked = {**ASKED, "model": "wrong-key"}
    headers = {"authorization": "k"}
    return requests.post(url, json=asked, headers=headers, timeout=5).raise_for_status()


@case("aiohttp", "async")
def _(places: Places) -> Any:
    import aiohttp

    async def ask() -> Any:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{places.provider}/v1/chat/completions", json=ASKED) as response,
        ):
            return [response, await response.json(), type(response.content)]

    return asyncio.run(ask())


@case("aiohttp", "stream")
def _(places: Places) -> Any:
    import aiohttp

    async def ask() -> Any:
        asked = {**ASKED, "stream": True}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{places.provider}/v1/chat/completions", json=asked) as response,
        ):
            return [line async for line in response.content]

    return asyncio.run(ask())
