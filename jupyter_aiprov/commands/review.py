"""``jupyter aiprov review``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from traitlets import Dict, List, Unicode

from ..record import cell as record
from ..record.errors import BadInput
from ..record.store import Cell, Notebook
from .asked import asks, given
from .base import ALIASES, DONE, FINDINGS, NotebookCommand

_ALL = "all"


@asks(record.Review)
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
        "against": "Review.against",
        "result": "Review.result",
    }
    by = Unicode("", help="The reviewer's name.").tag(config=True)
    orcid = Unicode("", help="The reviewer's ORCID iD.").tag(config=True)
    cells = List(
        Unicode(),
        help="Cell id, position (from 0; JupyterLab's less 1), or 'all' that wait; repeatable.",
    ).tag(config=True)
    against = Dict(
        Unicode(), help="METHOD=WHAT: the dataset, algorithm, model or reference; repeatable."
    ).tag(config=True)
    result = Dict(Unicode(), help="METHOD=WHAT: what came of the comparison; repeatable.").tag(
        config=True
    )

    def run(self) -> int:
        """Review, or list what waits for it."""
        return self.each(self._review if self.by else self._list)

    def _review(self, path: Path) -> int:
        from ..record.collect import open_notebook

        notebook = open_notebook(path)
        chosen, said = list(self._chosen(notebook)), self._said()
        for cell in chosen:
            notebook.set_cell(cell.index, self._reviewed(cell, said))
        notebook.save()
        many = "s" * (len(chosen) != 1)
        self.tell(path, f"{len(chosen)} cell{many} {said['status']} by {self.by}")
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

    def _reviewed(self, cell: Cell, said: dict[str, object]) -> record.CellRecord:
        from ..record.review import make_review, person

        review = make_review(cell.source, cell.outputs, person(self.by, self.orcid), **said)
        return msgspec.structs.replace(cell.record, review=review)

    def _said(self) -> dict[str, object]:
        """What is said of each cell; a comparison is a method, too."""
        said, compared = given(self, record.Review), dict.fromkeys([*self.against, *self.result])
        methods = said.get("method")
        return {
            **said,
            "method": tuple(
                dict.fromkeys([*(methods if isinstance(methods, tuple) else ()), *compared])
            ),
            "compared": tuple(
                record.Comparison(
                    method=method, against=self.against.get(method), result=self.result.get(method)
                )
                for method in compared
            ),
        }


def waiting(notebook: Notebook) -> Iterator[Cell]:
    """The cells with something of an AI system in them and no review that still holds."""
    from ..record.review import needs_review

    return (cell for cell in notebook.cells if needs_review(cell))
