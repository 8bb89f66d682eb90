"""``jupyter aiprov appendix``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from traitlets import Bool, Enum, Unicode, default

from ..record.errors import BadInput
from .base import ALIASES, DONE, FINDINGS, FLAGS, NotebookCommand
from .notebooks import STREAM, progress, tidy_beside

if TYPE_CHECKING:
    from ..export import Form
    from ..report.model import Report

_DEFAULT = "md"


class Appendix(NotebookCommand):
    """Write the provenance appendix of one paper's notebooks."""

    name = "jupyter-aiprov-appendix"
    description = Unicode()
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
    to = Unicode("", help="Form of the appendix, as named above.").tag(config=True)
    lang = Unicode("en", help="Language: en or fr.").tag(config=True)
    preset = Unicode(
        "general", help="Whose form the statement takes; a name, or a path to a preset's file."
    ).tag(config=True)
    detail = Enum(["brief", "standard", "full"], "standard", help="How many cells are listed.").tag(
        config=True
    )
    output = Unicode("", help="File to write; '-' is standard output.").tag(config=True)
    check = Bool(False, help="Only check the records against the preset.").tag(config=True)

    @default("description")
    def _described(self) -> str:
        from ..export.exporters import forms

        return (
            "Write one provenance appendix over all of a paper's notebooks. The form is that of "
            "--to, else of the file's suffix, else Markdown on standard output. With --check, "
            "list what the preset demands and the records lack, and exit 1 if there is anything. "
            f"Forms: {', '.join(forms())}."
        )

    def run(self) -> int:
        """Write the appendix, or check the records, or both where a file is named."""
        from ..capture.files.changed import changed_files
        from ..record.collect import open_notebook
        from ..report.build import build

        paths = self.notebooks()
        form = None if self.check and not self.output else self._form()
        report = build(
            [open_notebook(path) for path in progress(paths, "appendix")], changed=changed_files
        )
        code = self._check(report) if self.check else DONE
        if form is not None:
            self._write(form(report, self._options()))
        return code

    def _check(self, report: Report) -> int:
        from ..report.appendix.demands import missing
        from ..report.appendix.document import plain_text
        from ..report.appendix.i18n import translator_of
        from ..report.appendix.presets import preset
        from ..report.appendix.report_view import ReportView

        translator, form = translator_of(self.lang), preset(self.preset)
        lacking = missing(ReportView(report), translator, form.demands)
        for text in lacking:
            self.say(f"{form.called(self.lang)}: {plain_text(text)}")
        return FINDINGS if lacking else DONE

    def _options(self) -> dict[str, str]:
        return {"lang": self.lang, "preset": self.preset, "detail": self.detail}

    def _form(self) -> Form:
        """The form asked for.

        Raises:
            BadInput: there is no such form, or it is no text and would go to a terminal.
        """
        form = self._named_form()
        if form.binary and not self.output:
            raise BadInput(f"{form.extension} is not text; name a file with -o FILE.")
        return form

    def _named_form(self) -> Form:
        from ..export.exporters import form, forms

        suffix = Path(self.output).suffix.lstrip(".").lower()
        if self.to or not suffix:
            return form(self.to or _DEFAULT)
        if suffix in forms():
            return form(suffix)
        for one in forms().values():
            if one.extension == suffix:
                return one
        raise BadInput(f"'{self.output}' does not say its form; add --to {'|'.join(forms())}.")

    def _write(self, data: bytes) -> None:
        from ..record.atomic import write_atomic

        if self.output and self.output != STREAM:
            tidy_beside([Path(self.output)])
            write_atomic(Path(self.output), data)
            return
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
