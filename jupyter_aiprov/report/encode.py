"""The Report as JSON: the members it promises are always there, empty or not."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from ..record.base import Record, encode
from ..record.quantity import Cost, SystemCost
from . import model, shown
from .model import Report
from .shown import Answer

_WHOLE = (Cost, SystemCost)
#: Modules whose objects are written with all their members.
WHOLE_MODULES = frozenset((model.__name__, shown.__name__))


def plain(report: Report | Answer) -> dict[str, Any]:
    """The Report, or what a front end shows of one, as plain JSON values.

    Their own objects and costs are written whole, ``null`` being "not known"; records keep the
    form the notebook has them in (``docs/format.md``).
    """
    return _whole(report)


def to_json(report: Report) -> bytes:
    """The Report as UTF-8 JSON text."""
    return json_text(plain(report))


def json_text(value: object) -> bytes:
    """Plain values as indented UTF-8 JSON with a newline at its end.

    Strict: NaN and infinities become ``null``. Lone surrogates stay as their escapes.
    """
    try:
        data = msgspec.json.encode(value)
        return msgspec.json.format(data, indent=1) + b"\n"
    except (UnicodeEncodeError, OverflowError, msgspec.ValidationError):
        return (json.dumps(_strict(value), indent=1) + "\n").encode()


def compact(value: object) -> bytes:
    """As :func:`json_text`, for programs: without blanks."""
    try:
        return msgspec.json.encode(value)
    except (UnicodeEncodeError, OverflowError):
        return json.dumps(_strict(value), separators=(",", ":")).encode()


def _strict(value: object) -> object:
    if isinstance(value, dict):
        return {key: _strict(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_strict(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _plain(value: object) -> object:
    if isinstance(value, Record):
        return _whole(value) if _is_whole(value) else encode(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return f"<{type(value).__module__}.{type(value).__qualname__}>"


def _is_whole(value: Record) -> bool:
    return type(value).__module__ in WHOLE_MODULES or isinstance(value, _WHOLE)


def _whole(value: Record) -> dict[str, Any]:
    out = {encoded: _plain(getattr(value, name)) for name, encoded in _members(type(value))}
    for key, item in value.extra.items():
        out.setdefault(key, _plain(item))
    return out


@cache
def _members(type_: type[Record]) -> tuple[tuple[str, str], ...]:
    """Of each member: attribute and JSON name."""
    names = zip(type_.__struct_fields__, type_.__struct_encode_fields__, strict=True)
    return tuple((name, encoded) for name, encoded in names if name != "extra")
