"""``jupyter aiprov redact``."""

from __future__ import annotations

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
        from ..record.collect import open_notebook
        from ..record.redact import redacted

        for path in self.notebooks():
            notebook = open_notebook(path)
            total = 0
            for cell in notebook.cells:
                record, removed = redacted(cell.record)
                if removed:
                    notebook.set_cell(cell.index, record)
                    total += removed
            if total:
                notebook.save()
            self.say(f"{path}: {total} text(s) removed")
        return DONE
