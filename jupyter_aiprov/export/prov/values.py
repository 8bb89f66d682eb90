"""Values as PROV attributes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...record.base import Record
from ...record.members import simple
from ..names import camel, clean

_KNOWN = {"type": "prov:type", "label": "prov:label"}


def attributes(**values: Any) -> dict[str, Any]:
    """PROV attributes by name; what is not known or empty is left out."""
    out: dict[str, Any] = {}
    for name, value in values.items():
        if value not in (None, "", (), [], {}):
            out[_KNOWN.get(name, f"aiprov:{name}")] = _value(value)
    return out


def members(record: Record, *but: str) -> dict[str, Any]:
    """The simple members of a record as attributes, named in camel case."""
    values = simple(record, but)
    return attributes(**{camel(name): value for name, value in values.items()})


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(clean(str(item)) for item in value)
    if isinstance(value, Mapping):
        return clean(json.dumps(value, default=str, ensure_ascii=False, sort_keys=True))
    return clean(str(value))
