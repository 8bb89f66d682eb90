"""PDF/A-2b by Typst, without a TeX.

The document goes to a fixed Typst program as JSON, so that a user's text is data there and
never source: there is nothing to escape.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ..record.errors import BadInput
from ..report.appendix.canvas import FONT
from ..report.appendix.document import Block, Document, Figure, Items, Paragraph, Table, Text
from .exporters import Form

_PROGRAM = Path(__file__).parent / "templates" / "appendix.typ"
#: The sans-serif family of the drawings; what Typst embeds itself is this serif one.
_EMBEDDED = "Libertinus Serif"
#: Blocks of Unicode the embedded fonts cover well enough: Latin, Greek, Cyrillic, punctuation.
_COVERED = re.compile(
    "[^\t\n -~\u00a0-\u024f\u0370-\u0373\u0376-\u0377\u037b-\u037e\u0384-\u038a\u038c"
    "\u038e-\u03a1\u03a3-\u03ff\u0400-\u045f\u2010-\u2022\u2026\u202f\u2030\u2032\u2033\u2039"
    "\u203a\u20ac\u2082\u2190-\u2193\u2212\u2248\u2260\u2264\u2265]"
)
_EPOCH = "1970-01-01"


def render(document: Document) -> bytes:
    """A document as PDF/A-2b; letters no font here has are written by their code points.

    Raises:
        BadInput: Typst is not installed, or it fails.
    """
    try:
        import typst
    except ImportError as error:
        raise BadInput(
            "PDF needs Typst: pip install 'jupyter-aiprov[pdf]', or take --to html and print it."
        ) from error
    content = json.dumps(_content(document), ensure_ascii=False)
    try:
        return _compiled(typst, content)
    except typst.TypstError:
        content = _COVERED.sub(_code_point, content)
    try:
        return _compiled(typst, content)
    except typst.TypstError as error:
        raise BadInput(f"Typst cannot set this ({error}); take --to html and print it.") from error


def _compiled(typst: Any, content: str) -> bytes:
    files = {"main.typ": _PROGRAM.read_bytes(), "document.json": content.encode()}
    data: bytes = typst.compile(files, format="pdf", pdf_standards="a-2b")
    return data


def _code_point(match: re.Match[str]) -> str:
    return f"[U+{ord(match[0]):04X}]"


def _content(document: Document) -> dict[str, object]:
    return {
        "language": document.language,
        "title": document.title,
        "subject": _runs(document.subject),
        "date": [int(part) for part in (document.date or _EPOCH)[:10].split("-")],
        "labels": document.labels,
        "parts": [
            {"title": part.title, "blocks": [_block(block) for block in part.blocks]}
            for part in document.parts
        ],
    }


def _block(block: Block) -> dict[str, object]:
    found: dict[str, object] = {"kind": type(block).__name__}
    if isinstance(block, Paragraph):
        found |= {"tone": block.tone, "text": _runs(block.text)}
    elif isinstance(block, Items):
        found |= {"tone": block.tone, "items": [_runs(item) for item in block.items]}
    elif isinstance(block, Table):
        found |= {
            "caption": block.caption,
            "columns": [list(column) for column in block.columns],
            "rows": [[_runs(cell) for cell in row] for row in block.rows],
        }
    elif isinstance(block, Figure):
        svg = block.svg.replace(FONT, _EMBEDDED)
        found |= {"caption": block.caption, "description": block.description, "svg": svg}
    else:
        found["text"] = block.text if hasattr(block, "text") else block.title
    return found


def _runs(text: Text) -> list[list[str | None]]:
    return [list(run) for run in text]


form = Form(
    label={"en": "PDF"},
    suffix=".appendix.pdf",
    media_type="application/pdf",
    render=render,
    binary=True,
)
