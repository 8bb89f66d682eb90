"""The real OpenAI client: against a real model, and against the shapes it does not serve."""

from __future__ import annotations

import asyncio
from typing import Any

import openai
import pytest
from support.calls.watching import INPUT, OUTPUT, Watching

from jupyter_aiprov.record.digest import sha256_text

MODEL = "smollm2-135m-instruct"
ASKED: dict[str, Any] = {
    "model": MODEL,
    "messages": [{"role": "user", "content": "Say hello."}],
    "max_tokens": 8,
}


@pytest.fixture
def client(model: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=model, api_key="not-needed", max_retries=0)


@pytest.fixture
def other(provider: Any) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{provider.address}/v1", api_key="not-needed", max_retries=0)


def test_a_chat(client: openai.OpenAI, seen: Watching) -> None:
    answer = client.chat.completions.create(**ASKED, temperature=0.2, seed=11, top_p=0.9)
    call = seen.one()
    told = call.parameters
    assert (call.kind, call.evidence, call.channel) == ("model-call", "observed", "httpx2")
    assert call.system is not None
    assert (call.system.tool, call.system.tool_version) == ("openai", openai.__version__)
    assert call.system.model == MODEL
    assert call.system.endpoint is not None
    assert (call.system.endpoint.class_, call.system.endpoint.host) == ("local", "127.0.0.1")
    assert told["gen_ai.operation.name"] == "chat"
    assert told["gen_ai.request.temperature"] == 0.2
    assert told["gen_ai.request.seed"] == 11
    assert told["gen_ai.request.top_p"] == 0.9
    assert told["gen_ai.request.max_tokens"] == 8
    assert told["gen_ai.response.id"] == answer.id
    assert told["gen_ai.response.finish_reasons"] == [answer.choices[0].finish_reason]
    assert answer.usage is not None
    assert call.usage[INPUT] == answer.usage.prompt_tokens
    assert call.usage[OUTPUT] == answer.usage.completion_tokens
    assert call.prompt is not None
    assert call.prompt.sha256 == sha256_text("Say hello.")
    assert call.prompt.text is None
    assert call.response is not None
    assert call.response.sha256 == sha256_text(answer.choices[0].message.content or "")
    assert call.duration is not None
    assert call.duration > 0
    assert [d.code for d in call.diagnostics] == ["AP402"]


def test_a_stream_has_no_usage_unless_asked(client: openai.OpenAI, seen: Watching) -> None:
    text = "".join(
        chunk.choices[0].delta.content or ""
        for chunk in client.chat.completions.create(**ASKED, stream=True)
    )
    call = seen.one()
    assert call.usage == {}
    assert call.response is not None
    assert call.response.sha256 == sha256_text(text)
    assert call.parameters["aiprov.stream"] is True
    assert "aiprov.end" not in call.parameters
    asked = {"include_usage": True}
    chunks = list(client.chat.completions.create(**ASKED, stream=True, stream_options=asked))
    assert chunks[-1].usage is not None
    assert seen.one().usage[OUTPUT] == chunks[-1].usage.completion_tokens


def test_streams_that_are_not_read_to_the_end(client: openai.OpenAI, seen: Watching) -> None:
    closed = client.chat.completions.create(**ASKED, stream=True)
    next(iter(closed))
    closed.close()
    assert seen.one().parameters["aiprov.end"] == "abandoned"
    with client.chat.completions.create(**ASKED, stream=True) as within:
        next(iter(within))
    assert seen.one().parameters["aiprov.end"] == "abandoned"
    dropped = client.chat.completions.create(**ASKED, stream=True)
    next(iter(dropped))
    del dropped
    call = seen.one()
    assert call.parameters["aiprov.end"] == "abandoned"
    assert "AP405" in [d.code for d in call.diagnostics]


def test_responses_and_embeddings(client: openai.OpenAI, seen: Watching) -> None:
    answer = client.responses.create(model=MODEL, input="Say hello.", max_output_tokens=8)
    call = seen.one()
    assert call.parameters["gen_ai.response.id"] == answer.id
    assert answer.usage is not None
    assert call.usage[OUTPUT] == answer.usage.output_tokens
    assert call.response is not None
    assert call.response.sha256 == sha256_text(answer.output_text)
    for _ in client.responses.create(
        model=MODEL, input="Say hello.", max_output_tokens=8, stream=True
    ):
        continue
    assert seen.one().usage[OUTPUT] > 0


def test_a_raw_response_a_helper_and_an_error(client: openai.OpenAI, seen: Watching) -> None:
    raw = client.chat.completions.with_raw_response.create(**ASKED)
    assert seen.one().parameters["gen_ai.response.id"] == raw.parse().id
    with client.chat.completions.with_streaming_response.create(**ASKED) as streamed:
        assert seen.taken() == []
        parsed = streamed.parse()
    assert seen.one().parameters["gen_ai.response.id"] == parsed.id
    with client.chat.completions.stream(**ASKED) as events:
        last = list(events)[-1]
    assert last.type == "content.done"
    assert seen.one().parameters["gen_ai.response.id"]
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model=MODEL, messages="wrong")  # type: ignore[call-overload]
    failed = seen.one()
    assert failed.parameters["http.response.status_code"] == 400
    assert failed.parameters["error.type"] == "invalid_request_error"
    with pytest.raises(openai.APIConnectionError):
        openai.OpenAI(
            base_url="http://127.0.0.1:9", api_key="k", max_retries=0
        ).chat.completions.create(**ASKED)
    assert seen.one().parameters["error.type"] == "ConnectError"


async def test_async(model: str, seen: Watching) -> None:
    async with openai.AsyncOpenAI(base_url=model, api_key="k") as client:
        answer = await client.chat.completions.create(**ASKED)
        assert seen.one().parameters["gen_ai.response.id"] == answer.id
        async for _ in await client.chat.completions.create(**ASKED, stream=True):
            continue
        assert "aiprov.end" not in seen.one().parameters
        stream = await client.chat.completions.create(**ASKED, stream=True)
        async for _ in stream:
            break
        await stream.close()
        assert seen.one().parameters["aiprov.end"] == "abandoned"


async def test_a_cancelled_task(provider: Any, seen: Watching) -> None:
    async with openai.AsyncOpenAI(base_url=f"{provider.address}/v1", api_key="k") as client:
        asked = {**ASKED, "model": "slow"}
        task = asyncio.ensure_future(client.chat.completions.create(**asked))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    call = seen.one()
    assert (call.parameters["aiprov.end"], call.parameters["error.type"]) == (
        "failed",
        "CancelledError",
    )


def test_a_timeout(provider: Any, seen: Watching) -> None:
    client = openai.OpenAI(base_url=f"{provider.address}/v1", api_key="k", max_retries=0)
    with pytest.raises(openai.APITimeoutError):
        client.chat.completions.create(**{**ASKED, "model": "slow"}, timeout=0.2)
    assert seen.one().parameters["error.type"] == "ReadTimeout"


def test_retries_are_calls(provider: Any, seen: Watching) -> None:
    client = openai.OpenAI(base_url=f"{provider.address}/v1", api_key="k", max_retries=2)
    client.chat.completions.create(**{**ASKED, "model": "flaky"})
    states = [call.parameters["http.response.status_code"] for call in seen.taken()]
    assert states == [500, 200]


def test_compressed_answers(other: openai.OpenAI, seen: Watching) -> None:
    other.chat.completions.create(**{**ASKED, "model": "zipped"})
    assert seen.one().usage[OUTPUT] == 3
    asked = {**ASKED, "model": "zipped"}
    with other.chat.completions.with_streaming_response.create(**asked) as streamed:
        streamed.read()
    assert seen.one().usage[OUTPUT] == 3


def test_images_and_audio(other: openai.OpenAI, seen: Watching) -> None:
    other.images.generate(model="gpt-image-1", prompt="a heart", size="1024x1024")
    image = seen.one()
    assert image.parameters["gen_ai.operation.name"] == "image_generation"
    assert image.usage[OUTPUT] == 20
    sound = other.audio.speech.create(model="tts-1", voice="alloy", input="hello").read()
    speech = seen.one()
    assert len(sound) == 1004
    assert speech.parameters["gen_ai.operation.name"] == "speech"
    assert speech.response is None
    assert speech.parameters["aiprov.response.sha256"]
    other.audio.transcriptions.create(model="whisper-1", file=("a.wav", b"RIFF"), language="en")
    heard = seen.one()
    assert heard.system is not None
    assert heard.system.model == "whisper-1"
    assert heard.usage[OUTPUT] == 5
    assert heard.parameters["aiprov.request.language"] == "en"


def test_a_requested_and_a_served_model(other: openai.OpenAI, seen: Watching) -> None:
    other.chat.completions.create(**{**ASKED, "model": "gpt-4o"}, tools=[_TOOL])
    call = seen.one()
    assert call.system is not None
    assert (call.system.model, call.system.model_version) == ("gpt-4o", "gpt-4o-2024-11-20")
    assert call.parameters["openai.response.system_fingerprint"] == "fp_1"
    assert call.parameters["aiprov.request_id"] == "req_1"
    assert call.parameters["aiprov.request.tools"] == 1


_TOOL: Any = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
