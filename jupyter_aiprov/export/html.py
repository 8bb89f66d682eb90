"""One self-contained HTML file: no script, nothing fetched, prints on paper as it reads."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from ..report.appendix.document import Document, Inline, Text
from .exporters import Form

_TEMPLATES = Path(__file__).parent / "templates"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def render(document: Document) -> str:
    """A document as a page."""
    page: str = _template("appendix.html").render(document=document)
    return page


def fragment(document: Document) -> str:
    """A document's content without page, style or drawings, for converters of HTML."""
    content: str = _template("content.html").render(document=document, drawings=False)
    return content


@cache
def _template(name: str) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["runs"] = runs
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["svg"] = _svg
    return environment.get_template(name)


def runs(text: Text) -> Any:
    """Runs as HTML, every one escaped; text of another direction kept to itself."""
    from markupsafe import Markup

    return Markup("").join(_run(run) for run in text)


def _run(run: Inline) -> Any:
    from markupsafe import Markup, escape

    text = escape(run.text)
    if _RIGHT_TO_LEFT.search(run.text):
        text = Markup("<bdi>{}</bdi>").format(text)
    if run.href:
        return Markup('<a href="{}">{}</a>').format(run.href, text)
    if run.style == "code":
        return Markup("<code>{}</code>").format(text)
    if run.style == "strong":
        return Markup("<strong>{}</strong>").format(text)
    return text


def _svg(drawing: str) -> Any:
    """Our own drawing, whose labels its library escaped; the picture's name is beside it."""
    from markupsafe import Markup

    return Markup(drawing.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704 - made by drawsvg


form = Form(
    label={"en": "HTML"},
    suffix=".appendix.html",
    media_type="text/html",
    render=render,
)
