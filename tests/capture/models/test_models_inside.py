"""Models in this process: xllamacpp's, and where they are installed transformers' own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import model_server
import pytest
from support.calls.watching import INPUT, OUTPUT, Watching, watching

from jupyter_aiprov.record.digest import sha256_text


@pytest.fixture
def inside() -> Iterator[Watching]:
    with watching() as one:
        one.recorder.meter.look("FRA")
        yield one


def test_xllamacpp(inside: Watching) -> None:
    if lack := model_server.missing():
        pytest.skip(lack)
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(model_server._weights())
    settings.model_alias = {"smollm2"}
    settings.hostnames = ["127.0.0.1"]
    settings.port = model_server._free_port()
    settings.n_ctx = 512
    settings.verbosity = -1
    server = xllamacpp.Server(settings)
    assert type(server).__name__ == "Server"
    asked: dict[str, Any] = {
        "max_tokens": 4,
        "seed": 3,
        "messages": [{"role": "user", "content": "Say hello."}],
    }
    answer = server.handle_chat_completions(asked)
    call = inside.one()
    assert call.channel == "in-process"
    assert call.system is not None
    assert (call.system.model, call.system.tool) == ("smollm2", "xllamacpp")
    assert call.system.endpoint is not None
    assert call.system.endpoint.class_ == "local"
    assert call.usage[OUTPUT] == answer["usage"]["completion_tokens"]
    assert call.parameters["gen_ai.request.seed"] == 3
    assert call.response is not None
    assert call.response.sha256 == sha256_text(answer["choices"][0]["message"]["content"])
    assert call.impact is not None
    assert call.impact.energy is not None
    assert (call.impact.scope, call.impact.energy.min > 0) == ("local", True)
    with pytest.raises(ValueError, match="callback"):
        server.handle_chat_completions("{}")
    assert inside.one().parameters["error.type"] == "ValueError"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A causal model of random weights and a word tokenizer, made here."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder = tmp_path_factory.mktemp("models") / "tiny-gpt2"
    torch.manual_seed(1)
    shape = {"n_layer": 1, "n_head": 2, "n_embd": 16, "n_positions": 64, "vocab_size": 50}
    ends = {"bos_token_id": 1, "eos_token_id": 1, "pad_token_id": 1}
    transformers.GPT2LMHeadModel(transformers.GPT2Config(**shape, **ends)).save_pretrained(folder)
    words = Tokenizer(models.WordLevel({f"w{n}": n for n in range(50)}, unk_token="w0"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=words, eos_token="w1", pad_token="w1", unk_token="w0"
    )
    fast.save_pretrained(folder)
    return folder


def test_transformers_generate(tiny: Path, inside: Watching) -> None:
    import torch
    import transformers

    model = transformers.AutoModelForCausalLM.from_pretrained(tiny)
    torch.manual_seed(7)
    asked = torch.tensor([[3, 4, 5]])
    answer = model.generate(asked, max_new_tokens=5, do_sample=True, temperature=0.7)
    call = inside.one()
    assert call.system is not None
    assert (call.system.tool, call.system.model) == ("transformers", "tiny-gpt2")
    assert call.system.tool_version == transformers.__version__
    told = call.parameters
    assert told["aiprov.model.class"] == "GPT2LMHeadModel"
    assert told["aiprov.model.dtype"] == "float32"
    assert told["aiprov.torch.initial_seed"] == 7
    assert told["gen_ai.request.temperature"] == 0.7
    assert told["gen_ai.request.max_tokens"] == 5
    assert (call.usage[INPUT], call.usage[OUTPUT]) == (3, answer.shape[-1] - 3)
    assert str(tiny.parent) not in repr(call)


def test_transformers_pipeline(tiny: Path, inside: Watching) -> None:
    import transformers

    pipe = transformers.pipeline("text-generation", model=str(tiny))
    answer = pipe("w3 w4", max_new_tokens=4, do_sample=False)
    call = inside.one()
    assert call.parameters["gen_ai.operation.name"] == "text-generation"
    assert call.usage[INPUT] == 2
    assert call.usage[OUTPUT] > 0
    assert call.prompt is not None
    assert call.prompt.sha256 == sha256_text("w3 w4")
    assert call.response is not None
    assert call.response.sha256 == sha256_text(answer[0]["generated_text"])


def test_sentence_transformers(tiny: Path, inside: Watching) -> None:
    pytest.importorskip("sentence_transformers")
    import sentence_transformers
    from sentence_transformers import models

    words = models.Transformer(str(tiny), max_seq_length=16)
    model = sentence_transformers.SentenceTransformer(
        modules=[words, models.Pooling(words.get_word_embedding_dimension())], device="cpu"
    )
    found = model.encode(["w3 w4", "w5"])
    call = inside.one()
    assert found.shape == (2, 16)
    assert call.parameters["gen_ai.operation.name"] == "embeddings"
    assert call.parameters["gen_ai.embeddings.dimension.count"] == 16
    assert call.parameters["aiprov.request.texts"] == 2
    assert call.system is not None
    assert call.system.model == "tiny-gpt2"
    assert "sentence_transformers" in sys.modules
