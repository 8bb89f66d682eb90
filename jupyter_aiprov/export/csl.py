"""CSL-JSON, which Zotero, Pandoc and Quarto read, of what a report's paper must cite."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..report.appendix.citations import Citation, citations
from ..report.model import Report

_TYPES = {"model": "software", "software": "software", "dataset": "dataset"}


def export(report: Report, options: Mapping[str, object]) -> bytes:  # noqa: ARG001 - the seam's form
    """The entries, UTF-8."""
    entries = [_entry(one) for one in citations(report)]
    return json.dumps(entries, ensure_ascii=False, indent=2).encode() + b"\n"


def _entry(found: Citation) -> dict[str, object]:
    entry: dict[str, object] = {"id": found.key, "type": _TYPES[found.kind], "title": found.title}
    if found.author:
        entry["author"] = [{"literal": found.author}]
    if found.version:
        entry["version"] = found.version
    if found.address:
        entry["URL"] = found.address
    if found.accessed:
        entry["accessed"] = {"date-parts": [[int(part) for part in found.accessed.split("-")]]}
    if found.kind == "model":
        entry["genre"] = "AI model"
    note = "; ".join(filter(None, (found.licence, found.note)))
    if note:
        entry["note"] = note
    return entry
