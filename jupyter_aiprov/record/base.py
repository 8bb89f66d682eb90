"""Frozen records that keep what they do not know.

A field written by a later format, or by another program, survives a round trip: on
decoding it is put aside in ``extra``, on encoding it returns to where it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec.structs import astuple

# Both languages read these patterns alike: to Python $ is also before a line's end, and \d any
# digit.
_END = r"$(?!\n)"
_TIME = r"^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]+)?Z"
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}" + _END)]
Time = Annotated[str, msgspec.Meta(pattern=_TIME + _END)]
#: A figure that is there: neither negative nor NaN nor infinite.
Amount = Annotated[float, msgspec.Meta(ge=0, le=1e300)]
_SAFE = 2**53 - 1
#: A count or position; JavaScript holds it exactly.
Count = Annotated[int, msgspec.Meta(ge=0, le=_SAFE)]

#: An object of JSON, as its readers give it: what a member holds is found out where it is used.
JsonObject = dict[str, Any]

_EXTRA = "extra"

R = TypeVar("R", bound="Record")

#: Letters of a time up to its whole seconds.
_SECONDS = 19


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of every typed record. ``extra`` holds the fields this version does not know."""

    extra: JsonObject = {}


def utc_now() -> str:
    """The present moment, UTC, ISO 8601 with milliseconds and a ``Z``."""
    return _written(datetime.now(timezone.utc))


def utc(time: datetime) -> str:
    """An aware ``time`` as the format writes it."""
    return _written(time.astimezone(timezone.utc))


def moment(time: str | None, seconds: float | None = None) -> datetime | None:
    """A time of a record, UTC, ``seconds`` later; None where there is no such day or hour.

    The pattern of times is checked when a record is read, their calendar is not.
    """
    if not time:
        return None
    whole, fraction = time[:_SECONDS], time[_SECONDS:].removesuffix("Z")
    try:
        found = datetime.fromisoformat(whole).replace(tzinfo=timezone.utc)
        return found + timedelta(seconds=float(f"0{fraction}") + (seconds or 0))
    except (ValueError, OverflowError):
        return None


def _written(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def decode(raw: object, type_: type[R]) -> R:
    """Build a record from plain JSON values.

    Raises:
        msgspec.ValidationError: a known field has the wrong type or value.
    """
    if not isinstance(raw, Mapping):
        raise msgspec.ValidationError(f"Expected `object`, got `{type(raw).__name__}`")
    try:
        return _converted(raw, type_)
    except (UnicodeError, OverflowError, RecursionError) as error:
        raise msgspec.ValidationError(str(error)) from error


def _converted(raw: Mapping[str, object], type_: type[R]) -> R:
    """Build a record; a count may be written ``2.0``, which is ``2`` to JSON and to a browser."""
    try:
        return msgspec.convert(_fold(raw, type_), type_)
    except msgspec.ValidationError:
        return msgspec.convert(
            _fold({key: _whole(item) for key, item in raw.items()}, type_), type_
        )


def _whole(value: object) -> object:
    """A JSON value, its whole numbers written without a fraction."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= _SAFE:
        return int(value)
    if isinstance(value, Mapping):
        return {key: _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list | tuple) else value


def encode(record: Record) -> JsonObject:
    """The plain JSON values of a record: defaults left out, unknown fields in their place.

    Total: an object JSON has no word for (a user's, in ``parameters``) becomes its type's name.
    """
    out: JsonObject = {}
    for value, (encoded, default) in zip(astuple(record), _plan(type(record)), strict=True):
        if value is default or encoded is None or value == default:
            continue
        out[encoded] = value if type(value) in _SCALARS else _plain(value)
    for key, value in record.extra.items():
        out.setdefault(key, _plain(value))
    return out


_SCALARS = frozenset((str, int, float, bool, type(None)))
_LIKE_SCALARS = (str, int, float)  # a union made anew each time would cost more than the question
_LISTS = (list, tuple)


def _plain(value: Any) -> object:
    kind = type(value)
    if kind in _SCALARS or isinstance(value, _LIKE_SCALARS):
        return value
    if isinstance(value, Record):
        return encode(value)
    if kind is dict or isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if kind is tuple or isinstance(value, _LISTS):
        return [_plain(item) for item in value]
    if isinstance(value, msgspec.Struct):
        return _row(value)
    return f"<{kind.__module__}.{kind.__qualname__}>"


def _row(value: msgspec.Struct) -> list[object]:
    """A struct written as a JSON array, optional places at its end left out."""
    row = [_plain(item) for item in astuple(value)]
    least = sum(field.required for field in msgspec.structs.fields(value))
    while len(row) > least and row[-1] is None:
        row.pop()
    return row


@cache
def _plan(type_: type[Record]) -> tuple[tuple[str | None, object], ...]:
    """Of each field, in order: JSON name, None for ``extra``; default."""
    fields = msgspec.structs.fields(type_)
    return tuple(
        (None if field.name == _EXTRA else field.encode_name, _default(field)) for field in fields
    )


def _default(field: msgspec.structs.FieldInfo) -> object:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def _fold(raw: Mapping[str, object], type_: type[Record]) -> dict[str, object]:
    fields = nesting(type_)
    known: dict[str, object] = {}
    extra: dict[str, object] = {}
    for key, value in raw.items():
        if key in fields:
            known[key] = _walk(value, fields[key], _fold)
        else:
            extra[key] = value
    if extra:
        known[_EXTRA] = extra
    return known


_Step = Callable[[Mapping[str, object], type[Record]], dict[str, object]]


def _walk(value: object, nested: Nested | None, step: _Step) -> object:
    if nested is None:
        return value
    shape, type_ = nested
    if shape == "one":
        return step(value, type_) if isinstance(value, Mapping) else value
    if shape == "list":
        if not isinstance(value, list | tuple):
            return value
        return [step(v, type_) if isinstance(v, Mapping) else v for v in value]
    if not isinstance(value, Mapping):
        return value
    return {k: step(v, type_) if isinstance(v, Mapping) else v for k, v in value.items()}


#: How records are nested in a field (``one``, ``list`` or ``map`` of them), and their type.
Nested = tuple[str, type[Record]]


@cache
def nesting(type_: type[Record]) -> dict[str, Nested | None]:
    """JSON name of each known field → how records are nested in it, if they are."""
    hints = get_type_hints(type_, include_extras=False)
    names = zip(type_.__struct_fields__, type_.__struct_encode_fields__, strict=True)
    return {encoded: _shape(hints[name]) for name, encoded in names if name != _EXTRA}


def _shape(hint: object) -> Nested | None:
    if isinstance(hint, type) and issubclass(hint, Record):
        return ("one", hint)
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        shapes = [shape for arg in args if (shape := _shape(arg))]
        return shapes[0] if shapes else None
    if origin in (list, tuple) and args:
        inner = _shape(args[0])
        return ("list", inner[1]) if inner else None
    if origin is dict:
        inner = _shape(args[1])
        return ("map", inner[1]) if inner else None
    return None
