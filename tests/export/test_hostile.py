"""Strings that try to be markup stay text: the structure is that of a harmless name."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from support import reports as cases

from jupyter_aiprov.export import docx, html, md, pdf, tex
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.model import Report

#: What Quarto would run as inline code, and what opens a block in Markdown.
MORE = ("r system('id')", "{python} open('x')", "- item", "1. item", "    code", "%% magic", ":::")
STRINGS = (*cases.HOSTILE, *MORE)
PRESET = {"preset": "inserm"}


def hostile(name: str) -> Report:
    return build([cases.hostile(name)])


class Tags(HTMLParser):
    """The elements of a page, in order, and every address and handler."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("bdi", "code", "rect", "path", "circle", "text", "tspan"):
            self.names.append(tag)
        self.attributes.extend(attrs)


def tags(report: Report) -> Tags:
    found = Tags()
    found.feed(html.form(report, PRESET).decode())
    return found


@pytest.mark.parametrize("name", STRINGS, ids=range(len(STRINGS)))
def test_html_holds_our_elements_only(name: str) -> None:
    found, tame = tags(hostile(name)), tags(hostile("name"))
    assert [t for t in found.names if t != "a"] == [t for t in tame.names if t != "a"]
    assert not [key for key, _ in found.attributes if key.startswith("on")]
    links = [value or "" for key, value in found.attributes if key == "href"]
    assert all(value.startswith(("#", "https://", "http://")) for value in links)


def blocks(text: str) -> list[str]:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return [token.type for token in parser.parse(text)]


@pytest.mark.parametrize("name", STRINGS, ids=range(len(STRINGS)))
def test_markdown_has_our_blocks_only(name: str) -> None:
    text = md.form(hostile(name), PRESET).decode()
    tame = md.form(hostile("name"), PRESET).decode()
    assert blocks(text) == blocks(tame)
    inline = [
        child.type
        for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
        for child in token.children or ()
    ]
    assert "html_inline" not in inline
    assert not re.search(r"(?<!`)`(\{|r )", text)


@pytest.mark.parametrize("name", STRINGS, ids=range(len(STRINGS)))
def test_pdf_is_made_and_holds_the_text(name: str, tmp_path: Path) -> None:
    data = pdf.form(hostile(name), PRESET)
    assert b"<pdfaid:part>2" in data
    assert b"/JavaScript" not in data
    if not shutil.which("pdftotext"):
        return
    (tmp_path / "a.pdf").write_bytes(data)
    shown = subprocess.run(
        ["pdftotext", tmp_path / "a.pdf", "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    assert "How to verify this document" in shown


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no TeX here")
@pytest.mark.parametrize("name", STRINGS[:6], ids=range(6))
def test_latex_compiles_and_reads_no_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_bytes(tex.form(hostile(name), PRESET))
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "-recorder", "a.tex"],
        cwd=tmp_path,
        capture_output=True,
        timeout=100,
        check=False,
    )
    log = done.stdout.decode("latin-1")
    assert not [line for line in log.splitlines() if line.startswith("!")]
    assert "/etc/passwd" not in (tmp_path / "a.fls").read_text()


@pytest.mark.parametrize("name", STRINGS, ids=range(len(STRINGS)))
def test_latex_has_no_foreign_command(name: str) -> None:
    ours = set(re.findall(r"\\[A-Za-z]+", tex.form(hostile("name"), PRESET).decode()))
    text = tex.form(hostile(name), PRESET).decode()
    used = set(re.findall(r"\\[A-Za-z]+", text)) - ours
    assert all(f"{command}{{}}" in text or command == r"\href" for command in used), used


@pytest.mark.parametrize("name", STRINGS[:3], ids=range(3))
def test_word_holds_no_foreign_link(name: str) -> None:
    with zipfile.ZipFile(BytesIO(docx.form(hostile(name), PRESET))) as file:
        body = file.read("word/document.xml").decode()
        links = re.findall(r'Target="([^"]*)"', file.read("word/_rels/document.xml.rels").decode())
    assert "How to verify this document" in body
    assert not [target for target in links if target.startswith(("javascript", "file"))]


def test_a_name_of_a_megabyte_is_cut() -> None:
    for module in (md, html, tex):
        assert len(module.form(hostile("x" * 1_000_000), PRESET)) < 200_000
