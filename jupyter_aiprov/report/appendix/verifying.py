"""How to verify this document: digests, seals, and the commands that compare them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from ..model import NotebookReport
from .document import Block, Code, Column, Paragraph, Table, Text
from .facts import Facts
from .i18n import Words
from .names import leaf, notebook_name, person_name
from .texts import clean, code, plain


def verifying(facts: Facts, words: Words) -> Iterator[Block]:
    """The notebooks with their whole digests and seals, then what to type."""
    notebooks = facts.report.notebooks
    if not notebooks:
        return
    yield Paragraph(
        words.say(
            "Every statement above is drawn from records kept in the notebooks' own metadata. "
            "A digest that agrees says the file is the one described here, not that its records "
            "are complete."
        )
    )
    yield Table(
        caption=words.text("Notebooks, SHA-256 digests and seals"),
        columns=(
            Column(words.text("Notebook"), 1.4),
            Column(words.text("SHA-256"), 3.7),
            Column(words.text("Seal"), 1.4),
        ),
        rows=tuple(
            (
                notebook_name(facts, at),
                code(notebook.sha256) or plain(words.text("not available")),
                _seal(words, notebook),
            )
            for at, notebook in enumerate(notebooks)
        ),
    )
    names = " ".join(shlex.quote(clean(leaf(n.path))) for n in notebooks[:4])
    yield Code(f"jupyter aiprov verify {names}\njupyter aiprov status {names}")


def _seal(words: Words, notebook: NotebookReport) -> Text:
    by = plain(person_name(notebook.seal_by)) if notebook.seal_by else words.say("nobody named")
    return {
        "holds": words.say("holds, by {who}", who=by),
        "broken": words.say("broken: changed since"),
        "none": words.say("none"),
    }[notebook.seal]
