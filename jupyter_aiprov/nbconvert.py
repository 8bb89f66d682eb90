"""The appendix for nbconvert, and so for JupyterLab's menu *Save and Export Notebook As*.

nbconvert loads every exporter there is whenever it is called: nothing heavy, and nothing that
may be missing, is imported before an exporter is used.

Each has two names. Jupyter Server reaches only names of letters, digits and underscores, so the
menu offers ``aiprov_html``; the command line's own is ``aiprov-html``.
"""

from __future__ import annotations

import sys
from typing import Any

from nbconvert.exporters.exporter import Exporter
from traitlets import Bool, Unicode, default

from .record.store import Notebook


class AppendixExporter(Exporter):
    """Base of the appendix's exporters; ``format`` names the one of ours that does the work."""

    format = "md"
    #: The notebook is checked once, after all preprocessors, not once for each.
    optimistic_validation = Bool(True)

    @default("enabled")
    def _reachable(self) -> bool:
        """No menu entry that leads nowhere: in a server only the names it can reach."""
        server = sys.modules.get("jupyter_server.serverapp")
        in_server = server is not None and server.ServerApp.initialized()
        return bool(self.export_from_notebook) or not in_server

    language = Unicode("en", help="Language of the appendix: en or fr.").tag(config=True)
    preset = Unicode("general", help="Whose form the statement takes.").tag(config=True)
    detail = Unicode("standard", help="How many cells are listed: brief, standard, full.").tag(
        config=True
    )

    def from_notebook_node(
        self, nb: Any, resources: Any | None = None, **kw: Any
    ) -> tuple[Any, Any]:
        """The appendix of the notebook as it stands, or as ``--execute`` left it."""
        from . import seams
        from .capture.files.changed import changed_files
        from .report.build import build

        node, resources = super().from_notebook_node(nb, resources, **kw)
        options = {"lang": self.language, "preset": self.preset, "detail": self.detail}
        report = build([collected(node, resources)], changed=changed_files)
        data: bytes = seams.load("exporters", self.format)(report, options)
        if self.output_mimetype.startswith("text/"):
            return data.decode(), resources
        return data, resources


def collected(node: Any, resources: Any) -> Notebook:
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


class MarkdownAppendix(AppendixExporter):
    """``--to aiprov-md``."""

    format = "md"
    output_mimetype = "text/markdown"

    def _file_extension_default(self) -> str:
        return ".appendix.md"


class HtmlAppendix(AppendixExporter):
    """``--to aiprov-html``."""

    format = "html"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".appendix.html"


class TexAppendix(AppendixExporter):
    """``--to aiprov-tex``."""

    format = "tex"
    output_mimetype = "text/x-tex"

    def _file_extension_default(self) -> str:
        return ".appendix.tex"


class PdfAppendix(AppendixExporter):
    """``--to aiprov-pdf``."""

    format = "pdf"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".appendix.pdf"


class DocxAppendix(AppendixExporter):
    """``--to aiprov-docx``."""

    format = "docx"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def _file_extension_default(self) -> str:
        return ".appendix.docx"


class TextStatement(AppendixExporter):
    """``--to aiprov-txt``."""

    format = "txt"
    output_mimetype = "text/plain"

    def _file_extension_default(self) -> str:
        return ".statement.txt"


class MarkdownInMenu(MarkdownAppendix):
    """``aiprov_md``."""

    export_from_notebook = "Provenance appendix (Markdown)"


class HtmlInMenu(HtmlAppendix):
    """``aiprov_html``."""

    export_from_notebook = "Provenance appendix (HTML)"


class TexInMenu(TexAppendix):
    """``aiprov_tex``."""

    export_from_notebook = "Provenance appendix (LaTeX)"


class PdfInMenu(PdfAppendix):
    """``aiprov_pdf``."""

    export_from_notebook = "Provenance appendix (PDF)"


class DocxInMenu(DocxAppendix):
    """``aiprov_docx``."""

    export_from_notebook = "Provenance appendix (Word)"


class TextInMenu(TextStatement):
    """``aiprov_txt``."""

    export_from_notebook = "Provenance statement (text)"
