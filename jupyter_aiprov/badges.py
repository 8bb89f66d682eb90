"""Badges in any other export: an nbconvert preprocessor that says where cells and figures are from.

A badge is a line of Markdown before the cell or after the output, so that it shows in HTML,
slides, LaTeX, PDF, Markdown and in a notebook given to Quarto or MyST alike::

    jupyter nbconvert --to html --template aiprov analysis.ipynb
    jupyter nbconvert --to slides --Exporter.preprocessors=jupyter_aiprov.badges.Badges a.ipynb
"""

from __future__ import annotations

from typing import Any

from nbconvert.preprocessors.base import Preprocessor
from traitlets import Bool, Unicode


class Badges(Preprocessor):
    """Put a badge on cells of AI systems, and on outputs that rest on what must be said."""

    enabled = Bool(True, help="Whether to put badges.").tag(config=True)
    language = Unicode("en", help="Language of the badges: en or fr.").tag(config=True)
    everything = Bool(False, help="Badges on cells of people and of unknown origin too.").tag(
        config=True
    )

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with badges among its cells and outputs."""
        from .nbconvert import collected
        from .report.appendix.i18n import words
        from .report.build import build

        (report,) = build([collected(nb, resources)]).notebooks
        speech = words(self.language)
        cells: list[Any] = []
        for cell, seen in zip(nb.cells, report.cells, strict=True):
            cells.extend(self._badged(cell, seen, speech))
        nb.cells = cells
        return nb, resources

    def _badged(self, cell: Any, seen: Any, speech: Any) -> list[Any]:
        from .export.md import inline
        from .report.appendix.badges import cell_badge

        if cell.cell_type == "code":
            cell.outputs = self._outputs(cell.outputs, seen, speech)
        badge = cell_badge(speech, seen, everything=self.everything)
        if not badge:
            return [cell]
        return [_badge_cell(f"> {inline(badge)}", cell), cell]

    def _outputs(self, outputs: list[Any], seen: Any, speech: Any) -> list[Any]:
        from nbformat.v4 import new_output

        from .export.md import inline
        from .report.appendix.badges import output_badge
        from .report.appendix.document import plain_text

        out: list[Any] = []
        for output, known in zip(outputs, seen.outputs, strict=True):
            out.append(output)
            badge = output_badge(speech, known)
            if badge:
                shown = {"text/markdown": f"> {inline(badge)}", "text/plain": plain_text(badge)}
                out.append(new_output("display_data", shown))  # type: ignore[no-untyped-call]
        return out


def _badge_cell(text: str, cell: Any) -> Any:
    """A Markdown cell that takes the place of ``cell`` in a slide show: both on one slide."""
    from nbformat.v4 import new_markdown_cell

    tags = {"tags": ["aiprov-badge"]}
    badge = new_markdown_cell(text, metadata=tags)  # type: ignore[no-untyped-call]
    if "id" not in cell:
        badge.pop("id", None)
    show = cell.metadata.get("slideshow")
    if show:
        badge.metadata["slideshow"] = dict(show)
        cell.metadata["slideshow"] = {**show, "slide_type": "-"}
    return badge
