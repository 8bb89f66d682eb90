"""``ro-crate``: a zip that is a Process Run Crate 0.5 on RO-Crate 1.1.

Options: ``name``, ``author``, ``publisher``, ``license`` (a URI), ``date`` (ISO 8601), and
``files=include`` to put the
project's files that the runs read or wrote into the crate, those with a protected mark excepted.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from ...report.encode import json_text
from ...report.model import Report
from .crate import crate
from .preview import preview

_EPOCH = (1980, 1, 1, 0, 0, 0)


def export(report: Report, options: Mapping[str, object]) -> bytes:
    """The crate as a zip, the same bytes for the same report and files."""
    made, payload = crate(report, options)
    files = {
        "ro-crate-metadata.json": json_text(made),
        "ro-crate-preview.html": preview(made).encode(),
        **payload,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()
