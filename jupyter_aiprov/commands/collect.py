"""``jupyter aiprov collect``."""

from __future__ import annotations

from pathlib import Path

from .base import DONE, NotebookCommand


class Collect(NotebookCommand):
    """Fold records from invisible outputs and the ledger into cell metadata."""

    name = "jupyter-aiprov-collect"
    description = (
        "Fold records from invisible outputs and the project ledger into cell metadata, and "
        "remove those outputs. A notebook with nothing to fold is left as it is."
    )
    examples = "jupyter aiprov collect executed.ipynb\njupyter aiprov collect results/"

    def run(self) -> int:
        """Collect each notebook in place."""
        return self.each(self._collect)

    def _collect(self, path: Path) -> int:
        from ..record.collect import collect_file

        folded, diagnostics = collect_file(path)
        self.tell(path, f"{folded} record{'s' * (folded != 1)} folded in")
        for found in diagnostics:
            self.warn(f"{path}: {found.code} {found.message}")
        return DONE
