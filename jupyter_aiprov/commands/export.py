"""``jupyter aiprov export``."""

from __future__ import annotations

import sys
from pathlib import Path

from traitlets import Dict, Unicode, default

from ..record.errors import BadInput
from .base import ALIASES, DONE, NotebookCommand
from .notebooks import STREAM, progress, tidy_beside

_DEFAULT = "json"


class Export(NotebookCommand):
    """Write the report of one or several notebooks in a machine-readable format."""

    name = "jupyter-aiprov-export"
    description = Unicode()
    examples = (
        "jupyter aiprov export analysis.ipynb --format prov-json -o analysis.prov.json\n"
        "jupyter aiprov export notebooks/ --format csv --option table=calls -o calls.csv\n"
        "jupyter aiprov export *.ipynb --format ro-crate -o crate.zip"
    )
    aliases = {
        **ALIASES,
        "format": "Export.format",
        "f": "Export.format",
        "output": "Export.output",
        "o": "Export.output",
        "option": "Export.options",
    }
    format = Unicode(_DEFAULT, help="Name of the format.").tag(config=True)
    output = Unicode(STREAM, help="File to write; '-' is standard output.").tag(config=True)
    options = Dict(
        help="An option of the format, NAME=VALUE (docs/conformance.md); repeatable."
    ).tag(config=True)

    @default("description")
    def _described(self) -> str:
        from ..export.exporters import machine_formats

        return (
            "Write the report of one or several notebooks in a machine-readable format. Without "
            f"-o it goes to standard output. Formats: {', '.join(machine_formats())}."
        )

    def run(self) -> int:
        """Build the report and hand it to the exporter."""
        from ..capture.files.changed import changed_files
        from ..export.exporters import exporter
        from ..record.collect import open_notebook
        from ..report.build import build

        export = exporter(self.format)
        report = build(
            [open_notebook(path) for path in progress(self.notebooks(), "export")],
            changed=changed_files,
        )
        self._write(export(report, dict(self.options)))
        return DONE

    def _write(self, data: bytes) -> None:
        from ..record.atomic import write_atomic

        if self.output != STREAM:
            tidy_beside([Path(self.output)])
            write_atomic(Path(self.output), data)
            return
        if b"\0" in data and sys.stdout.isatty():
            raise BadInput(f"{self.format} is not text; name a file with -o FILE.")
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
