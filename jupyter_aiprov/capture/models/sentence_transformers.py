"""sentence-transformers: embeddings by a model in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from ...values.raw import exactly, name_of, own
from ...values.tables import shape
from ..dialects.messages import prompt
from ..http.call import Call
from .inside import Method, checkpoint, dtype_of, follow

if TYPE_CHECKING:
    from ..recorder import Recorder

_LIBRARY = "sentence_transformers"


def install(recorder: Recorder) -> Callable[[], None]:
    """Follow ``encode``; answers the undo."""
    owner = sys.modules[_LIBRARY].SentenceTransformer
    return follow(recorder, owner, Method(_LIBRARY, "encode", "embeddings", _asked, _answered)).undo


def _asked(
    call: Call, model: object, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> None:
    card, inner = own(own(model).get("model_card_data")), _inner(model)
    held = own(inner)
    config = own(held.get("config"))
    call.request_model(checkpoint(card.get("base_model") or held.get("name_or_path")))
    call.revision = card.get("base_model_revision") or config.get("_commit_hash")
    call.parameter("aiprov.model.class", name_of(type(inner)) if inner is not None else None)
    if inner is not None:
        call.parameter("aiprov.model.dtype", dtype_of(config))
    asked = (
        args[0] if args else next((kwargs[k] for k in ("sentences", "inputs") if k in kwargs), "")
    )
    if exactly(asked, str, list, tuple):  # anything else may be read once only
        texts = [asked] if type(asked) is str else list(cast("Sequence[object]", asked))
        call.parameter("aiprov.request.texts", len(texts))
        call.prompt = prompt(texts)


def _inner(model: object) -> object:
    """The model of the first of the modules that a text passes."""
    modules = own(model).get("_modules")
    first = next(iter(modules.values()), None) if type(modules) is dict else None
    held = own(first)
    inside = held.get("_modules")
    return held.get("auto_model") or (inside if type(inside) is dict else {}).get("auto_model")


def _answered(
    call: Call,
    _model: object,
    _args: tuple[object, ...],
    _kwargs: Mapping[str, object],
    answer: object,
) -> None:
    first = answer[0] if type(answer) is list and answer else answer
    if size := shape(first):
        call.parameter("gen_ai.embeddings.dimension.count", int(size[-1]))
