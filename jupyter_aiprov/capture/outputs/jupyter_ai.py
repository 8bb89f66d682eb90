"""Outputs of jupyter-ai's ``%%ai`` and ``%ai error``, versions 2 and 3.

Version 2 writes ``jupyter_ai {provider_id, model_id}``, version 3 ``jupyter_ai_v3 {model_id}``
(``provider/model``); under a MIME type of the output's metadata for rich objects, at its top
for text and images. A custom chain has a name only. When it happened is not in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...record.activity import Activity, System

_KEYS = ("jupyter_ai", "jupyter_ai_v3")
_CHAIN = "custom_chain_id"


def parse(output: Mapping[str, Any]) -> Activity | None:
    """The call that made ``output``, if jupyter-ai says so."""
    found = next(_found(output.get("metadata")), None)
    if found is None:
        return None
    chain = found.get(_CHAIN)
    return Activity(
        id="",
        kind="model-call",
        evidence="imported",
        channel="jupyter-ai",
        system=_system(found),
        parameters={"jupyter_ai.custom_chain_id": chain} if isinstance(chain, str) else {},
    )


def _found(metadata: object) -> Iterator[Mapping[str, Any]]:
    if not isinstance(metadata, Mapping):
        return
    for place in (metadata, *metadata.values()):
        if isinstance(place, Mapping):
            for key in _KEYS:
                if isinstance(place.get(key), Mapping):
                    yield place[key]


def _system(found: Mapping[str, Any]) -> System:
    provider, model = _text(found.get("provider_id")), _text(found.get("model_id"))
    if model and provider is None and "/" in model:
        provider, model = model.split("/", 1)
    return System(tool="jupyter-ai", provider=provider, model=model)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
