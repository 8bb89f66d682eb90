"""``jupyter aiprov redact``."""

from __future__ import annotations

from pathlib import Path

from .base import DONE, NotebookCommand


class Redact(NotebookCommand):
    """Remove kept prompts and responses; their digests stay."""

    name = "jupyter-aiprov-redact"
    description = (
        "Remove kept prompts and responses from the records, in place; their digests stay. Copies "
        "elsewhere (backups, commits) are not touched."
    )
    examples = "jupyter aiprov redact analysis.ipynb"

    def run(self) -> int:
        """Redact each notebook in place."""
        return self.each(self._redact)

    def _redact(self, path: Path) -> int:
        from ..record.collect import open_notebook
        from ..record.redact import redacted

        notebook = open_notebook(path)
        total = 0
        for cell in notebook.cells:
            record, removed = redacted(cell.record)
            if removed:
                notebook.set_cell(cell.index, record)
                total += removed
        if total or notebook.path is None:
            notebook.save()
        self.tell(path, f"{total} text{'s' * (total != 1)} removed")
        return DONE
