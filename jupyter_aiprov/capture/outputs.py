"""What other tools left in saved outputs: the adapters ``outputs.*``.

Such an adapter is a callable: given one output as the notebook holds it, it answers the
activity the output speaks of, or None. It only parses; whoever calls it decides whether to
show the activity (``status``) or to keep it (``import --from outputs``).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from .. import seams
from ..record.activity import Activity, System
from ..record.digest import outputs_digest, sha256_json
from ..record.store import Cell
from . import plugins
from .narrow import mapping, text
from .shield import Report

if TYPE_CHECKING:
    from ..hooks import Outputs

_ROLE = "outputs"
_KEYS = ("jupyter_ai", "jupyter_ai_v3")
_CHAIN = "custom_chain_id"


def saved_activities(
    cell: Cell, report: Report = lambda _code, _detail: None
) -> Iterator[tuple[int, Activity]]:
    """Position of an output of ``cell``, and the activity another tool says made it.

    The same output always gets the same id, so that importing twice adds nothing.

    Args:
        cell: whose outputs are looked at.
        report: takes what is to be said of an adapter that fails.
    """
    for index, output in enumerate(cell.outputs):
        if not output.get("metadata"):
            continue
        for name in seams.names("adapters", _ROLE):
            activity = _parsed(name, output, report)
            if activity is not None:
                key = [name, cell.id or cell.index, index, outputs_digest([output])]
                yield index, msgspec.structs.replace(activity, id=sha256_json(key)[:16])


def _parsed(name: str, output: Mapping[str, object], report: Report) -> Activity | None:
    if seams.is_ours("adapters", name):
        return _adapter(name)(output)
    what = f"asking '{name}' of an output"
    # A plugin gets a copy: what stands in the notebook is not its to change.
    answer = plugins.call(report, what, lambda: _adapter(name)(copy.deepcopy(output)))
    answer = plugins.checked(report, what, answer, lambda one: one is None or _is_activity(one))
    return None if answer is plugins.FAILED else answer


def _is_activity(answer: object) -> bool:
    try:
        return type(answer) is Activity and bool(msgspec.json.encode(answer))
    except (TypeError, ValueError, msgspec.MsgspecError):
        return False


@cache
def _adapter(name: str) -> Outputs:
    found: Outputs = seams.load("adapters", name)
    return found


def jupyter_ai(output: Mapping[str, object]) -> Activity | None:
    """The call of jupyter-ai's ``%%ai`` or ``%ai error`` that made ``output``, if one did.

    Version 2 writes ``jupyter_ai {provider_id, model_id}``, version 3 ``jupyter_ai_v3 {model_id}``
    (``provider/model``); under a MIME type of the output's metadata for rich objects, at its top
    for text and images. A custom chain has a name only. When it happened is not in the file.
    """
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


def _found(metadata: object) -> Iterator[Mapping[str, object]]:
    if not isinstance(metadata, Mapping):
        return
    for place in (metadata, *metadata.values()):
        for key in _KEYS:
            if isinstance(found := mapping(place).get(key), Mapping):
                yield found


def _system(found: Mapping[str, object]) -> System:
    provider, model = text(found.get("provider_id")), text(found.get("model_id"))
    if model and provider is None and "/" in model:
        provider, model = model.split("/", 1)
    return System(tool="jupyter-ai", provider=provider, model=model)
