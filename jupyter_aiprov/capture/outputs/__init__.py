"""What other tools left in saved outputs: the adapters ``outputs.*``.

Such an adapter is a callable: given one output as the notebook holds it, it answers the
activity the output speaks of, or None. It only parses; whoever calls it decides whether to
show the activity (``status``) or to keep it (``import --from outputs``).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from ... import seams
from ...record.activity import Activity
from ...record.digest import outputs_digest, sha256_json
from ...record.store import Cell
from .. import plugins
from ..shield import Report

_ROLE = "outputs"


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


def _parsed(name: str, output: Any, report: Report) -> Activity | None:
    if seams.is_ours("adapters", name):
        found: Activity | None = _adapter(name)(output)
        return found
    what = f"asking '{name}' of an output"
    # A plugin gets a copy: what stands in the notebook is not its to change.
    answer = plugins.call(report, what, lambda: _adapter(name)(copy.deepcopy(output)))
    answer = plugins.checked(report, what, answer, lambda one: one is None or _is_activity(one))
    return None if answer is plugins.FAILED else answer


def _is_activity(answer: Any) -> bool:
    try:
        return type(answer) is Activity and bool(msgspec.json.encode(answer))
    except (TypeError, ValueError, msgspec.MsgspecError):
        return False


@cache
def _adapter(name: str) -> Any:
    return seams.load("adapters", name)
