"""sentence-transformers: embeddings by a model in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..dialects.text import prompt
from ..http.call import Call
from .inside import Method, checkpoint, follow

if TYPE_CHECKING:
    from ..recorder import Recorder

_LIBRARY = "sentence_transformers"


def install(recorder: Recorder) -> Callable[[], None]:
    """Follow ``encode``; answers the undo."""
    owner = sys.modules[_LIBRARY].SentenceTransformer
    return follow(recorder, owner, Method(_LIBRARY, "encode", "embeddings", _asked, _answered)).undo


def _asked(call: Call, model: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    card = getattr(model, "model_card_data", None)
    inner = getattr(model[0], "auto_model", None) if len(model) else None
    name = getattr(card, "base_model", None) or getattr(inner, "name_or_path", None)
    call.request_model(checkpoint(name))
    config = getattr(inner, "config", None)
    call.revision = getattr(card, "base_model_revision", None) or getattr(
        config, "_commit_hash", None
    )
    call.parameter("aiprov.model.class", type(inner).__name__ if inner is not None else None)
    if inner is not None:
        call.parameter("aiprov.model.dtype", str(getattr(inner, "dtype", "")).split(".")[-1])
    asked = (
        args[0] if args else next((kwargs[k] for k in ("sentences", "inputs") if k in kwargs), "")
    )
    texts = [asked] if isinstance(asked, str) else list(asked)
    call.parameter("aiprov.request.texts", len(texts))
    call.prompt = prompt(texts)


def _answered(
    call: Call, _model: Any, _args: tuple[Any, ...], _kwargs: Mapping[str, Any], answer: Any
) -> None:
    shape = getattr(answer, "shape", None) or getattr(next(iter(answer), None), "shape", None)
    if shape:
        call.parameter("gen_ai.embeddings.dimension.count", int(shape[-1]))
