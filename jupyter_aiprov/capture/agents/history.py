"""Cells through a notebook's history: who wrote which characters, commit by commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from ...record.activity import Activity
from ...record.cell import Span
from ...record.chains import Chain, overlay
from ...record.diff import carried, written
from ...record.spans import claim
from .cells import sources
from .versions import Version

Range = tuple[int, int]
#: Letters and digits a text must hold to be known again in another cell.
_TELLING = 8


class State(NamedTuple):
    """A cell at one commit."""

    text: str
    spans: tuple[Span, ...] = ()


class Written(NamedTuple):
    """What a commit wrote: of each cell (in order) its text and the passages that are new."""

    version: Version
    cells: tuple[tuple[str, str, tuple[Range, ...]], ...]


#: What is claimed of a commit: position of a cell, passage, activity. Only what the commit wrote
#: is taken, whatever the claim says.
Claims = Callable[[Written], Iterable[tuple[int, int, int, Activity]]]


def follow(versions: Iterable[Version], claims: Sequence[Claims]) -> list[Chain]:
    """The cells of the last version, with what the claims say of them.

    Args:
        versions: parents before children.
        claims: asked of every version, in order; the first to claim a character has it.
    """
    states: dict[str, dict[str, State]] = {}
    activities: dict[str, Activity] = {}
    last: dict[str, State] = {}
    for version in versions:
        cells = _sources(version.content) if version.content is not None else None
        parents = [states[parent] for parent in version.parents if parent in states]
        if cells is None:
            states[version.commit] = last = parents[0] if parents else {}
            continue
        states[version.commit] = last = _version(version, cells, parents, claims, activities)
    return [_chain(name, state, activities) for name, state in last.items()]


def _version(
    version: Version,
    cells: Mapping[str, str],
    parents: Sequence[Mapping[str, State]],
    claims: Sequence[Claims],
    activities: dict[str, Activity],
) -> dict[str, State]:
    states: dict[str, State] = {}
    fresh: list[tuple[str, str, tuple[Range, ...]]] = []
    gone = [_changed(parent, cells) for parent in parents]
    for name, text in cells.items():
        same = [p[name] for p in parents if name in p and p[name].text == text]
        if same:
            states[name] = same[0] if len(same) == 1 else _merged(same)
            fresh.append((name, text, ()))
            continue
        before = [
            one for p, left in zip(parents, gone, strict=True) for one in _of(name, text, p, left)
        ]
        states[name] = State(text, _carried(text, before))
        fresh.append((name, text, _new(text, before)))
    _claimed(Written(version, tuple(fresh)), states, claims, activities)
    return states


def _merged(same: Sequence[State]) -> State:
    """A cell that stands in several parents as it is now: each may know of other authors."""
    spans = same[0].spans
    for state in same[1:]:
        spans = overlay(spans, state.spans)
    return State(same[0].text, spans)


def _changed(parent: Mapping[str, State], cells: Mapping[str, str]) -> list[State]:
    """The parent's cells that are no longer there as they were."""
    kept = set(cells.values())
    return [s for name, s in parent.items() if cells.get(name) != s.text and s.text not in kept]


def _of(name: str, text: str, parent: Mapping[str, State], gone: Sequence[State]) -> list[State]:
    """The texts of one parent a cell was made of.

    The cell itself; else one with this very text (it was given another id); a cell it was split
    off from, or one that was merged into it.
    """
    found = [parent[name]] if name in parent and not name.startswith("#") else []
    found = found or [state for state in parent.values() if state.text == text][:1]
    if not found and name in parent:
        found = [parent[name]]
    for state in gone:
        a, b = state.text.strip("\n"), text.strip("\n")
        related = (b in a and _letters(b) >= _TELLING) or (a in b and _letters(a) >= _TELLING)
        if related and state not in found:
            found.append(state)
    return found


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _carried(text: str, before: Sequence[State]) -> tuple[Span, ...]:
    spans: tuple[Span, ...] = ()
    for state in before:
        spans = overlay(spans, carried(state.text, text, state.spans))
    return spans


def _new(text: str, before: Sequence[State]) -> tuple[Range, ...]:
    """The passages that are in none of the texts before."""
    found: list[Range] = [(0, len(text))]
    for state in before:
        found = _both(found, written(state.text, text))
    return tuple(found)


def _both(a: Iterable[Range], b: Sequence[Range]) -> list[Range]:
    cut = ((max(x, u), min(y, v)) for x, y in a for u, v in b)
    return [(start, end) for start, end in cut if start < end]


def _claimed(
    fresh: Written,
    states: dict[str, State],
    claims: Sequence[Claims],
    activities: dict[str, Activity],
) -> None:
    if not any(passages for _, _, passages in fresh.cells):
        return
    left = {at: list(passages) for at, (_, _, passages) in enumerate(fresh.cells) if passages}
    for asked in claims:
        for at, start, end, activity in asked(fresh):
            name, text, _ = fresh.cells[at]
            for begin, stop in _both([(start, end)], left.get(at, [])):
                activities[activity.id] = activity
                spans = claim(states[name].spans, begin, stop, "ai", activity.id)
                states[name] = State(text, spans)
        for at, passages in left.items():
            left[at] = _outside(passages, states[fresh.cells[at][0]].spans)


def _outside(passages: Iterable[Range], spans: Iterable[Span]) -> list[Range]:
    out = list(passages)
    for span in spans:
        cut = [(a, min(b, span.start)) for a, b in out] + [(max(a, span.end), b) for a, b in out]
        out = [(a, b) for a, b in cut if a < b]
    return sorted(out)


def _chain(name: str, state: State, activities: Mapping[str, Activity]) -> Chain:
    chain = Chain(None if name.startswith("#") else name)
    chain.text, chain.spans = state.text, state.spans
    standing = [span.record for span in state.spans if span.record]
    chain.activities = {key: activities[key] for key in dict.fromkeys(standing)}
    return chain


class _Cell(msgspec.Struct):
    id: str | None = None
    source: str | list[str] = ""


class _Notebook(msgspec.Struct):
    cells: list[_Cell]


_decode = msgspec.json.Decoder(_Notebook).decode


def _sources(content: bytes) -> dict[str, str] | None:
    """As :func:`.cells.sources`, many times faster where a notebook is quite as it should be."""
    try:
        cells = _decode(content).cells
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return sources(content)
    return {
        cell.id if cell.id is not None else f"#{at}": cell.source
        if isinstance(cell.source, str)
        else "".join(cell.source)
        for at, cell in enumerate(cells)
    }
