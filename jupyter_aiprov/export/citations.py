"""What a paper must cite of a report: BibTeX (biblatex reads it too) and CSL-JSON.

Zotero, Pandoc and Quarto read CSL-JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ..report.appendix.citations import Citation, citations
from ..report.model import Report
from .tex import literal

_BIBTEX_KINDS = {"model": "Large language model or other AI model", "software": "Computer software"}
_CSL_TYPES = {"model": "software", "software": "software", "dataset": "dataset"}


def bibtex(report: Report, options: Mapping[str, object]) -> bytes:  # noqa: ARG001 - the seam's form
    """The entries as BibTeX, UTF-8."""
    return "\n\n".join(_bibtex_entry(one) for one in citations(report)).encode() + b"\n"


def _bibtex_entry(found: Citation) -> str:
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in _bibtex_fields(found))
    return f"@misc{{{found.key},\n{fields}\n}}"


def _bibtex_fields(found: Citation) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{literal(found.title)}}}"
    if found.author:
        yield "author", f"{{{literal(found.author)}}}"
    if found.version:
        yield "version", literal(found.version)
    if found.address:
        yield "url", found.address.translate({ord(c): f"%{ord(c):02X}" for c in "{}\\"})
    if found.accessed:
        yield "year", found.accessed[:4]
        yield "urldate", found.accessed
    kind = _BIBTEX_KINDS.get(found.kind, "Data set")
    told = [kind, f"version {found.version}" if found.version else "", found.licence, found.note]
    yield "note", literal("; ".join(filter(None, told)))


def csl_json(report: Report, options: Mapping[str, object]) -> bytes:  # noqa: ARG001 - the seam's form
    """The entries as CSL-JSON, UTF-8."""
    entries = [_csl_entry(one) for one in citations(report)]
    return json.dumps(entries, ensure_ascii=False, indent=2).encode() + b"\n"


def _csl_entry(found: Citation) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": found.key,
        "type": _CSL_TYPES[found.kind],
        "title": found.title,
    }
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
