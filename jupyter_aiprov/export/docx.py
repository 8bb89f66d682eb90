"""Word, by Pandoc, from the same HTML a browser shows."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..record.errors import BadInput
from ..report.appendix.document import Document
from . import html
from .exporters import Form


def render(document: Document) -> bytes:
    """A document as a .docx file; drawings stand as tables.

    Raises:
        BadInput: Pandoc is not installed, or it fails.
    """
    try:
        import pypandoc  # type: ignore[import-untyped]
    except ImportError as error:
        raise BadInput(
            "Word needs Pandoc: pip install 'jupyter-aiprov[docx]', or take --to html, which Word "
            "opens too."
        ) from error
    with TemporaryDirectory() as folder:
        target = Path(folder) / "appendix.docx"
        try:
            _convert(pypandoc, document, target)
        except (OSError, RuntimeError) as error:
            raise BadInput(f"Pandoc failed ({error}); take --to html, which Word opens.") from error
        return target.read_bytes()


def _convert(pypandoc: Any, document: Document, target: Path) -> None:
    pypandoc.convert_text(
        html.fragment(document),
        "docx",
        format="html-native_divs-native_spans",
        outputfile=str(target),
        extra_args=[
            "--sandbox",
            f"--metadata=title:{document.title}",
            f"--metadata=lang:{document.language}",
        ],
    )


form = Form(
    label={"en": "Word"},
    suffix=".appendix.docx",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    render=render,
    binary=True,
)
