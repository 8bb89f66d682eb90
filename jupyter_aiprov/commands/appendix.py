"""``jupyter aiprov appendix``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from traitlets import Bool, Enum, Unicode

from ..record.errors import BadInput
from .base import ALIASES, DONE, FINDINGS, FLAGS, STREAM, NotebookCommand, progress, tidy_beside

if TYPE_CHECKING:
    from ..report.model import Report

FORMATS = ("md", "html", "pdf", "tex", "docx", "txt")
_BINARY = ("pdf", "docx")


class Appendix(NotebookCommand):
    """Write the provenance appendix of one paper's notebooks."""

    name = "jupyter-aiprov-appendix"
    description = (
        "Write one provenance appendix over all of a paper's notebooks. The format is that of "
        "--to, else of the file's suffix, else Markdown on standard output. With --check, list "
        "what the preset demands and the records lack, and exit 1 if there is anything."
    )
    examples = (
        "jupyter aiprov appendix a.ipynb b.ipynb --preset elsevier --lang fr -o appendix.pdf\n"
        "jupyter aiprov appendix analysis.ipynb --preset inserm --check"
    )
    aliases = {
        **ALIASES,
        "to": "Appendix.to",
        "lang": "Appendix.lang",
        "preset": "Appendix.preset",
        "detail": "Appendix.detail",
        "output": "Appendix.output",
        "o": "Appendix.output",
    }
    flags = {
        **FLAGS,
        "check": (
            {"Appendix": {"check": True}},
            "List what the preset demands and the records lack; exit 1 if anything.",
        ),
    }
    to = Enum(FORMATS, None, allow_none=True, help="Format.").tag(config=True)
    lang = Unicode("en", help="Language: en or fr.").tag(config=True)
    preset = Unicode(
        "general", help="Whose form the statement takes; a name, or a path to a preset's file."
    ).tag(config=True)
    detail = Enum(["brief", "standard", "full"], "standard", help="How many cells are listed.").tag(
        config=True
    )
    output = Unicode("", help="File to write; '-' is standard output.").tag(config=True)
    check = Bool(False, help="Only check the records against the preset.").tag(config=True)

    def run(self) -> int:
        """Write the appendix, or check the records, or both where a file is named."""
        from ..capture.files.changed import changed_files
        from ..record.collect import open_notebook
        from ..report.build import build

        paths = self.notebooks()
        report = build(
            [open_notebook(path) for path in progress(paths, "appendix")], changed=changed_files
        )
        if self.check:
            code = self._check(report)
            if not self.output:
                return code
        else:
            code = DONE
        self._write(self._export(report))
        return code

    def _check(self, report: Report) -> int:
        from ..report.appendix.demands import missing
        from ..report.appendix.document import plain_text
        from ..report.appendix.facts import Facts
        from ..report.appendix.i18n import words
        from ..report.appendix.presets import preset

        speech, form = words(self.lang), preset(self.preset)
        lacking = missing(Facts(report), speech, form.demands)
        for text in lacking:
            self.say(f"{form.called(self.lang)}: {plain_text(text)}")
        return FINDINGS if lacking else DONE

    def _format(self) -> str:
        if self.to:
            return str(self.to)
        suffix = Path(self.output).suffix.lstrip(".").lower()
        if not suffix:
            return "md"
        if suffix not in FORMATS:
            raise BadInput(
                f"'{self.output}' does not say its format; add --to {'|'.join(FORMATS)}."
            )
        return suffix

    def _export(self, report: Report) -> bytes:
        from .. import seams

        name = self._format()
        if name in _BINARY and not self.output:
            raise BadInput(f"{name} is not text; name a file with -o FILE.")
        options = {"lang": self.lang, "preset": self.preset, "detail": self.detail}
        data: bytes = seams.load("exporters", name)(report, options)
        return data

    def _write(self, data: bytes) -> None:
        from ..record.atomic import write_atomic

        if self.output and self.output != STREAM:
            tidy_beside([Path(self.output)])
            write_atomic(Path(self.output), data)
            return
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
