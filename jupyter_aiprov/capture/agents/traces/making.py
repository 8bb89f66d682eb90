"""What the adapters of logs share: is this our notebook, and an event made of a call."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ....record.agent_event import AgentEvent, read_event
from ....record.eventlog import EVENT_SCHEMA
from ....record.ledger import relative
from ..calls import Call
from . import Request

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)Z$")


def belongs(request: Request, path: str, cwd: str | None) -> bool:
    """Whether a path a log names is the notebook asked for.

    A log may be of another machine or of a folder that has moved, so the end of the path counts
    where the folder the agent worked in is not there any more.

    Args:
        request: what is asked of the trace.
        path: as the log names it, absolute or relative to ``cwd``.
        cwd: the folder the agent worked in, None where the log does not say.

    Returns:
        Whether both are one notebook.
    """
    path = path.removeprefix("file://")
    base = Path(cwd) if cwd else request.root
    if os.path.abspath(base / path) == str(request.path):  # noqa: PTH100 - links as they are
        return True
    if not base.exists() and ".." not in Path(path).parts:
        name = relative(request.path, request.root)
        inner = os.path.relpath(path, base) if Path(path).is_absolute() else path
        return inner == name
    return False


def made(call: Call, request: Request, found: Sequence[Mapping[str, object]]) -> AgentEvent | None:
    """The event of a call; None if it changed nothing or holds what cannot be read.

    Args:
        call: of the agent.
        request: what is asked of the trace.
        found: the edits of its cells.

    Returns:
        The event; None if the call changed nothing or holds what cannot be read.
    """
    if not found or call.time is None or not _TIME.match(call.time):
        return None
    event = {
        "schema": EVENT_SCHEMA,
        "agent": call.agent,
        "notebook": relative(request.path, request.root),
        "time": call.time,
        "session": call.session,
        "call": call.call,
        "message": call.message,
        "usage": dict(call.usage),
        "system": {key: value for key, value in call.system.items() if value},
        "edits": list(found),
    }
    return read_event(event)
