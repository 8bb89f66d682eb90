"""The real client of each provider, under the provider's own host name, on loopback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support.calls.provider import TEXT
from support.calls.watching import INPUT, OUTPUT, Watching

from jupyter_aiprov.record.activity import Activity
from jupyter_aiprov.record.digest import sha256_text

SYSTEM = "You are a nurse."
HELLO = [{"role": "user", "content": "Say hello."}]
Named = Callable[[str], str]


def check(
    call: Activity,
    dialect: str,
    provider: str | None,
    model: str,
    *,
    tokens: tuple[int, int] | None = (12, 3),
    text: str | None = TEXT,
) -> None:
    """What every dialect must tell."""
    assert call.system is not None
    assert call.parameters["aiprov.dialect"] == dialect
    assert (call.system.provider, call.system.model) == (provider, model)
    if tokens is not None:
        assert (call.usage[INPUT], call.usage[OUTPUT]) == tokens
    if text is not None:
        assert call.response is not None
        assert call.response.sha256 == sha256_text(text)
    assert "aiprov.end" not in call.parameters


def test_anthropic_against_a_real_model(model: str, seen: Watching) -> None:
    anthropic = pytest.importorskip("anthropic")
    client = anthropic.Anthropic(base_url=model.removesuffix("/v1"), api_key="k", max_retries=0)
    asked: dict[str, Any] = {
        "model": "smollm2-135m-instruct",
        "max_tokens": 8,
        "messages": HELLO,
        "system": SYSTEM,
    }
    answer = client.messages.create(**asked, extra_body={"temperature": 0.5, "top_k": 20})
    call = seen.one()
    text = answer.content[0].text
    tokens = (answer.usage.input_tokens, answer.usage.output_tokens)
    check(call, "anthropic", None, "smollm2-135m-instruct", tokens=tokens, text=text)
    assert call.parameters["gen_ai.request.top_k"] == 20
    assert call.prompt is not None
    assert call.prompt.sha256 == sha256_text(f"system: {SYSTEM}\n\nuser: Say hello.")
    with client.messages.stream(**asked) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    call = seen.one()
    tokens = (final.usage.input_tokens, final.usage.output_tokens)
    check(call, "anthropic", None, "smollm2-135m-instruct", tokens=tokens, text=text)
    assert call.parameters["gen_ai.response.finish_reasons"] == [final.stop_reason]


def test_google(named: Named, seen: Watching) -> None:
    genai = pytest.importorskip("google.genai")
    from google.genai import types

    home = named("generativelanguage.googleapis.com")
    client = genai.Client(api_key="k", http_options=types.HttpOptions(base_url=home))
    settings = types.GenerateContentConfig(temperature=0.1, max_output_tokens=9, seed=4)
    asked: dict[str, Any] = {"model": "gemini-2.0-flash", "contents": "Say hello."}
    client.models.generate_content(**asked, config=settings)
    call = seen.one()
    check(call, "google", "gcp.gemini", "gemini-2.0-flash")
    assert call.system is not None
    assert call.system.model_version == "gemini-2.0-flash-001"
    assert call.parameters["gen_ai.request.seed"] == 4
    assert call.prompt is not None
    assert call.prompt.sha256 == sha256_text("Say hello.")
    list(client.models.generate_content_stream(**asked))
    check(seen.one(), "google", "gcp.gemini", "gemini-2.0-flash")
    client.models.embed_content(model="gemini-embedding-001", contents="hello")
    assert seen.one().parameters["gen_ai.operation.name"] == "embeddings"


async def test_google_async(named: Named, seen: Watching) -> None:
    genai = pytest.importorskip("google.genai")
    from google.genai import types

    home = named("generativelanguage.googleapis.com")
    client = genai.Client(api_key="k", http_options=types.HttpOptions(base_url=home))
    asked: dict[str, Any] = {"model": "gemini-2.0-flash", "contents": "Say hello."}
    await client.aio.models.generate_content(**asked)
    check(seen.one(), "google", "gcp.gemini", "gemini-2.0-flash")
    async for _ in await client.aio.models.generate_content_stream(**asked):
        continue
    check(seen.one(), "google", "gcp.gemini", "gemini-2.0-flash")
    await client.aio.aclose()


def test_mistral(named: Named, seen: Watching) -> None:
    mistral = pytest.importorskip("mistralai.client")
    client = mistral.Mistral(api_key="k", server_url=named("api.mistral.ai"))
    asked: dict[str, Any] = {"model": "mistral-small-2506", "messages": HELLO}
    client.chat.complete(**asked, random_seed=5)
    call = seen.one()
    check(call, "mistral", "mistral_ai", "mistral-small-2506")
    assert call.parameters["gen_ai.request.seed"] == 5
    with client.chat.stream(**asked) as events:
        list(events)
    check(seen.one(), "mistral", "mistral_ai", "mistral-small-2506", tokens=None)


def test_ollama(provider: Any, seen: Watching) -> None:
    ollama = pytest.importorskip("ollama")
    client = ollama.Client(host=provider.address)
    client.chat(model="llama3.2", messages=HELLO, options={"temperature": 0.3, "num_predict": 7})
    call = seen.one()
    check(call, "ollama", "ollama", "llama3.2")
    assert call.channel == "httpx"
    assert call.parameters["gen_ai.request.max_tokens"] == 7
    list(client.chat(model="llama3.2", messages=HELLO, stream=True))
    check(seen.one(), "ollama", "ollama", "llama3.2")
    client.generate(model="llama3.2", prompt="Say hello.")
    check(seen.one(), "ollama", "ollama", "llama3.2")
    client.embed(model="all-minilm", input="hello")
    assert seen.one().usage[INPUT] == 4


def test_cohere(named: Named, seen: Watching) -> None:
    cohere = pytest.importorskip("cohere")
    client = cohere.ClientV2(api_key="k", base_url=named("api.cohere.com"))
    asked: dict[str, Any] = {"model": "command-r-08-2024", "messages": HELLO}
    client.chat(**asked, p=0.8, k=3)
    call = seen.one()
    check(call, "cohere", "cohere", "command-r-08-2024")
    assert call.parameters["gen_ai.request.top_p"] == 0.8
    list(client.chat_stream(**asked))
    check(seen.one(), "cohere", "cohere", "command-r-08-2024")
    client.embed(
        model="embed-v4.0", texts=["a"], input_type="search_query", embedding_types=["float"]
    )
    assert seen.one().usage[INPUT] == 4


def test_hugging_face(named: Named, seen: Watching) -> None:
    hub = pytest.importorskip("huggingface_hub")
    home = named("abc.endpoints.huggingface.cloud")
    client = hub.InferenceClient(base_url=f"{home}/v1", token="k")
    client.chat_completion(HELLO, model="HuggingFaceTB/SmolLM2-1.7B-Instruct", seed=3)
    call = seen.one()
    check(call, "huggingface", "huggingface", "HuggingFaceTB/SmolLM2-1.7B-Instruct")
    assert call.parameters["gen_ai.request.seed"] == 3
    list(client.chat_completion(HELLO, model="HuggingFaceTB/SmolLM2-1.7B-Instruct", stream=True))
    assert seen.one().parameters["aiprov.stream"] is True
    plain = hub.InferenceClient(home, token="k")
    plain.text_generation("Say hello.", max_new_tokens=3, details=True)
    call = seen.one()
    assert call.parameters["aiprov.dialect"] == "huggingface"
    assert (call.usage[OUTPUT], call.parameters["gen_ai.request.max_tokens"]) == (3, 3)


@pytest.fixture
def bedrock(named: Named, monkeypatch: pytest.MonkeyPatch) -> Any:
    boto3 = pytest.importorskip("boto3")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY")
    home = named("bedrock-runtime.eu-west-3.amazonaws.com")
    return boto3.client("bedrock-runtime", region_name="eu-west-3", endpoint_url=home)


def test_bedrock(bedrock: Any, seen: Watching) -> None:
    asked: dict[str, Any] = {
        "modelId": "anthropic.claude-3-haiku-20240307-v1:0",
        "messages": [{"role": "user", "content": [{"text": "Say hello."}]}],
        "inferenceConfig": {"temperature": 0.4, "maxTokens": 9},
    }
    answer = bedrock.converse(**asked)
    call = seen.one()
    check(call, "bedrock", "aws.bedrock", asked["modelId"])
    assert call.channel == "urllib3"
    assert call.parameters["gen_ai.request.max_tokens"] == 9
    assert answer["output"]["message"]["content"][0]["text"] == TEXT
    events = list(bedrock.converse_stream(**asked)["stream"])
    assert len(events) == 6
    call = seen.one()
    check(call, "bedrock", "aws.bedrock", asked["modelId"])
    assert call.parameters["gen_ai.response.finish_reasons"] == ["end_turn"]
    body = '{"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 9}'
    bedrock.invoke_model(modelId=asked["modelId"], body=body)["body"].read()
    check(seen.one(), "bedrock", "aws.bedrock", asked["modelId"])


def test_azure_names_the_model_in_its_path(named: Named, seen: Watching) -> None:
    import openai

    home = named("inserm.openai.azure.com")
    client = openai.AzureOpenAI(azure_endpoint=home, api_key="k", api_version="2024-10-21")
    client.chat.completions.create(model="gpt-4o", messages=HELLO)  # type: ignore[arg-type]
    call = seen.one()
    check(call, "openai", "azure.ai.openai", "gpt-4o")


def test_requests_that_look_like_inference_are_recorded_as_unknown(
    provider: Any, seen: Watching
) -> None:
    requests = pytest.importorskip("requests")
    requests.post(f"{provider.address}/infer", json={"inputs": "hello", "temperature": 0.5})
    call = seen.one()
    assert call.parameters["aiprov.dialect"] == "unknown"
    assert call.parameters["gen_ai.request.temperature"] == 0.5
    assert "AP401" in [d.code for d in call.diagnostics]
    check(call, "unknown", None, None, tokens=None)  # type: ignore[arg-type]
    requests.post(f"{provider.address}/plain", json={"name": "Ada", "dose": 3})
    requests.post(f"{provider.address}/plain", data={"prompt": "no JSON"})
    requests.get(f"{provider.address}/v1/chat/completions")
    assert seen.taken() == []
