"""Bringing events into chains: which edit goes on from which text."""

from __future__ import annotations

from .activity import Activity
from .agent_event import TextEdit
from .cell import Authorship
from .chains import Chain
from .diff import diff, gaps
from .spans import shifted
from .store import Cell, Notebook

#: Letters and digits a passage must hold to be known again in another cell.
TELLING = 8


class EventChains:
    """The chains of one notebook's cells, built event by event.

    Attributes:
        all: the chains in the order they were begun.
        unplaced: how many edits of passages no text could be found for.
    """

    def __init__(self, notebook: Notebook) -> None:
        self.all: list[Chain] = []
        self.unplaced = 0
        self._by_name: dict[str | int, Chain] = {}
        self._cells: dict[str | int, Cell] = {
            cell.id or cell.index: cell for cell in notebook.cells
        }

    def edit(self, edit: TextEdit, activity: Activity) -> Chain | None:
        """Take in one edit; None where it cannot be tied to any cell."""
        if edit.part:
            return self._part(edit, activity)
        chain = self._of(edit)
        if edit.before and edit.before != chain.text:
            self._begin(chain, edit.before) if chain.text is None else self._shed(chain, edit)
        chain.edit(edit.before, edit.after, activity, self._known(chain))
        return chain

    def _of(self, edit: TextEdit) -> Chain:
        if edit.cell is not None:
            return self._chain(edit.cell)
        for chain in self.all:
            if edit.before and chain.text == edit.before:
                return chain
        same = [name for name, cell in self._cells.items() if cell.source == edit.after]
        if len(same) == 1:
            return self._chain(same[0])
        chain = Chain(None)
        self.all.append(chain)
        return chain

    def _begin(self, chain: Chain, before: str) -> None:
        """A cell told of for the first time may have been split off from one already known."""
        piece = before.strip("\n")
        if sum(map(str.isalnum, piece)) < TELLING:
            return
        whole = [c for c in self.all if c.text and c is not chain and piece in c.text]
        if len(whole) == 1:
            chain.text, chain.spans = whole[0].text, whole[0].spans
            chain.activities = dict(whole[0].activities)
            chain.move(before)

    def _shed(self, chain: Chain, edit: TextEdit) -> None:
        """What left a cell between two edits may live on in a cell of its own."""
        old = chain.text or ""
        for start, end in gaps(old, [(a, a + n) for a, _, n in diff(old, edit.before or "").kept]):
            piece = old[start:end]
            if sum(map(str.isalnum, piece)) >= TELLING:
                left = Chain(shed=True)
                left.text, left.activities = piece, dict(chain.activities)
                left.spans = shifted(chain.spans, start, end)
                self.all.append(left)

    def _part(self, edit: TextEdit, activity: Activity) -> Chain | None:
        """An edit of a passage: of a chain that holds what was, or a cell that holds what is."""
        for name, chain in list(self._by_name.items()):
            text = chain.text or ""
            if edit.cell in (None, name) and edit.before and text.count(edit.before) == 1:
                return self._whole(name, text, text.replace(edit.before, edit.after), activity)
        for name, cell in self._cells.items():
            told = edit.cell in (None, name) and edit.before is not None and edit.after.strip()
            if told and cell.source.count(edit.after) == 1:
                before = cell.source.replace(edit.after, edit.before or "")
                return self._whole(name, before, cell.source, activity)
        self.unplaced += 1
        return None

    def _whole(self, name: str | int, before: str, after: str, activity: Activity) -> Chain:
        chain = self._chain(name)
        chain.edit(before, after, activity, self._known(chain))
        return chain

    def _chain(self, name: str | int) -> Chain:
        chain = self._by_name.get(name)
        if chain is None:
            cell = self._cells.get(name)
            chain = Chain(name if isinstance(name, str) else None, cell.index if cell else None)
            self._by_name[name] = chain
            self.all.append(chain)
        return chain

    def _known(self, chain: Chain) -> Authorship | None:
        cell = self._cells.get(chain.cell) if chain.cell else None
        return cell.record.authorship if cell else None
