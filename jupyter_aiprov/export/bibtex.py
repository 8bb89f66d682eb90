"""BibTeX (biblatex reads it too) of the models, tools and data sets a report names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..report.appendix.citations import Citation, citations
from ..report.model import Report
from .tex import literal

_KINDS = {"model": "Large language model or other AI model", "software": "Computer software"}


def export(report: Report, options: Mapping[str, object]) -> bytes:  # noqa: ARG001 - the seam's form
    """The entries, UTF-8."""
    return "\n\n".join(_entry(one) for one in citations(report)).encode() + b"\n"


def _entry(found: Citation) -> str:
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in _fields(found))
    return f"@misc{{{found.key},\n{fields}\n}}"


def _fields(found: Citation) -> Iterator[tuple[str, str]]:
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
    kind = _KINDS.get(found.kind, "Data set")
    told = [kind, f"version {found.version}" if found.version else "", found.licence, found.note]
    yield "note", literal("; ".join(filter(None, told)))
