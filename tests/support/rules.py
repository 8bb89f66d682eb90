"""What the Python side says by each rule that the front end keeps too."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import reduce
from typing import Any

import msgspec

from jupyter_aiprov.record import cost, digest, spans
from jupyter_aiprov.record.activity import Activity
from jupyter_aiprov.record.base import Record, decode, encode
from jupyter_aiprov.record.cell import CellRecord, Review, Span
from jupyter_aiprov.record.diff import carried
from jupyter_aiprov.record.errors import BadInput
from jupyter_aiprov.record.figures import scaled
from jupyter_aiprov.record.fold import fold, fold_notebook
from jupyter_aiprov.record.notebook import Delivery, NotebookRecord
from jupyter_aiprov.record.placing import Placing
from jupyter_aiprov.record.quantity import Quantity
from jupyter_aiprov.record.redact import redact
from jupyter_aiprov.record.review import person, review_state
from jupyter_aiprov.record.schema import ROOTS
from jupyter_aiprov.record.store import Notebook, keep
from jupyter_aiprov.record.tolerant import read_record

from . import views

Given = dict[str, Any]


def _edits(given: Given) -> object:
    return _rows(carried(given["old"], given["new"], _spans(given["spans"])))


def _spans(raw: list[Any]) -> tuple[Span, ...]:
    return tuple(Span(*one) for one in raw)


def _rows(found: tuple[Span, ...]) -> list[Any]:
    rows = [list(msgspec.structs.astuple(one)) for one in found]
    return [row if row[3] is not None else row[:3] for row in rows]


def _spans_rule(given: Given) -> object:
    call = given["call"]
    if call == "normal":
        return _rows(spans.normal(_spans(given["spans"]), given["length"]))
    if call in ("claim", "fill"):
        function = getattr(spans, call)
        places = (given["start"], given["end"], given["by"], given["record"])
        return _rows(function(_spans(given["spans"]), *places))
    source, record = given["source"], decode(given["record"], CellRecord)
    if call == "declare":
        return encode(spans.declare(source, record, decode(given["activity"], Activity)))
    return {
        "spans": _rows(spans.effective_spans(source, record)),
        "counts": spans.Authors.of(source, record).counts,
        "origin": spans.cell_origin(source, record),
    }


def _fold(given: Given) -> object:
    """As the store and collecting do it: what is wrong in part is read by the rule of reading."""
    deliveries = [read_record(raw, Delivery)[0] for raw in given["deliveries"]]
    if given["fold"] == "notebook":
        book = keep(*read_record(given["before"], NotebookRecord))
        for one in deliveries:
            book = fold_notebook(book, one, is_loose=not one.cell)
        return encode(book)
    cell, source = keep(*read_record(given["before"], CellRecord)), given["source"]
    return encode(reduce(lambda record, one: fold(record, one, source), deliveries, cell))


def _cost(given: Given) -> object:
    a, b = (decode(raw, Quantity) if raw else None for raw in (given["a"], given["b"]))
    try:
        total = cost.add(a, b)
    except ValueError:
        return "units"
    return encode(total) if total else None


def _units(given: Given) -> object:
    return list(scaled(decode(given, Quantity)))


def _placing(given: Given) -> object:
    cells = [
        {
            "id": cell["id"],
            "cell_type": cell["type"],
            "source": cell["source"],
            "execution_count": cell["execution_count"],
            "metadata": {"aiprov": {"run": _run(cell["run"])}} if cell["run"] else {},
        }
        for cell in given["cells"]
    ]
    placing = Placing(Notebook({"cells": cells, "nbformat": 4, "metadata": {}}))
    return [
        placing.of_row(delivery) if at is None else placing.of_output(delivery, at)
        for raw, at in given["deliveries"]
        for delivery in [decode(raw, Delivery)]
    ]


def _run(name: str) -> Given:
    return {"id": name, "session": "s", "seq": 1, "time": "2026-11-23T10:00:00Z"}


def _reading(given: Given) -> object:
    record: Record
    record, invalid = read_record(given["raw"], ROOTS[given["type"]])
    return {"record": encode(record), "invalid": [[one.path, one.value] for one in invalid]}


def _digest(given: Given) -> object:
    if "text" in given:
        return digest.sha256_text(given["text"])
    if "json" in given:
        return digest.canonical_json(json.loads(given["json"])).decode()
    return digest.outputs_digest(given["outputs"])


def _review(given: Given) -> object:
    review = decode(given["review"], Review) if given["review"] else None
    return review_state(review, given["source"], given["outputs"])


def _redaction(given: Given) -> object:
    return redact(given["text"])


def _orcid(given: Given) -> object:
    try:
        return person("A", given["text"]).orcid
    except BadInput:
        return None


ANSWERS: dict[str, Callable[[Given], object]] = {
    "edits": _edits,
    "spans": _spans_rule,
    "fold": _fold,
    "cost": _cost,
    "units": _units,
    "placing": _placing,
    "reading": _reading,
    "digest": _digest,
    "review": _review,
    "redaction": _redaction,
    "orcid": _orcid,
    "marks": views.marks,
    "staleness": views.staleness,
    "reviewing": views.reviewing,
    "outcomes": views.outcomes,
    "datasets": views.datasets,
}
