"""``json``: the Report itself (``docs/report.md``)."""

from __future__ import annotations

from collections.abc import Mapping

from ..report.encode import to_json
from ..report.model import Report


def export(report: Report, options: Mapping[str, object]) -> bytes:  # noqa: ARG001 - the seam's form
    """The Report as UTF-8 JSON."""
    return to_json(report)
