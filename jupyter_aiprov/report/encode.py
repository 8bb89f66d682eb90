"""The Report as JSON: the members it promises are always there, empty or not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from ..record.base import Record, encode
from ..record.quantity import Cost, SystemCost
from . import model
from .model import Report

_WHOLE = (Cost, SystemCost)


def plain(report: Report) -> dict[str, Any]:
    """The Report as plain JSON values.

    Its own objects and costs are written whole, ``null`` being "not known"; records keep the
    form the notebook has them in (``docs/format.md``).
    """
    out: dict[str, Any] = _plain(report)
    return out


def to_json(report: Report) -> bytes:
    """The Report as UTF-8 JSON text; lone surrogates stay as their escapes."""
    text = json.dumps(plain(report), ensure_ascii=False, indent=1)
    try:
        return f"{text}\n".encode()
    except UnicodeEncodeError:
        return (json.dumps(plain(report), indent=1) + "\n").encode()


def _plain(value: Any) -> Any:
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
    return type(value).__module__ == model.__name__ or isinstance(value, _WHOLE)


def _whole(value: Record) -> dict[str, Any]:
    out = {
        field.encode_name: _plain(getattr(value, field.name))
        for field in msgspec.structs.fields(value)
        if field.name != "extra"
    }
    for key, item in value.extra.items():
        out.setdefault(key, _plain(item))
    return out
