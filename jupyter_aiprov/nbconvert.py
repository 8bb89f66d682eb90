"""The forms of the appendix for nbconvert: ``--to aiprov-html`` and its like.

nbconvert knows exporters by entry points alone, and makes an instance of each whenever it is
called. So every form has its line there, ``aiprov-NAME = "jupyter_aiprov.nbconvert:NAME"``, which
is looked up below; no file of a form, and nothing that may be missing, is imported before it is
used. A form without such a line is reached as ``--to jupyter_aiprov.nbconvert.NAME``.

In a server they are switched off: JupyterLab's menu *Save and Export Notebook As* has each form
from this package's own part of the server, by name, and would show it twice.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from nbconvert.exporters.exporter import Exporter
from traitlets import Bool, Unicode, default

from . import seams
from .record.store import Notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from .export import Form


class AppendixExporter(Exporter):
    """Base of the appendix's exporters; ``name`` is that of the form which does the work."""

    name = ""
    #: The notebook is checked once, after all preprocessors, not once for each.
    optimistic_validation = Bool(True)
    language = Unicode("en", help="Language of the appendix: en or fr.").tag(config=True)
    preset = Unicode("general", help="Whose form the statement takes.").tag(config=True)
    detail = Unicode("standard", help="How many cells are listed: brief, standard, full.").tag(
        config=True
    )

    @default("enabled")
    def _outside_of_a_server(self) -> bool:
        server = sys.modules.get("jupyter_server.serverapp")
        return server is None or not server.ServerApp.initialized()

    @property
    def form(self) -> Form:
        """The form; loaded when it is asked for."""
        from .export.exporters import form

        return form(self.name)

    @property
    def output_mimetype(self) -> str:  # type: ignore[override]
        """The media type of the form."""
        return self.form.media_type

    @default("file_extension")
    def _suffix(self) -> str:
        return self.form.suffix

    def from_notebook_node(
        self, nb: NotebookNode, resources: MutableMapping[str, Any] | None = None, **kw: object
    ) -> tuple[Any, Any]:
        """The appendix of the notebook as it stands, or as ``--execute`` left it.

        Args:
            nb: the notebook's node.
            resources: nbconvert's own; ``metadata`` says where the notebook lies.
            kw: for nbconvert's base class.

        Returns:
            The appendix, text or bytes as its form is, and the resources.
        """
        from .capture.files.changed import changed_files
        from .report.build import build

        node, resources = super().from_notebook_node(nb, resources, **kw)
        options = {"lang": self.language, "preset": self.preset, "detail": self.detail}
        report = build([collected(node, resources)], changed=changed_files)
        data = self.form(report, options)
        return data if self.form.binary else data.decode(), resources


def __getattr__(name: str) -> type[AppendixExporter]:
    """The exporter of the form ``name``, as entry points ask for it."""
    if name.startswith("_") or name not in seams.available("exporters"):
        raise AttributeError(f"There is no form of the appendix named '{name}'.")
    word = "".join(part.capitalize() for part in name.replace("_", "-").split("-"))
    return type(f"{word}Appendix", (AppendixExporter,), {"name": name, "__module__": __name__})


def collected(node: Mapping[str, object], resources: Any) -> Notebook:
    """The notebook with what its kernel delivered, in outputs or to the ledger, folded in."""
    from .record.collect import collect
    from .record.ledger import Ledger, project_root
    from .record.store import from_node

    metadata = resources.get("metadata", {})
    folder, name = metadata.get("path") or "", metadata.get("name") or "notebook"
    notebook = from_node(node, f"{folder}/{name}.ipynb" if folder else f"{name}.ipynb")
    ledger = Ledger.open_existing(project_root(notebook.path)) if notebook.path else None
    try:
        collect(notebook, ledger)
    finally:
        if ledger is not None:
            ledger.close()
    return notebook
