"""``jupyter aiprov collect``, ``redact``, ``seal`` and ``verify``: a notebook's own records."""

from __future__ import annotations

from pathlib import Path

import msgspec
from traitlets import Unicode

from .base import ALIASES, DONE, FINDINGS, NotebookCommand


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


class Seal(NotebookCommand):
    """Close a notebook's records with a digest; ``verify`` then finds any later change."""

    name = "jupyter-aiprov-seal"
    description = (
        "Close a notebook's records with a digest over sources, outputs and records; `verify` "
        "then finds any later change. A seal shows a change, it does not prove who sealed."
    )
    examples = 'jupyter aiprov seal analysis.ipynb --by "Ada Martin"'
    aliases = {**ALIASES, "by": "Seal.by", "orcid": "Seal.orcid"}
    by = Unicode("", help="Who seals.").tag(config=True)
    orcid = Unicode("", help="The sealer's ORCID iD.").tag(config=True)

    def run(self) -> int:
        """Seal each notebook in place."""
        return self.each(self._seal)

    def _seal(self, path: Path) -> int:
        from ..record.collect import open_notebook
        from ..record.review import person
        from ..record.seal import make_seal

        notebook = open_notebook(path)
        seal = make_seal(notebook, person(self.by, self.orcid) if self.by else None)
        notebook.set_record(msgspec.structs.replace(notebook.record, seal=seal))
        notebook.save()
        self.tell(path, f"sealed {seal.sha256[:16]}… at {seal.time}")
        return DONE


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
        from ..record.seal import findings

        code = DONE
        for found in findings(open_notebook(path)):
            place = "" if found.cell is None else f" cell {found.cell}:"
            self.say(f"{path}:{place} {found.kind}: {found.message}")
            code = FINDINGS
        return code
