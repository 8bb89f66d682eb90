"""``jupyter aiprov review``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import msgspec
from traitlets import Dict, Enum, List, Unicode

from ..record.cell import CellRecord, Comparison, ReviewStatus
from ..record.errors import BadInput
from ..record.review import METHODS
from ..record.store import Cell, Notebook
from .base import ALIASES, DONE, FINDINGS, NotebookCommand

_ALL = "all"


class Review(NotebookCommand):
    """Say who checked which cells, and how."""

    name = "jupyter-aiprov-review"
    description = (
        "Say who checked which cells, and how. Without --by, list what is unreviewed or stale "
        "(exit 1 if anything is). A review holds the digests of source and outputs and is void "
        "once either changes."
    )
    examples = (
        "jupyter aiprov review analysis.ipynb\n"
        'jupyter aiprov review analysis.ipynb --by "Ada Martin" --orcid 0000-0002-1825-0097 '
        "--cell 4 --method read-line-by-line --method tested\n"
        'jupyter aiprov review analysis.ipynb --by "Ada Martin" --cell 7 '
        '--against other-dataset="MIMIC-IV 2.2" --result other-dataset="means within 2 %"'
    )
    aliases = {
        **ALIASES,
        "by": "Review.by",
        "orcid": "Review.orcid",
        "cell": "Review.cells",
        "method": "Review.method",
        "against": "Review.against",
        "result": "Review.result",
        "status": "Review.status",
        "note": "Review.note",
    }
    by = Unicode("", help="The reviewer's name.").tag(config=True)
    orcid = Unicode("", help="The reviewer's ORCID iD.").tag(config=True)
    cells = List(
        Unicode(),
        help="Cell id, position (from 0; JupyterLab's less 1), or 'all' that wait; repeatable.",
    ).tag(config=True)
    method = List(
        Unicode(), help=f"How it was checked: {', '.join(METHODS)} or in other words; repeatable."
    ).tag(config=True)
    against = Dict(
        Unicode(), help="METHOD=WHAT: the dataset, algorithm, model or reference; repeatable."
    ).tag(config=True)
    result = Dict(Unicode(), help="METHOD=WHAT: what came of the comparison; repeatable.").tag(
        config=True
    )
    status = Enum(
        ["verified", "corrected", "rejected"], "verified", help="What came of the check."
    ).tag(config=True)
    note = Unicode("", help="A remark kept with the review.").tag(config=True)

    def run(self) -> int:
        """Review, or list what waits for it."""
        return self.each(self._review if self.by else self._list)

    def _review(self, path: Path) -> int:
        from ..record.collect import open_notebook

        notebook = open_notebook(path)
        chosen = list(self._chosen(notebook))
        for cell in chosen:
            notebook.set_cell(cell.index, self._reviewed(cell))
        notebook.save()
        many = "s" * (len(chosen) != 1)
        self.tell(path, f"{len(chosen)} cell{many} {self.status} by {self.by}")
        return DONE

    def _list(self, path: Path) -> int:
        from ..record.collect import open_notebook
        from ..record.review import review_state

        code = DONE
        for cell in waiting(open_notebook(path)):
            state = review_state(cell.record.review, cell.source, cell.outputs)
            label = "stale review" if state == "stale" else "not reviewed"
            name = f" ({cell.id})" if cell.id else ""
            self.say(f"{path}: cell {cell.index}{name}: {label}")
            code = FINDINGS
        return code

    def _chosen(self, notebook: Notebook) -> Iterator[Cell]:
        if not self.cells:
            raise BadInput("Name the cells with --cell ID, --cell POSITION or --cell all.")
        if _ALL in self.cells:
            yield from waiting(notebook)
            return
        known = {str(cell.index): cell for cell in notebook.cells}
        known |= {cell.id: cell for cell in notebook.cells if cell.id}
        for name in self.cells:
            if name not in known:
                where = notebook.path or "The notebook"
                raise BadInput(f"{where} has no cell '{name}'.")
            yield known[name]

    def _reviewed(self, cell: Cell) -> CellRecord:
        from ..record.review import make_review, person

        review = make_review(
            cell.source,
            cell.outputs,
            person(self.by, self.orcid),
            status=cast("ReviewStatus", self.status),
            method=tuple(dict.fromkeys([*self.method, *self.against, *self.result])),
            compared=self._compared(),
            note=self.note or None,
        )
        return msgspec.structs.replace(cell.record, review=review)

    def _compared(self) -> tuple[Comparison, ...]:
        return tuple(
            Comparison(
                method=method, against=self.against.get(method), result=self.result.get(method)
            )
            for method in dict.fromkeys([*self.against, *self.result])
        )


def waiting(notebook: Notebook) -> Iterator[Cell]:
    """The cells with something of an AI system in them and no review that still holds."""
    from ..record.review import needs_review

    return (cell for cell in notebook.cells if needs_review(cell))
