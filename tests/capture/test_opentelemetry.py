"""OpenTelemetry's own instrumentor beside ours: each call is one record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from support.calls.watching import OUTPUT, Watching

pytest.importorskip("opentelemetry.sdk")
from opentelemetry.sdk.trace import TracerProvider

from jupyter_aiprov.capture.opentelemetry import processor

ASKED: Any = {"model": "m", "messages": [{"role": "user", "content": "Say hello."}]}


@pytest.fixture
def tracing(seen: Watching) -> TracerProvider:
    provider = TracerProvider()
    provider.add_span_processor(processor(seen.recorder))
    return provider


@pytest.fixture
def client(provider: Any) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{provider.address}/v1", api_key="k", max_retries=0)


@pytest.fixture
def instrumented(tracing: TracerProvider) -> Iterator[None]:
    module = pytest.importorskip("opentelemetry.instrumentation.genai.openai")
    instrumentor = module.OpenAIInstrumentor()
    instrumentor.instrument(tracer_provider=tracing)
    yield
    instrumentor.uninstrument()


def test_a_call_and_its_span_are_one_record(
    client: openai.OpenAI, instrumented: None, seen: Watching
) -> None:
    client.chat.completions.create(**ASKED)
    call = seen.one()
    assert (call.evidence, call.channel) == ("observed", "httpx2")
    assert len(call.parameters["aiprov.trace_id"]) == 32
    list(client.chat.completions.create(**ASKED, stream=True))
    assert seen.one().channel == "httpx2"


def test_a_span_of_a_call_that_was_not_seen_is_imported(
    tracing: TracerProvider, seen: Watching
) -> None:
    tracer = tracing.get_tracer("some.instrumentor", "1.2")
    with tracer.start_as_current_span("chat llama") as span:
        span.set_attribute("gen_ai.operation.name", "chat")
        span.set_attribute("gen_ai.provider.name", "groq")
        span.set_attribute("gen_ai.request.model", "llama-3")
        span.set_attribute("gen_ai.response.id", "r-1")
        span.set_attribute("gen_ai.response.finish_reasons", ["stop"])
        span.set_attribute("gen_ai.usage.output_tokens", 7)
        span.set_attribute("gen_ai.prompt", "Ada Lovelace")
        span.set_attribute("gen_ai.input.messages", "Ada Lovelace")
        span.set_attribute("server.address", "api.groq.com")
    call = seen.one()
    assert (call.evidence, call.channel) == ("imported", "opentelemetry")
    assert call.system is not None
    assert (call.system.tool, call.system.provider, call.system.model) == (
        "some.instrumentor",
        "groq",
        "llama-3",
    )
    assert call.usage[OUTPUT] == 7
    assert call.parameters["gen_ai.response.finish_reasons"] == ["stop"]
    assert "Lovelace" not in repr(call)


def test_other_spans_are_left_alone(tracing: TracerProvider, seen: Watching) -> None:
    with tracing.get_tracer("t").start_as_current_span("load a table"):
        pass
    assert seen.taken() == []


def test_a_span_told_first_gives_way(
    client: openai.OpenAI, tracing: TracerProvider, seen: Watching
) -> None:
    with tracing.get_tracer("t").start_as_current_span("chat m") as span:
        span.set_attribute("gen_ai.operation.name", "chat")
        span.set_attribute("gen_ai.response.id", "chatcmpl-1")
    assert len(seen.run.activities) == 1
    client.chat.completions.create(**ASKED)
    assert seen.one().channel == "httpx2"
