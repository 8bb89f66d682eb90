"""Hugging Face transformers: ``generate``, and the pipelines that may call it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from ...values.kinds import of_library
from ...values.raw import exactly, name_of, own
from ...values.tables import shape
from ..dialects.messages import prompt
from ..http.call import Call
from .inside import Method, checkpoint, dtype_of, follow

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


def _model(call: Call, model: object) -> None:
    held = own(model)
    config = own(held.get("config"))
    call.request_model(checkpoint(held.get("name_or_path") or config.get("_name_or_path")))
    call.revision = config.get("_commit_hash") or call.revision
    call.parameter("aiprov.model.class", name_of(type(model)))
    call.parameter("aiprov.model.dtype", dtype_of(config))


def _generate(
    call: Call, model: object, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> None:
    _model(call, model)
    given = kwargs.get("generation_config")
    config = own(given if given is not None else own(model).get("generation_config"))
    settings = {name: kwargs.get(name, config.get(name)) for name in _PARAMETERS}
    call.take(settings, _PARAMETERS)
    if settings["do_sample"] is True:
        call.parameter("aiprov.torch.initial_seed", sys.modules["torch"].initial_seed())
    call.usage["gen_ai.usage.input_tokens"] = call.usage.get(
        "gen_ai.usage.input_tokens", 0
    ) + _size(_ids(args, kwargs))


def _generated(
    call: Call,
    model: object,
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
    answer: object,
) -> None:
    sequences = own(answer).get("sequences", answer)
    if not of_library(sequences, "torch", "Tensor"):
        return  # a streamer's thread, or a form of its own
    size = shape(sequences)
    rows, length = size[0], size[-1]
    if not own(own(model).get("config")).get("is_encoder_decoder", False):
        asked = _ids(args, kwargs)
        length -= shape(asked)[-1] if asked is not None else 0
    before = call.usage.get("gen_ai.usage.output_tokens", 0)
    call.usage["gen_ai.usage.output_tokens"] = before + rows * max(0, length)
    digest = sha256(sequences.detach().cpu().numpy().tobytes()).hexdigest()
    call.parameters["aiprov.response.tokens_sha256"] = digest


def _ids(args: tuple[object, ...], kwargs: Mapping[str, object]) -> object:
    found = args[0] if args else kwargs.get("input_ids", kwargs.get("inputs"))
    return found if of_library(found, "torch", "Tensor") else None


def _size(ids: object) -> int:
    size = shape(ids) if ids is not None else ()
    return size[0] * size[-1] if size else 0


def _task(
    call: Call, pipeline: object, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> None:
    held = own(pipeline)
    _model(call, held.get("model"))
    task = held.get("task")
    call.operation = task if type(task) is str and task else "pipeline"
    call.take(kwargs, _PARAMETERS)
    asked = args[0] if args else kwargs.get("inputs", kwargs.get("text_inputs"))
    if exactly(asked, str, list, tuple, dict):  # anything else may be read once only
        call.prompt = prompt(asked)


def _done(
    call: Call,
    _pipeline: object,
    _args: tuple[object, ...],
    _kwargs: Mapping[str, object],
    answer: object,
) -> None:
    for row in _rows(answer):
        said = row.get("generated_text", row.get("summary_text", row.get("translation_text")))
        call.say(said if type(said) is str else prompt(said[-1:] if type(said) is list else None))


def _rows(answer: object) -> list[Mapping[str, object]]:
    if type(answer) is dict:
        return [answer]
    if type(answer) is not list:
        return []
    return [row for item in answer for row in _rows(item)]
