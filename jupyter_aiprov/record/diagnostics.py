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
    "AP601": "An agent's edit could not be tied to a cell of the notebook.",
    "AP602": "It is not known what this edit replaced; it claims no characters.",
    "AP603": "A line of a trace could not be read; it was skipped.",
    "AP604": "A trace names a notebook outside the project; it was skipped.",
    "AP605": "The repository could not be asked; commit and branch are not recorded.",
    "AP401": "A request that looks like a call to a model, in a form that is not known here.",
    "AP402": "The server runs on this machine: the figure is the machine's over the call, with "
    "whatever else it did meanwhile.",
    "AP403": "Work went to another process; calls to models made there cannot be seen.",
    "AP404": "The answer of a model could not be read in full; some of its fields are unknown.",
    "AP405": "The answer of a model was not read to its end; what it held beyond is unknown.",
    "AP406": "A guard refused a call to a model; nothing of it was sent.",
    "AP407": "The estimate of a call's energy comes with a warning.",
    "AP408": "Adapters were still being loaded; calls to models made meanwhile cannot be seen.",
    "AP501": "This run brings real and synthetic data together.",
    "AP502": "Marks could not be followed through part of this run; they are unknown there.",
    "AP503": "Provenance could not be written into a picture file.",
    "AP504": "The passport beside a data file could not be read.",
    "AP505": "The passport beside a data file was given to other content of it.",
    "AP506": "This run used more files than are told one by one; of the rest the number is told.",
}


#: What a reader is to be told of a run beside the record itself: it may be incomplete.
OF_RECORDING = frozenset(("AP001", "AP301"))


class Diagnostic(Record, frozen=True):
    """A code of :data:`CODES`, and what it says of this very case."""

    code: str
    message: str


def diagnostic(code: str, detail: str = "") -> Diagnostic:
    """A diagnostic with its standing explanation and, after it, the ``detail`` of the case."""
    text = CODES[code]
    return Diagnostic(code=code, message=f"{text} {detail}".strip())
