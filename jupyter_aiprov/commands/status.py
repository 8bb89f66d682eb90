"""``jupyter aiprov status``."""

from __future__ import annotations

import sys
from pathlib import Path

from traitlets import Bool

from ..record.errors import BadInput
from ..record.store import Notebook
from .base import BAD_INPUT, DONE, FLAGS, NotebookCommand
from .notebooks import progress


class Status(NotebookCommand):
    """What a notebook holds: origin, marks, review and cost of each cell."""

    name = "jupyter-aiprov-status"
    description = (
        "What a notebook holds, cell by cell: who wrote it, what its outputs carry, which AI "
        "systems were used, at what cost, and who checked it. What is not known is said to be "
        "unknown. Nothing is written."
    )
    examples = (
        "jupyter aiprov status analysis.ipynb\n"
        "jupyter aiprov status notebooks/ --json > report.json\n"
        "jupyter aiprov status old.ipynb --static\n"
        "git show HEAD:analysis.ipynb | jupyter aiprov status -"
    )
    flags = {
        **FLAGS,
        "json": ({"Status": {"as_json": True}}, "Print the Report as JSON (docs/report.md)."),
        "static": (
            {"Status": {"static": True}},
            "Follow data through the source of cells that ran unrecorded; said to be inferred.",
        ),
    }
    static = Bool(False, help="Follow data through the source of cells that ran unrecorded.").tag(
        config=True
    )
    as_json = Bool(False, help="Print the Report as JSON.").tag(config=True)

    def run(self) -> int:
        """Print a table a notebook, or the Report."""
        from ..capture.files.changed import changed_files
        from ..report.build import build

        notebooks, code = self._read(self.notebooks())
        if not notebooks:
            return code
        report = build(notebooks, static=self.static, changed=changed_files)
        if self.as_json:
            from ..report.encode import to_json

            sys.stdout.buffer.write(to_json(report))
            sys.stdout.buffer.flush()
        else:
            from .overview import show

            show(report)
        return code

    def _read(self, paths: list[Path]) -> tuple[list[Notebook], int]:
        """The notebooks that can be read; those that cannot are named on standard error."""
        from ..record.collect import open_notebook

        found, code = [], DONE
        for path in progress(paths, "status"):
            try:
                found.append(open_notebook(path))
            except BadInput as error:
                self.warn(f"jupyter aiprov: {error}")
                code = BAD_INPUT
        return found, code
