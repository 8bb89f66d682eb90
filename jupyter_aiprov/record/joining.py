"""Joining agents' edits to the cells of a notebook, character by character."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

import msgspec

from .activity import Activity
from .agent_event import AgentEvent, edit_activity, message_activity
from .cell import Authorship, CellRecord, Span
from .chains import Chain, overlay
from .diagnostics import Diagnostic, diagnostic
from .diff import carried, diff, gaps
from .digest import sha256_text
from .edit_chains import TELLING, EventChains
from .fold import fold
from .notebook import Delivery
from .spans import current_spans
from .store import Cell, Notebook

#: Edits of a cell none of whose text stands any more are kept up to this many.
_KEPT_GONE = 20

Finish = Callable[[Activity], Activity]
#: A chain, and what it says of the present text of one cell.
Part = tuple[Chain, tuple[Span, ...]]


_completing: list[Finish] = []


def complete_new(finish: Finish) -> None:
    """From now on in this process, let ``finish`` complete activities that are new somewhere.

    The edges say what: an estimate of energy is no part of the record itself.
    """
    _completing[:] = [finish]


class Joined(msgspec.Struct):
    """What came of it: cells and characters claimed anew, new activities, what was not placed."""

    cells: int = 0
    characters: int = 0
    activities: int = 0
    diagnostics: list[Diagnostic] = []


def join_events(notebook: Notebook, events: Iterable[AgentEvent]) -> Joined:
    """Take events into the notebook (in memory). Again and again is the same as once.

    Args:
        notebook: the notebook whose edits they tell of.
        events: oldest first.
    """
    chains, calls = EventChains(notebook), []
    for event in events:
        first = None
        for edit in event.edits:
            chain = chains.edit(edit, edit_activity(event, edit))
            first = first or chain
        message = message_activity(event)
        if message is not None and first is not None:
            calls.append((first, message))
    return settle(notebook, chains.all, calls, unplaced=chains.unplaced)


def settle(
    notebook: Notebook,
    chains: Sequence[Chain],
    calls: Iterable[tuple[Chain, Activity]] = (),
    *,
    unplaced: int = 0,
) -> Joined:
    """Give the cells what the chains tell of them; an observation stands against any claim.

    Args:
        notebook: changed in memory, not saved.
        chains: of what agents did to the cells.
        calls: the messages that cost something, each with the chain it belongs to.
        unplaced: how many changes are of no chain; they are reported as lost.

    Returns:
        What was joined, and what could not be.
    """
    result = Joined()
    placed = _placed(notebook, chains)
    homes = {id(chain): index for index in reversed(placed) for chain, _ in placed[index]}
    messages = _messages(notebook, calls, homes)
    for index, parts in placed.items():
        record, told = _told(notebook.cells[index], parts, messages.get(index, []))
        if record is not None:
            _write(notebook, index, record, result)
            result.activities += told
    lost = [c for c in chains if c.activities and not c.shed and id(c) not in homes]
    if lost or unplaced:
        result.diagnostics.append(diagnostic("AP601", f"({len(lost) + unplaced})"))
    return result


def _messages(
    notebook: Notebook, calls: Iterable[tuple[Chain, Activity]], homes: Mapping[int, int]
) -> dict[int, list[Activity]]:
    """The calls to models, each once in the whole notebook, by cell."""
    known = {a.id for cell in notebook.cells for a in cell.record.records}
    known |= {a.id for a in notebook.record.records}
    out: dict[int, list[Activity]] = {}
    for chain, message in calls:
        if id(chain) in homes and message.id not in known:
            known.add(message.id)
            out.setdefault(homes[id(chain)], []).append(message)
    return out


def _told(cell: Cell, parts: list[Part], calls: list[Activity]) -> tuple[CellRecord | None, int]:
    """The cell's new record and how many activities are new in it; None if all was known."""
    record = cell.record
    before = spans = current_spans(cell.source, record.authorship)
    for _, found in parts:
        spans = overlay(spans, _telling(cell.source, spans, found))
    standing = {span.record for span in spans}
    activities: dict[str, Activity] = {}
    for chain, found in parts:
        told = {span.record for span in found}
        activities |= _worth_keeping(chain, standing, told if chain.cell == cell.id else None)
    known = {activity.id for activity in record.records}
    fresh = [one for one in [*activities.values(), *calls] if one.id not in known]
    if not fresh and spans == before:
        return None, 0
    if fresh:
        for finish in _completing:
            fresh = [finish(activity) for activity in fresh]
        record = fold(record, Delivery(records=tuple(fresh)))
    if spans != before:
        digest = sha256_text(cell.source)
        written = record.authorship or Authorship(source_sha256=digest)
        written = msgspec.structs.replace(written, source_sha256=digest, spans=spans)
        record = msgspec.structs.replace(record, authorship=written)
    return record, len(fresh)


def _telling(source: str, known: Sequence[Span], found: Sequence[Span]) -> tuple[Span, ...]:
    """What is found beyond what is known, but for blanks left over between known passages."""
    out = []
    covered = [(span.start, span.end) for span in known]
    for span in found:
        before = [(0, span.start), *covered, (span.end, len(source))]
        for start, end in gaps(source, sorted(before)):
            if (start, end) == (span.start, span.end) or source[start:end].strip():
                out.append(msgspec.structs.replace(span, start=start, end=end))
    return tuple(out)


def _write(notebook: Notebook, index: int, record: CellRecord, result: Joined) -> None:
    cell = notebook.cells[index]
    before = _covered(current_spans(cell.source, cell.record.authorship))
    notebook.set_cell(index, record)
    cell.refresh()
    result.cells += 1
    result.characters += _covered(current_spans(cell.source, record.authorship)) - before


def _covered(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans if span.by == "ai")


def _worth_keeping(
    chain: Chain, standing: Set[str | None], told: Set[str | None] | None
) -> dict[str, Activity]:
    """The activities whose text stands in the cell, and those that claim none of it.

    Args:
        chain: the activities' chain.
        standing: the records named by the cell's spans.
        told: those the chain names in this cell; what it names and is not standing was known
            better already. None where the cell is not the chain's own: then no others are kept.
    """
    others = [key for key in chain.activities if told is not None and key not in told]
    kept = {*standing, *others[-_KEPT_GONE:]}
    out = {key: one for key, one in chain.activities.items() if key in kept}
    for key in chain.blind:
        if key in out:
            said = (*out[key].diagnostics, diagnostic("AP602"))
            out[key] = msgspec.structs.replace(out[key], diagnostics=said)
    return out


def _placed(notebook: Notebook, chains: Sequence[Chain]) -> dict[int, list[Part]]:
    """Which chains belong to which cells, and what each says of the cell's present text."""
    out: dict[int, list[Part]] = {}
    taken: dict[int, list[tuple[int, int]]] = {}
    waiting: list[Chain] = []
    by_id = {cell.id: cell for cell in notebook.cells if cell.id}
    for chain in chains:
        cell = by_id.get(chain.cell) if chain.cell else None
        cell = cell or _home(notebook, chain)
        if cell is None:
            waiting.append(chain)
        elif chain.text is not None:
            taken[id(chain)] = _carry(cell, chain, out)
    for chain in waiting:
        for cell in _containing(notebook, chain):
            taken.setdefault(id(chain), []).extend(_carry(cell, chain, out))
    for chain in chains:
        for cell in _pieces(notebook, chain, taken.get(id(chain), []), out):
            _carry(cell, chain, out)
    return out


def _carry(cell: Cell, chain: Chain, out: dict[int, list[Part]]) -> list[tuple[int, int]]:
    """Put a chain into a cell; answers what of the chain's text is found there."""
    text = chain.text or ""
    out.setdefault(cell.index, []).append((chain, carried(text, cell.source, chain.spans)))
    return [(start, start + size) for start, _, size in diff(text, cell.source).kept]


def _home(notebook: Notebook, chain: Chain) -> Cell | None:
    """Where the id says nothing: the cell it was tied to, or the one cell with this very text."""
    if chain.home is not None:
        return notebook.cells[chain.home]
    if chain.text is None or not chain.text.strip():
        return None
    same = [cell for cell in notebook.cells if cell.source == chain.text]
    return same[0] if len(same) == 1 else None


def _containing(notebook: Notebook, chain: Chain) -> Iterator[Cell]:
    """The cell another was merged into: it holds the whole of its text."""
    text = (chain.text or "").strip("\n")
    if _letters(text) < TELLING:
        return
    found = [cell for cell in notebook.cells if text in cell.source]
    if len(found) == 1:
        yield found[0]


def _pieces(
    notebook: Notebook,
    chain: Chain,
    taken: list[tuple[int, int]],
    out: dict[int, list[Part]],
) -> Iterator[Cell]:
    """The cells split off from another: all their text is a piece of its, found nowhere else."""
    left = [chain.text[a:b] for a, b in gaps(chain.text, sorted(taken))] if chain.text else []
    left = [piece for piece in left if _letters(piece) >= TELLING]
    if not left or not chain.spans:
        return
    for cell in notebook.cells:
        source = cell.source.strip("\n")
        if cell.index in out or _letters(source) < TELLING or cell.record.authorship:
            continue
        if any(source in piece or _mostly(source, piece) for piece in left):
            yield cell


def _mostly(source: str, piece: str) -> bool:
    """Whether most of a cell's text are lines of ``piece``."""
    lines = set(piece.split("\n"))
    same = sum(_letters(line) for line in source.split("\n") if line in lines)
    return same >= TELLING and 2 * same > _letters(source)


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
