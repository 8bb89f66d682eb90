"""``csv`` and ``parquet``: one row a cell, or with ``table=calls`` one row a record.

Text that a spreadsheet would take for a formula is written in CSV with an apostrophe before it.
"""

from __future__ import annotations

import csv as csv_module
import io
from collections.abc import Iterator, Mapping
from typing import Any

from ..record.activity import Activity
from ..record.cell import Review
from ..record.errors import BadInput, MissingExtra
from ..record.members import simple
from ..record.quantity import Quantity
from ..report.model import CellReport, NotebookReport, Report
from ..spec.fields import fields
from .names import clean

Row = dict[str, object]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv(report: Report, options: Mapping[str, object]) -> bytes:
    """RFC 4180 with a header line, UTF-8.

    Raises:
        BadInput: ``table`` names none there is.
    """
    columns, rows = _table(report, options)
    buffer = io.StringIO(newline="")
    writer = csv_module.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return buffer.getvalue().encode()


def parquet(report: Report, options: Mapping[str, object]) -> bytes:
    """Parquet with typed columns; what is not known is null.

    Raises:
        BadInput: ``table`` names none there is.
        MissingExtra: pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet as writer
    except ImportError as error:
        raise MissingExtra("Parquet", "parquet") from error
    columns, rows = _table(report, options)
    kinds = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}
    kinds[bool] = pyarrow.bool_()
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in columns.items()])
    table = pyarrow.Table.from_pylist(list(rows), schema=schema)
    buffer = io.BytesIO()
    writer.write_table(table, buffer)
    return buffer.getvalue()


def _table(report: Report, options: Mapping[str, object]) -> tuple[dict[str, type], list[Row]]:
    name = options.get("table") or "cells"
    if name not in _TABLES:
        raise BadInput(f"There is no table '{name}'. Known: {', '.join(_TABLES)}.")
    columns, make = _TABLES[name]
    return columns, [_clean(row) for row in make(report)]


def _clean(row: Row) -> Row:
    return {key: clean(value) if isinstance(value, str) else value for key, value in row.items()}


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _cells(report: Report) -> Iterator[Row]:
    for book in report.notebooks:
        for cell in book.cells:
            yield {**_place(book, cell), **_cell_row(cell)}


def _place(book: NotebookReport, cell: CellReport | None) -> Row:
    return {
        "notebook": book.path,
        "notebook_id": book.id,
        "cell": cell.index if cell else None,
        "cell_id": cell.id if cell else None,
    }


def _cell_row(cell: CellReport) -> Row:
    who, cost = cell.authorship, cell.cost
    return {
        "type": cell.type,
        "excerpt": cell.excerpt,
        "origin": cell.origin,
        "origin_evidence": cell.origin_evidence,
        "characters_ai": who.ai,
        "characters_human": who.human,
        "characters_unknown": who.unknown,
        "marks": " ".join(cell.marks),
        "outputs": len(cell.outputs),
        "records": len(cell.records),
        "review": cell.review,
        "reviewer": cell.review_detail.by.name if cell.review_detail else None,
        **_review(cell.review_detail),
        "needs_review": cell.needs_review,
        "runs": cost.runs,
        "seconds": float(cost.seconds),
        **_range("energy_kwh", cost.energy),
        **_range("carbon_kgco2eq", cost.carbon),
        "runs_without_energy": cost.unavailable,
        "hints": "; ".join(hint.text for hint in cell.hints),
    }


def _review(review: Review | None) -> Row:
    said = simple(review, ("time",)) if review else {}
    return {f"review_{name}": _joined(said.get(name)) for name in fields("Review")}


def _joined(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, tuple) else value


def _range(name: str, quantity: Quantity | None) -> Row:
    return {
        f"{name}_min": float(quantity.min) if quantity else None,
        f"{name}_max": float(quantity.max) if quantity else None,
    }


def _calls(report: Report) -> Iterator[Row]:
    for book in report.notebooks:
        for activity in book.records:
            yield {**_place(book, None), **_call_row(activity)}
        for cell in book.cells:
            for activity in cell.records:
                yield {**_place(book, cell), **_call_row(activity)}


def _call_row(activity: Activity) -> Row:
    system, impact = activity.system, activity.impact
    endpoint = system.endpoint if system else None
    return {
        "id": activity.id,
        "kind": activity.kind,
        "evidence": activity.evidence,
        "channel": activity.channel,
        "time": activity.time,
        "seconds": None if activity.duration is None else float(activity.duration),
        "tool": system.tool if system else None,
        "tool_version": system.tool_version if system else None,
        "provider": system.provider if system else None,
        "model": system.model if system else None,
        "model_version": system.model_version if system else None,
        "endpoint": endpoint.class_ if endpoint else None,
        "host": endpoint.host if endpoint else None,
        "task": activity.task,
        "purpose": activity.purpose,
        "input_tokens": _usage(activity, "input"),
        "output_tokens": _usage(activity, "output"),
        "scope": impact.scope if impact else None,
        **_range("energy_kwh", impact.energy if impact else None),
        **_range("carbon_kgco2eq", impact.carbon if impact else None),
        "prompt_sha256": activity.prompt.sha256 if activity.prompt else None,
        "response_sha256": activity.response.sha256 if activity.response else None,
    }


def _usage(activity: Activity, way: str) -> float | None:
    found = activity.usage.get(f"gen_ai.usage.{way}_tokens")
    return None if found is None else float(found)


_PLACE = {"notebook": str, "notebook_id": str, "cell": int, "cell_id": str}
_FIGURES = {
    "energy_kwh_min": float,
    "energy_kwh_max": float,
    "carbon_kgco2eq_min": float,
    "carbon_kgco2eq_max": float,
}
_CELL_COLUMNS: dict[str, type] = {
    **_PLACE,
    **dict.fromkeys(("type", "excerpt", "origin", "origin_evidence"), str),
    **dict.fromkeys(("characters_ai", "characters_human", "characters_unknown"), int),
    "marks": str,
    "outputs": int,
    "records": int,
    "review": str,
    "reviewer": str,
    **dict.fromkeys((f"review_{name}" for name in fields("Review")), str),
    "needs_review": bool,
    "runs": int,
    "seconds": float,
    **_FIGURES,
    "runs_without_energy": int,
    "hints": str,
}
_CALL_COLUMNS: dict[str, type] = {
    **_PLACE,
    **dict.fromkeys(("id", "kind", "evidence", "channel", "time"), str),
    "seconds": float,
    **dict.fromkeys(("tool", "tool_version", "provider", "model", "model_version"), str),
    **dict.fromkeys(("endpoint", "host", "task", "purpose"), str),
    **dict.fromkeys(("input_tokens", "output_tokens"), float),
    "scope": str,
    **_FIGURES,
    **dict.fromkeys(("prompt_sha256", "response_sha256"), str),
}
_TABLES: dict[str, tuple[dict[str, type], Any]] = {
    "cells": (_CELL_COLUMNS, _cells),
    "calls": (_CALL_COLUMNS, _calls),
}
