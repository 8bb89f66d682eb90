"""W3C PROV: ``prov-json``, ``prov-n`` and ``prov-jsonld`` of one document.

Entities are notebooks, cells' texts, outputs, files and data; activities what AI systems did,
runs, declarations and reviews; agents people and systems, a system acting on behalf of the
person who says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...report.model import Report
from .document import document


def prov_json(report: Report, options: Mapping[str, object]) -> bytes:  # noqa: ARG001 - the seam's form
    """PROV-JSON, the W3C member submission's form."""
    return _serialized(report, "json")


def prov_jsonld(report: Report, options: Mapping[str, object]) -> bytes:  # noqa: ARG001
    """PROV-JSONLD."""
    return _serialized(report, "jsonld")


def prov_n(report: Report, options: Mapping[str, object]) -> bytes:  # noqa: ARG001
    """PROV-N, the notation for people."""
    return f"{document(report).get_provn()}\n".encode()


def _serialized(report: Report, form: str) -> bytes:
    return f"{document(report).serialize(format=form)}\n".encode()
