"""The reports these tests print, and what is compared of each format.

``python -m support.appendix`` in ``tests/`` writes the golden files anew; look at the
difference before committing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jupyter_aiprov.export import html, md, txt
from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.report.appendix.presets import names
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.model import Report

from . import reports as cases

TESTS = Path(__file__).parents[1]
GOLDEN = TESTS / "report" / "appendix" / "golden"
DATA = TESTS / "data"
LANGUAGES = ("en", "fr")


def reports() -> dict[str, Report]:
    """The golden reports by name."""
    real = sorted((DATA / "notebooks").glob("*.ipynb"))
    return {
        "full": build([cases.full()]),
        "bare": build([cases.bare()]),
        "several": build([cases.full(), cases.bare()]),
        "real": build([open_notebook(path) for path in real]),
    }


def golden() -> Iterator[tuple[str, bytes]]:
    """Each golden file's name and what it must hold; drawings are left out of Markdown."""
    for name, report in reports().items():
        for language in LANGUAGES:
            options = {"lang": language}
            markdown = md.form(report, options).decode()
            text = "\n".join(x for x in markdown.splitlines() if ";base64," not in x)
            yield f"{name}.{language}.md", text.encode()
    report = reports()["full"]
    for preset in names():
        for language in LANGUAGES:
            data = txt.form(report, {"lang": language, "preset": preset})
            yield f"statement.{preset}.{language}.txt", data
    yield "page.html", html.form(reports()["bare"], {})


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, data in golden():
        (GOLDEN / name).write_bytes(data)
