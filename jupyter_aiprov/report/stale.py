"""Outputs that are older than what they were made from, as far as the last runs tell.

A notebook is read downwards. A cell below that binds a name anew changes nothing that a fresh
run would show; one above, run again afterwards, does. A file has one content at a time: whoever
changed it, what was read of it before is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..record.run import Run
from .cell_view import CellView
from .model import StaleCause

#: Path and recorded digest of files whose content is another one now.
Changed = Collection[tuple[str, str]]
_Runs = list[tuple[int, Run]]


def stale_causes(
    cells: Sequence[CellView], changed: Changed = frozenset()
) -> dict[int, tuple[StaleCause, ...]]:
    """Of each cell whose last run is out of date, why.

    Args:
        cells: of one notebook, in order.
        changed: files found to have another content now.
    """
    runs = [(cell.index, cell.run) for cell in cells if cell.run is not None]
    found: dict[int, tuple[StaleCause, ...]] = {}
    names: dict[str, _Runs] = {}
    files = _written(runs)
    for cell in cells:
        run = cell.run
        if run is None:
            continue
        causes = [StaleCause(what="source")] if cell.is_changed else []
        causes += _names(run, names, found)
        causes += _files(cell.index, run, files, changed, found)
        if causes:
            found[cell.index] = tuple(causes)
        for name in run.writes:
            names.setdefault(name, []).append((cell.index, run))
    return found


def _names(run: Run, above: dict[str, _Runs], stale: Collection[int]) -> Iterator[StaleCause]:
    for name in run.reads:
        writers = above.get(name, [])
        later = [index for index, other in writers if is_later(other, run)]
        if later:
            yield StaleCause(what="name", name=name, cell=later[-1])
        else:
            yield from _upstream(name, writers, stale)


def _files(
    at: int, run: Run, files: dict[str, _Runs], changed: Changed, stale: Collection[int]
) -> Iterator[StaleCause]:
    for use in run.files:
        if use.mode != "read" or use.digest is None:
            continue
        writers = [(index, other) for index, other in files.get(use.path, []) if index != at]
        last = _latest(writers)
        later = last is not None and is_later(last[1], run)
        if last is not None and later and _left(last[1], use.path) not in (None, use.digest):
            yield StaleCause(what="file", name=use.path, cell=last[0])
        elif (use.path, use.digest) in changed:
            yield StaleCause(what="file", name=use.path)
        else:
            before = [(index, other) for index, other in writers if not is_later(other, run)]
            yield from _upstream(use.path, before, stale)


def _upstream(name: str, writers: _Runs, stale: Collection[int]) -> Iterator[StaleCause]:
    source = _latest(writers)
    if source is not None and source[0] in stale:
        yield StaleCause(what="upstream", name=name, cell=source[0])


def _written(runs: Sequence[tuple[int, Run]]) -> dict[str, _Runs]:
    """Path → the runs that wrote it."""
    found: dict[str, _Runs] = {}
    for index, run in runs:
        for use in run.files:
            if use.mode == "write":
                found.setdefault(use.path, []).append((index, run))
    return found


def _left(run: Run, path: str) -> str | None:
    """The content a run left in a file."""
    uses = [use for use in run.files if use.mode == "write" and use.path == path]
    return uses[-1].digest


def _latest(runs: _Runs) -> tuple[int, Run] | None:
    """The last of these runs, and its cell."""
    last: tuple[int, Run] | None = None
    for found in runs:
        if last is None or is_later(found[1], last[1]):
            last = found
    return last


def is_later(one: Run, other: Run) -> bool:
    """Whether one run came after another; two kernels' are told apart by the clock."""
    if one.session == other.session:
        return one.seq > other.seq
    return one.time > other.time
