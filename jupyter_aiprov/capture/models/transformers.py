"""Hugging Face transformers: ``generate``, and the pipelines that may call it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ..dialects.text import prompt
from ..http.call import Call
from .inside import Method, checkpoint, follow

if TYPE_CHECKING:
    from ..recorder import Recorder

_LIBRARY = "transformers"
_PARAMETERS = {
    "temperature": "gen_ai.request.temperature",
    "top_p": "gen_ai.request.top_p",
    "top_k": "gen_ai.request.top_k",
    "max_new_tokens": "gen_ai.request.max_tokens",
    "num_return_sequences": "gen_ai.request.choice.count",
    "do_sample": "aiprov.request.do_sample",
    "num_beams": "aiprov.request.num_beams",
    "repetition_penalty": "aiprov.request.repetition_penalty",
}


def generation(recorder: Recorder) -> Callable[[], None]:
    """Follow ``generate`` of every model; answers the undo."""
    owner = sys.modules["transformers.generation.utils"].GenerationMixin
    method = Method(_LIBRARY, "generate", "generate_content", _generate, _generated)
    return follow(recorder, owner, method).undo


def pipelines(recorder: Recorder) -> Callable[[], None]:
    """Follow every pipeline; answers the undo."""
    owner = sys.modules["transformers.pipelines.base"].Pipeline
    return follow(recorder, owner, Method(_LIBRARY, "__call__", "pipeline", _task, _done)).undo


def _model(call: Call, model: Any) -> None:
    config = getattr(model, "config", None)
    call.request_model(checkpoint(getattr(model, "name_or_path", None)))
    call.revision = getattr(config, "_commit_hash", None) or call.revision
    call.parameter("aiprov.model.class", type(model).__name__)
    call.parameter("aiprov.model.dtype", str(getattr(model, "dtype", "") or "").split(".")[-1])


def _generate(call: Call, model: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    _model(call, model)
    config = kwargs.get("generation_config") or getattr(model, "generation_config", None)
    settings = {name: kwargs.get(name, getattr(config, name, None)) for name in _PARAMETERS}
    call.take(settings, _PARAMETERS)
    if settings["do_sample"]:
        call.parameter("aiprov.torch.initial_seed", sys.modules["torch"].initial_seed())
    call.usage["gen_ai.usage.input_tokens"] = call.usage.get(
        "gen_ai.usage.input_tokens", 0
    ) + _size(_ids(args, kwargs))


def _generated(
    call: Call, model: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], answer: Any
) -> None:
    sequences = getattr(answer, "sequences", answer)
    if not hasattr(sequences, "shape"):
        return  # a streamer's thread, or a form of its own
    rows, length = int(sequences.shape[0]), int(sequences.shape[-1])
    if not getattr(model.config, "is_encoder_decoder", False):
        asked = _ids(args, kwargs)
        length -= int(asked.shape[-1]) if asked is not None else 0
    before = call.usage.get("gen_ai.usage.output_tokens", 0)
    call.usage["gen_ai.usage.output_tokens"] = before + rows * max(0, length)
    digest = sha256(sequences.detach().cpu().numpy().tobytes()).hexdigest()
    call.parameters["aiprov.response.tokens_sha256"] = digest


def _ids(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    found = args[0] if args else kwargs.get("input_ids", kwargs.get("inputs"))
    return found if hasattr(found, "shape") else None


def _size(ids: Any) -> int:
    return int(ids.shape[0]) * int(ids.shape[-1]) if ids is not None else 0


def _task(call: Call, pipeline: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    _model(call, pipeline.model)
    call.operation = str(getattr(pipeline, "task", "") or "pipeline")
    call.take(kwargs, _PARAMETERS)
    asked = args[0] if args else kwargs.get("inputs", kwargs.get("text_inputs"))
    call.prompt = prompt(asked)


def _done(
    call: Call, _pipeline: Any, _args: tuple[Any, ...], _kwargs: Mapping[str, Any], answer: Any
) -> None:
    for row in _rows(answer):
        said = row.get("generated_text", row.get("summary_text", row.get("translation_text")))
        call.say(said if isinstance(said, str) else prompt(said[-1:] if said else None))


def _rows(answer: Any) -> list[Mapping[str, Any]]:
    if isinstance(answer, Mapping):
        return [answer]
    if not isinstance(answer, list):
        return []
    return [row for item in answer for row in _rows(item)]
