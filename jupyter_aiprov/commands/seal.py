"""``jupyter aiprov seal``."""

from __future__ import annotations

from pathlib import Path

import msgspec
from traitlets import Unicode

from .base import ALIASES, DONE, NotebookCommand


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
