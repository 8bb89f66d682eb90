"""``jupyter aiprov verify``."""

from __future__ import annotations

from .base import DONE, FINDINGS, NotebookCommand, progress


class Verify(NotebookCommand):
    """Find what is stale, unreviewed, rejected or changed since its seal."""

    name = "jupyter-aiprov-verify"
    description = (
        "Find what is stale, unreviewed, rejected or changed since its seal. Exits 1 if anything "
        "is found: for continuous integration and pre-commit."
    )
    examples = "jupyter aiprov verify analysis.ipynb\njupyter aiprov verify notebooks/"

    def run(self) -> int:
        """Print one line a finding."""
        from ..record.collect import open_notebook
        from ..record.findings import findings

        code = DONE
        for path in progress(self.notebooks(), "verify"):
            for found in findings(open_notebook(path)):
                place = "" if found.cell is None else f" cell {found.cell}:"
                self.say(f"{path}:{place} {found.kind}: {found.message}")
                code = FINDINGS
        return code
