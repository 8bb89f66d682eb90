"""The statement and the Methods paragraph as plain text, to paste into a journal's form."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ..report.appendix.document import Document, Items, Paragraph, plain_text
from .exporters import Form

_WIDTH = 80
_PARTS = ("statement", "methods")


def render(document: Document) -> str:
    """The parts of a document that a submission form asks for."""
    return "\n\n".join(_paragraphs(document)) + "\n"


def _paragraphs(document: Document) -> Iterator[str]:
    for part in document.parts:
        if part.key not in _PARTS:
            continue
        yield f"{part.title}\n{'=' * len(part.title)}"
        for block in part.blocks:
            if isinstance(block, Paragraph):
                mark = f"[{document.labels['gap']}] " if block.tone == "gap" else ""
                yield _wrapped(mark + plain_text(block.text))
            elif isinstance(block, Items):
                yield "\n".join(_wrapped(plain_text(item), "- ", "  ") for item in block.items)


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


form = Form(
    label={"en": "statement as text", "fr": "déclaration en texte"},
    suffix=".statement.txt",
    media_type="text/plain",
    render=render,
)
