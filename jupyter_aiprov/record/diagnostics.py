"""Coded diagnostics: what this program could not see or do, said in the record."""

from __future__ import annotations

from .base import Record

CODES: dict[str, str] = {
    "AP001": "A fault inside jupyter_aiprov; the user's work went on without it.",
    "AP101": "A metadata key has the wrong type or value; it was kept aside, unread.",
    "AP102": "The notebook carries a newer record format; upgrade jupyter_aiprov to read it.",
    "AP103": "The source changed since it was recorded; the changed text is unknown.",
    "AP104": "A run could not be tied to a cell of the notebook.",
    "AP105": "A declaration's options could not be read; the cell ran without them.",
    "AP201": "Energy is not available.",
    "AP202": "The electricity zone was inferred from the time zone.",
    "AP203": "Carbon is not available: the electricity zone of this machine is unknown.",
    "AP301": "The kernel ended while this cell ran.",
    "AP302": "The project ledger cannot be used; records stay in the notebook alone.",
    "AP303": "The project ledger was damaged; it was set aside and a new one begun.",
}


class Diagnostic(Record, frozen=True):
    """A code of :data:`CODES`, and what it says of this very case."""

    code: str
    message: str


def diagnostic(code: str, detail: str = "") -> Diagnostic:
    """A diagnostic with its standing explanation and, after it, the ``detail`` of the case."""
    text = CODES[code]
    return Diagnostic(code=code, message=f"{text} {detail}".strip())
