"""Reading records that may be of an earlier format, or wrong in part.

A cell travels without the notebook that names the format, so a step from one format to the next
goes by the shape it finds: it answers with the changed value where that is of the earlier format,
else with the very value it was given. Nothing is ever lost: what a step does not need stays where
it stood, and what is wrong is kept aside while the rest is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from .base import JsonObject, Record, decode, nesting

_INVALID = "invalid"

R = TypeVar("R", bound=Record)

#: Takes the JSON value of a record and the name of its type (``CellRecord``, ``OutputRecord``,
#: ``NotebookRecord``, ``Delivery``). Its own name says what changed.
Step = Callable[[Mapping[str, object], str], Mapping[str, object]]

#: The steps in the order of the formats, oldest first. None is ever taken out. Format 1.0 is the
#: first one, so there is none yet.
STEPS: tuple[Step, ...] = ()


def migrate(raw: Mapping[str, object], type_name: str) -> Mapping[str, object]:
    """The value as the present format has it; ``raw`` itself is not changed."""
    for step in STEPS:
        raw = step(raw, type_name)
    return raw


class Invalid(Record, frozen=True):
    """A part that could not be read, kept as it was found.

    ``path`` is the key it stood under, ``KEY/-`` for an item of a list, empty for the whole.
    """

    path: str
    value: Any
    reason: str | None = None


def read_record(raw: object, type_: type[R]) -> tuple[R, tuple[Invalid, ...]]:
    """As much of a record as can be read, and what could not.

    Parts that an earlier version set aside are tried again. All fields of ``type_`` must have
    defaults.
    """
    if not isinstance(raw, Mapping):
        return type_(), (_aside("", raw, f"expected an object, found {type(raw).__name__}"),)
    raw = migrate(raw, type_.__name__)
    if _INVALID not in raw:
        try:
            return decode(raw, type_), ()
        except msgspec.ValidationError:
            pass  # which part is at fault is found out below
    good, bad = _sorted_out(raw, type_)
    return decode(good, type_), tuple(bad)


def _sorted_out(raw: Mapping[str, object], type_: type[Record]) -> tuple[JsonObject, list[Invalid]]:
    good: JsonObject = {}
    bad: list[Invalid] = []
    for key, value in raw.items():
        if key != _INVALID:
            _place(key, value, type_, good, bad)
    for entry in _entries(raw.get(_INVALID, [])):
        key, _, item = entry.path.partition("/")
        again: list[Invalid] = []
        if key in nesting(type_) and (item or key not in good):
            _place(key, [entry.value] if item else entry.value, type_, good, again)
        else:
            again = [entry]
        bad.extend([entry] if again else [])
    return good, bad


def _place(
    key: str, value: object, type_: type[Record], good: JsonObject, bad: list[Invalid]
) -> None:
    """Put ``value`` under ``key`` of what can be read, or aside; lists item by item."""
    nested = nesting(type_).get(key)
    if nested is None or nested[0] != "list" or not isinstance(value, list | tuple):
        reason = _fault(key, value, type_)
        if reason is None:
            good[key] = value
        else:
            bad.append(_aside(key, value, reason))
        return
    items = good.setdefault(key, [])
    for item in value:
        reason = _fault(key, [item], type_)
        if reason is None:
            items.append(item)
        else:
            bad.append(_aside(f"{key}/-", item, reason))


def _fault(key: str, value: object, type_: type[Record]) -> str | None:
    try:
        decode({key: value}, type_)
    except msgspec.ValidationError as error:
        return str(error)
    return None


def _entries(raw: object) -> list[Invalid]:
    if not isinstance(raw, list | tuple):
        return [_aside(_INVALID, raw, "expected a list")]
    entries = []
    for item in raw:
        try:
            entries.append(decode(item, Invalid))
        except msgspec.ValidationError as error:
            entries.append(_aside(f"{_INVALID}/-", item, str(error)))
    return entries


def _aside(path: str, value: object, reason: str) -> Invalid:
    return Invalid(path=path, value=value, reason=reason[:200])
