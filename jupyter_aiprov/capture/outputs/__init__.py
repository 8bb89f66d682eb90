"""What other tools left in saved outputs: the adapters ``outputs.*``.

Such an adapter is a callable: given one output as the notebook holds it, it answers the
activity the output speaks of, or None. It only parses; whoever calls it decides whether to
show the activity (``status``) or to keep it (``import --from outputs``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from ... import seams
from ...record.activity import Activity
from ...record.digest import outputs_digest, sha256_json
from ...record.store import Cell

_ROLE = "outputs"


def saved_activities(cell: Cell) -> Iterator[tuple[int, Activity]]:
    """Position of an output of ``cell``, and the activity another tool says made it.

    The same output always gets the same id, so that importing twice adds nothing.
    """
    for index, output in enumerate(cell.outputs):
        if not output.get("metadata"):
            continue
        for name, adapter in _adapters():
            activity = adapter(output)
            if activity is not None:
                key = [name, cell.id or cell.index, index, outputs_digest([output])]
                yield index, msgspec.structs.replace(activity, id=sha256_json(key)[:16])


@cache
def _adapters() -> tuple[tuple[str, Any], ...]:
    return tuple((name, seams.load("adapters", name)) for name in seams.names("adapters", _ROLE))
