"""Markdown that CommonMark, Pandoc, Quarto and MyST read alike: no raw HTML, no directive."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from ..report.appendix.document import (
    Block,
    Code,
    Document,
    Figure,
    Heading,
    Inline,
    Items,
    Paragraph,
    Table,
    Text,
)
from .exporters import Form

_SPECIAL = re.compile(r"[\\`*\[\]{}<>#|~^$@&!]|(?<![^\W_])_|_(?![^\W_])")
#: What opens a list, a heading, a rule, a comment or a fence at the start of a block.
_OPENING = re.compile(r"^(\s*)(\d{1,9}(?=[.)])|[-+=:%])")
#: Inline code that Quarto or knitr would run.
_EXECUTABLE = re.compile(r"^\s*(\{|=|(r|python|julia|ojs)\b)")
_DASHES = 60


def render(document: Document) -> str:
    """A document in Markdown; drawings stand as data at its end."""
    writer = _Writer(document)
    body = "\n\n".join(writer.blocks())
    return f"{body}\n" + "".join(f"\n{line}\n" for line in writer.references)


class _Writer:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._tables = 0
        self._figures = 0
        self.references: list[str] = []

    def blocks(self) -> Iterator[str]:
        yield f"# {escape(self._document.title)}"
        yield inline(self._document.subject)
        for part in self._document.parts:
            yield f"## {escape(part.title)}"
            for block in part.blocks:
                yield self._block(block)

    def _block(self, block: Block) -> str:
        if isinstance(block, Heading):
            return f"### {escape(block.title)}"
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        if isinstance(block, Items):
            mark = "> -" if block.tone == "gap" else "-"
            return "\n".join(f"{mark} {opening(inline(item))}" for item in block.items)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Figure):
            return self._figure(block)
        return _fenced(block)

    def _paragraph(self, block: Paragraph) -> str:
        text = opening(inline(block.text))
        if block.tone == "gap":
            return f"> **{self._document.labels['gap']}.** {text}"
        return text

    def _table(self, table: Table) -> str:
        self._tables += 1
        caption = f"*{self._document.labels['table']} {self._tables}. {escape(table.caption)}*"
        return f"{caption}\n\n{_grid(table)}"

    def _figure(self, figure: Figure) -> str:
        self._figures += 1
        data = base64.b64encode(figure.svg.encode()).decode()
        name = f"aiprov-{figure.name}"
        self.references.append(f"[{name}]: data:image/svg+xml;base64,{data}")
        label = f"{self._document.labels['figure']} {self._figures}."
        alternative = escape(figure.description)
        return f"![{alternative}][{name}]\n\n*{label} {escape(figure.caption)}*"


def _grid(table: Table) -> str:
    whole = sum(column.weight for column in table.columns)
    lines = [
        "| " + " | ".join(escape(column.title) for column in table.columns) + " |",
        "|" + "|".join(_rule(c.weight / whole, c.align) for c in table.columns) + "|",
    ]
    lines += (
        "| " + " | ".join(inline(cell, in_table=True) for cell in row) + " |" for row in table.rows
    )
    return "\n".join(lines)


def _rule(share: float, align: str) -> str:
    dashes = "-" * max(3, round(share * _DASHES))
    return f"{dashes}:" if align == "right" else dashes


def _fenced(block: Code) -> str:
    fence = "`" * (_longest_run(block.text, 2) + 1)
    return f"{fence}\n{block.text}\n{fence}"


def inline(text: Text, *, in_table: bool = False) -> str:
    """Runs as Markdown; nothing of their text is read as markup."""
    return "".join(_run(run, in_table=in_table) for run in text)


def _run(run: Inline, *, in_table: bool) -> str:
    if run.href:
        return f"[{escape(run.text)}](<{run.href.replace('<', '%3C').replace('>', '%3E')}>)"
    if run.style == "code" and not (in_table and "|" in run.text):
        return _code(run.text)
    if run.style == "strong" and run.text.strip():
        return f"**{escape(run.text.strip())}**"
    return escape(run.text)


def _code(text: str) -> str:
    if _EXECUTABLE.match(text) or not text.strip():
        return escape(text)
    fence = "`" * (_longest_run(text, 0) + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _longest_run(text: str, least: int) -> int:
    return max([least, *(len(run) for run in re.findall("`+", text))])


def escape(text: str) -> str:
    """Text with every character that could open markup escaped."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)


def opening(text: str) -> str:
    """A block's first characters kept from opening another kind of block."""

    def kept(match: re.Match[str]) -> str:
        return f"{match[2]}\\" if match[2].isdigit() else f"\\{match[2]}"

    return _OPENING.sub(kept, text)


form = Form(
    label={"en": "Markdown"},
    suffix=".appendix.md",
    media_type="text/markdown",
    render=render,
)
