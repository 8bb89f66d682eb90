"""``jupyter aiprov verify``."""

from __future__ import annotations

from pathlib import Path

from .base import DONE, FINDINGS, NotebookCommand


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
        return self.each(self._verify)

    def _verify(self, path: Path) -> int:
        from ..record.collect import open_notebook
        from ..record.findings import findings

        code = DONE
        for found in findings(open_notebook(path)):
            place = "" if found.cell is None else f" cell {found.cell}:"
            self.say(f"{path}:{place} {found.kind}: {found.message}")
            code = FINDINGS
        return code
