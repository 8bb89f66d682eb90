"""Badges in any other export: an nbconvert preprocessor that says where cells and figures are from.

A badge is a line of Markdown before the cell or after the output, so that it shows in HTML,
slides, LaTeX, PDF, Markdown and in a notebook given to Quarto or MyST alike::

    jupyter nbconvert --to html --template aiprov analysis.ipynb
    jupyter nbconvert --to slides --Exporter.preprocessors=jupyter_aiprov.badges.Badges a.ipynb
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbconvert.preprocessors.base import Preprocessor
from traitlets import Bool, Unicode

if TYPE_CHECKING:
    from nbconvert.exporters.exporter import ResourcesDict
    from nbformat import NotebookNode

    from .report.appendix.i18n import Translator
    from .report.model import CellReport


class Badges(Preprocessor):
    """Put a badge on cells of AI systems, and on outputs that rest on what must be said."""

    enabled = Bool(True, help="Whether to put badges.").tag(config=True)
    language = Unicode("en", help="Language of the badges: en or fr.").tag(config=True)
    everything = Bool(False, help="Badges on cells of people and of unknown origin too.").tag(
        config=True
    )

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook with badges among its cells and outputs."""
        from .nbconvert import collected
        from .report.appendix.i18n import translator_of
        from .report.build import build

        (report,) = build([collected(nb, resources)]).notebooks
        translator = translator_of(self.language)
        cells: list[NotebookNode] = []
        for cell, seen in zip(nb.cells, report.cells, strict=True):
            cells.extend(self._badged(cell, seen, translator))
        nb.cells = cells
        return nb, resources

    def _badged(
        self, cell: NotebookNode, seen: CellReport, translator: Translator
    ) -> list[NotebookNode]:
        from .export.md import inline
        from .report.appendix.badges import cell_badge

        if cell.cell_type == "code":
            cell.outputs = self._outputs(cell.outputs, seen, translator)
        badge = cell_badge(translator, seen, everything=self.everything)
        if not badge:
            return [cell]
        return [_badge_cell(f"> {inline(badge)}", cell), cell]

    def _outputs(
        self, outputs: list[NotebookNode], seen: CellReport, translator: Translator
    ) -> list[NotebookNode]:
        from nbformat.v4 import new_output

        from .export.md import inline
        from .report.appendix.badges import output_badge
        from .report.appendix.document import plain_text

        out: list[NotebookNode] = []
        for output, known in zip(outputs, seen.outputs, strict=True):
            out.append(output)
            badge = output_badge(translator, known)
            if badge:
                shown = {"text/markdown": f"> {inline(badge)}", "text/plain": plain_text(badge)}
                out.append(new_output("display_data", shown))  # type: ignore[no-untyped-call]
        return out


def _badge_cell(text: str, cell: NotebookNode) -> NotebookNode:
    """A Markdown cell that takes the place of ``cell`` in a slide show: both on one slide."""
    from nbformat.v4 import new_markdown_cell

    tags = {"tags": ["aiprov-badge"]}
    badge: NotebookNode = new_markdown_cell(text, metadata=tags)  # type: ignore[no-untyped-call]
    if "id" not in cell:
        badge.pop("id", None)
    show = cell.metadata.get("slideshow")
    if show:
        badge.metadata["slideshow"] = dict(show)
        cell.metadata["slideshow"] = {**show, "slide_type": "-"}
    return badge
