"""Taking other tools' traces into a notebook: every adapter's findings go the same way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ... import seams
from ...record.digest import new_id
from ...record.errors import BadInput
from ...record.joining import join_events, settle
from ...record.ledger import project_root
from ...record.store import Notebook
from .traces import Found, Request

_ROLE = "trace"
AUTO = "auto"
#: The order of ``auto``: what another tool traced goes before what is inferred from git.
_ORDER = ("claude-code", "codex", "chat", "outputs", "notes", "git-ai", "agent-trace")
_LAST = "git"


@dataclass(frozen=True)
class Result:
    """What one trace gave: ``sources`` read, ``cells`` changed, ``characters`` claimed anew."""

    name: str
    sources: int = 0
    cells: int = 0
    characters: int = 0
    activities: int = 0
    fault: str | None = None


def import_traces(
    notebook: Notebook,
    name: str,
    source: Path | None,
    say: Callable[[str], object],
) -> list[Result]:
    """Take in one trace, or with ``auto`` all there are (in memory); idempotent.

    Args:
        notebook: the notebook, collected; it must have a file.
        name: the trace, or ``auto``.
        source: the file or folder to read, None for the tool's usual place.
        say: takes what was skipped, a line each.

    Returns:
        What came of each trace that was asked, in their order.

    Raises:
        BadInput: no such trace, or the notebook is a stream.
    """
    if notebook.path is None:
        raise BadInput("Name the notebook's file: a stream has no history and no transcripts.")
    path = notebook.path.absolute()
    request = Request(notebook, path, project_root(path), source, say)
    results = [_one(request, one) for one in _chosen(name)]
    if any(result.cells for result in results) and not notebook.record.id:
        notebook.set_record(msgspec.structs.replace(notebook.record, id=new_id()))
    return results


def known() -> list[str]:
    """The names of the traces there are adapters for, in the order of ``auto``."""
    names = [name.removeprefix(f"{_ROLE}.") for name in seams.names("adapters", _ROLE)]
    rest = sorted(name for name in names if name not in (*_ORDER, _LAST))
    return [name for name in [*_ORDER, *rest, _LAST] if name in names]


def _chosen(name: str) -> Sequence[str]:
    if name == AUTO:
        return known()
    if name not in known():
        raise BadInput(f"No trace named '{name}'. Known: {', '.join(known())}, {AUTO}.")
    return [name]


def _one(request: Request, name: str) -> Result:
    try:
        found = seams.load("adapters", f"{_ROLE}.{name}")(request)
        if not isinstance(found, Found):
            return Result(name, fault=f"It gave {type(found).__name__}, which is no trace.")
    except KeyboardInterrupt:
        raise  # the person's own
    except BaseException as error:  # noqa: BLE001 - one tool's odd trace must not stop the others
        return Result(name, fault=f"{type(error).__name__}: {str(error)[:200]}")
    joined = [
        join_events(request.notebook, found.events),
        settle(request.notebook, found.chains),
    ]
    for one in (one for part in joined for one in part.diagnostics):
        request.say(f"{one.code} {name}: {one.message}")
    return Result(
        name,
        found.sources,
        sum(part.cells for part in joined),
        sum(part.characters for part in joined),
        sum(part.activities for part in joined),
    )
