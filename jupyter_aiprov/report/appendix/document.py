"""The appendix as a document: parts made of a few kinds of blocks.

It is built once, in one language, from a Report; every format renders this value and adds no
content of its own. Texts are runs of :class:`Inline`, so that each format escapes every run by
its own rules and none of a user's strings is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

Style = Literal["plain", "strong", "code"]
Tone = Literal["plain", "lead", "small", "gap"]
Align = Literal["left", "right"]
PartKey = Literal[
    "statement",
    "methods",
    "systems",
    "contributions",
    "figures",
    "data",
    "cost",
    "review",
    "limits",
    "protection",
    "reproducibility",
    "coverage",
    "verifying",
]


class Inline(NamedTuple):
    """A run of text in one style; ``href`` makes it a link."""

    text: str
    style: Style = "plain"
    href: str | None = None


Text = tuple[Inline, ...]


class Column(NamedTuple):
    """A column of a table; ``weight`` is its share of the width."""

    title: str
    weight: float = 1.0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a part."""

    title: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``gap`` marks what the records lack; ``small`` a remark under a table."""

    text: Text
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Items:
    """A list; ``tone`` as of a paragraph."""

    items: tuple[Text, ...]
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption above it and a header that repeats on each page."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG, its description in words, and the same content as a table.

    The table is for formats that take no SVG, None where another table already says it all;
    ``name`` is the figure's identifier in the document.
    """

    name: str
    caption: str
    description: str
    svg: str
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """Lines to type or to copy, as they are."""

    text: str


Block = Heading | Paragraph | Items | Table | Figure | Code


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the appendix under its own heading."""

    key: PartKey
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The appendix. ``date`` is the time of the latest record, never that of printing.

    ``labels`` are the few words a format adds around the content, in the document's language.
    """

    language: str
    title: str
    subject: Text
    parts: tuple[Part, ...]
    labels: dict[str, str]
    date: str | None = None

    def blocks(self) -> Iterator[Block]:
        """Every block, in reading order."""
        for part in self.parts:
            yield from part.blocks


def plain_text(text: Text) -> str:
    """The words of a text without their style."""
    return "".join(run.text for run in text)
