"""LaTeX with packages every distribution has, for pdfLaTeX, XeLaTeX and LuaLaTeX alike."""

from __future__ import annotations

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

_BABEL = {"en": "english", "fr": "french"}
_PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
  \usepackage{lmodern}
\else
  \usepackage{fontspec}
\fi
\usepackage[%(babel)s]{babel}
\usepackage[margin=22mm]{geometry}
\usepackage{array,longtable}
\usepackage{xcolor}
\usepackage[hidelinks]{hyperref}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5em}
\setlength{\tabcolsep}{3pt}
\emergencystretch=3em
\sloppy
\newcommand{\aiprovgap}[1]{{\color{red!60!black}\textbf{%(gap)s.} #1}}
\newcommand{\aiprovcode}[1]{{\ttfamily\small #1}}
"""

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_\allowbreak{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "-": r"{-}",
    "/": r"/\allowbreak{}",
    ".": r".\allowbreak{}",
    "\u00a0": "~",
    "\u202f": r"\,",
    "…": r"\ldots{}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "«": r"\guillemotleft{}",
    "»": r"\guillemotright{}",
    "→": r"\ensuremath{\rightarrow}",
    "×": r"\ensuremath{\times}",
    "µ": r"\textmu{}",
    "₂": r"\textsubscript{2}",
}
#: As above, without the freedom to break; signs that both BibTeX and pdfLaTeX take stay.
_LITERAL = {
    char: command.replace(r"\allowbreak{}", "")
    for char, command in _SPECIAL.items()
    if ord(char) < 128 and char not in "-./'"  # noqa: PLR2004 - ASCII
}
#: Letters that pdfLaTeX's T1 fonts have; another is written by its code point.
_KNOWN = re.compile("[ -~À-ÖØ-öø-ÿœŒŸ¡¿£§°±²³¹·]")
_LONG_WORD = 24


def render(document: Document) -> str:
    """A document in LaTeX; drawings stand as tables."""
    head = _PREAMBLE % {
        "babel": _BABEL.get(document.language, "english"),
        "gap": escape(document.labels["gap"]),
    }
    body = "\n\n".join(_blocks(document))
    return f"{head}\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"


def _blocks(document: Document) -> Iterator[str]:
    yield f"\\section*{{{escape(document.title)}}}"
    yield inline(document.subject)
    for part in document.parts:
        yield f"\\subsection*{{{escape(part.title)}}}"
        for block in part.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"\\subsubsection*{{{escape(block.title)}}}"
    elif isinstance(block, Paragraph):
        yield _paragraph(block)
    elif isinstance(block, Items):
        items = "\n".join(f"  \\item {{}}{inline(item)}" for item in block.items)
        listed = f"\\begin{{itemize}}\n{items}\n\\end{{itemize}}"
        yield f"{{\\color{{red!60!black}}{listed}}}" if block.tone == "gap" else listed
    elif isinstance(block, Table):
        yield _table(block)
    elif isinstance(block, Figure):
        if block.table:
            yield _table(block.table)
    else:
        yield _code(block)


def _paragraph(block: Paragraph) -> str:
    text = inline(block.text)
    if block.tone == "gap":
        return f"\\aiprovgap{{{text}}}"
    return f"{{\\small {text}}}" if block.tone == "small" else text


def _table(table: Table) -> str:
    whole = sum(column.weight for column in table.columns)
    spec = "".join(
        f">{{\\ragged{'left' if c.align == 'right' else 'right'}\\arraybackslash}}"
        f"p{{\\dimexpr {c.weight / whole:.4f}\\linewidth-2\\tabcolsep\\relax}}"
        for c in table.columns
    )
    caption = escape(table.caption)
    head = " & ".join(f"\\textbf{{{escape(c.title)}}}" for c in table.columns)
    lines = [
        f"{{\\footnotesize\n\\begin{{longtable}}{{@{{}}{spec}@{{}}}}",
        f"\\multicolumn{{{len(table.columns)}}}{{@{{}}l@{{}}}}{{\\itshape {caption}}} \\\\*",
        f"\\hline {head} \\\\ \\hline \\endfirsthead",
        f"\\hline {head} \\\\ \\hline \\endhead",
    ]
    lines += (" & ".join(inline(cell) for cell in row) + " \\\\" for row in table.rows)
    return "\n".join([*lines, "\\hline", "\\end{longtable}}"])


def _code(block: Code) -> str:
    lines = " \\\\\n".join(f"\\aiprovcode{{{escape(line)}}}" for line in block.text.splitlines())
    return f"\\begin{{flushleft}}\n{lines}\n\\end{{flushleft}}"


def inline(text: Text) -> str:
    """Runs as LaTeX; nothing of their text is read as a command."""
    return "".join(_run(run) for run in text)


def _run(run: Inline) -> str:
    text = escape(run.text)
    if run.href:
        return f"\\href{{{_address(run.href)}}}{{{text}}}"
    if run.style == "code":
        return f"\\aiprovcode{{{text}}}"
    return f"\\textbf{{{text}}}" if run.style == "strong" else text


def _address(href: str) -> str:
    return "".join(
        char if char.isalnum() or char in ":/.-?=+," else "\\%" + f"{ord(char):02X}"
        for char in href
    )


def escape(text: str) -> str:
    """Text with every special character by its command, and long words free to break."""
    return " ".join(_word(word) for word in text.split(" "))


def literal(text: str) -> str:
    """Text with special characters by their commands and nothing else changed: for BibTeX."""
    return "".join(_LITERAL.get(char, char) for char in text)


def _word(word: str) -> str:
    pieces = [_letter(char) for char in word]
    if len(pieces) > _LONG_WORD:
        pieces = [f"{piece}\\allowbreak{{}}" for piece in pieces]
    return "".join(pieces)


def _letter(char: str) -> str:
    known = _SPECIAL.get(char)
    if known is not None:
        return known
    return char if _KNOWN.fullmatch(char) else f"[U+{ord(char):04X}]"


form = Form(
    label={"en": "LaTeX"},
    suffix=".appendix.tex",
    media_type="text/x-tex",
    render=render,
)
