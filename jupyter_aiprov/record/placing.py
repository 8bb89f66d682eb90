"""Finding the cell a delivery speaks of."""

from __future__ import annotations

from .digest import sha256_text
from .notebook import Delivery
from .store import Notebook


class Placing:
    """Ties deliveries to the cells of one notebook."""

    def __init__(self, notebook: Notebook) -> None:
        code = [cell for cell in notebook.cells if cell.type == "code"]
        self._ids = {cell.id: cell.index for cell in notebook.cells if cell.id}
        self._counts = {c.index: c.raw.get("execution_count") for c in code}
        self._digests: dict[str, list[int]] = {}
        for cell in code:
            self._digests.setdefault(sha256_text(cell.source), []).append(cell.index)
        self._runs = {c.record.run.id: c.index for c in notebook.cells if c.record.run}

    def of_output(self, delivery: Delivery, index: int) -> int | None:
        """The cell of a delivery found among the outputs of cell ``index``.

        None if it is of no cell: it names neither a cell nor a run.

        By cell id, by a run already known, then by the place it was found in; only a delivery
        of quite another source (it arrived late) goes to the one cell that has that source.
        """
        if delivery.cell is None and delivery.run is None:
            return None
        found = self._known(delivery)
        if found is None:
            same = self._same_source(delivery)
            found = index if index in same or len(same) != 1 else same[0]
        if delivery.run is not None:
            self._runs[delivery.run.id] = found
        return found

    def of_row(self, delivery: Delivery) -> int | None:
        """The cell of a delivery from the ledger, None if there is none or more than one.

        By cell id, by a run already known, then by its source; of several cells with one source
        the one that shows the run's execution count.
        """
        found = self._known(delivery)
        if found is None and delivery.cell is None and delivery.run is not None:
            same = self._same_source(delivery)
            count = delivery.run.execution_count
            if len(same) > 1 and count is not None:
                same = [index for index in same if self._counts[index] == count]
            found = same[0] if len(same) == 1 else None
        if found is not None and delivery.run is not None:
            self._runs[delivery.run.id] = found
        return found

    def _known(self, delivery: Delivery) -> int | None:
        if delivery.cell is not None and delivery.cell in self._ids:
            return self._ids[delivery.cell]
        return self._runs.get(delivery.run.id) if delivery.run else None

    def _same_source(self, delivery: Delivery) -> list[int]:
        digest = delivery.run.source_sha256 if delivery.run else None
        return self._digests.get(digest, []) if digest else []
