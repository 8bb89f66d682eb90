"""Random records: of the format's own shapes, then with faults in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from jupyter_aiprov.record.digest import outputs_digest
from jupyter_aiprov.record.schema import json_schema

from .random_values import outputs, spans, text, value

Plain = dict[str, Any]

_SHAPES: Mapping[str, Plain] = json_schema()["$defs"]
_ROOTS = {
    "cell": "CellRecord",
    "output": "OutputRecord",
    "notebook": "NotebookRecord",
    "delivery": "Delivery",
}
SOURCE = "x = 1\n"
_DIGESTS = [hashlib.sha256(one.encode()).hexdigest() for one in (SOURCE, "a", "b")]
_TIMES = ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00.5Z", "2026-11-24T09:00:00.000Z")
#: Names that are something of their own in one of the languages, or sort otherwise in it.
_KEYS = ("a", "b", "1", "0", "__proto__", "constructor", "toString", "é", "\U0001f389", "extra")
#: Words few enough for things to be named twice, among them what is no text to every reader.
_WORDS = ("a", "b", "c", "m; n", "m", "; ", "?", "", *_KEYS)
_NUMBERS = (0, 1, 2, 3, 0.0, 1.5, 2**50, 1e200, 0.1, 1e-9, -0.0)
_COUNTS = (0, 1, 2, 3, 2.0, 2**50)
#: How often an optional member is there, where nothing else is said.
_OFTEN = 0.35
#: Members without which hardly anything would be folded.
_LIKELY = {"run": 0.8, "records": 0.8, "sessions": 0.8, "session": 0.6, "cost": 0.6, "impact": 0.6}
#: Levels down to which optional members are there.
_DEEP = 5


def record(chance: Random, name: str, depth: int = 0) -> Plain:
    """A record of a type of the format, with members this version does not know now and then."""
    shape = _SHAPES[name]
    required = shape.get("required", ())
    often = 0.0 if depth > _DEEP else _OFTEN
    made = {
        key: _of(chance, key, member, depth + 1)
        for key, member in shape["properties"].items()
        if key in required or (often and chance.random() < _LIKELY.get(key, often))
    }
    if name == "Quantity":
        made["min"], made["max"] = sorted((made["min"], made["max"]))
        made["unit"] = chance.choice(("kWh", "kWh", "kgCO2eq"))
    if chance.random() < 0.05:
        made[chance.choice((*_KEYS, "invalid", "future"))] = _plain(chance)
    if chance.random() < 0.1:
        keys = list(made)
        chance.shuffle(keys)
        made = {key: made[key] for key in keys}
    return made


def _of(chance: Random, key: str, shape: Plain, depth: int) -> Any:
    """A value of a shape; ``key`` is the member it stands under."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        if name == "Span":
            return chance.choice(spans(chance, 8) or [[0, 1, "ai"]])
        return record(chance, name, depth)
    if "anyOf" in shape:
        return _of(chance, key, chance.choice(shape["anyOf"][:1] * 5 + shape["anyOf"]), depth)
    if "enum" in shape:
        return chance.choice(shape["enum"])
    made = _MADE.get(shape.get("type", ""))
    return made(chance, key, shape, depth) if made else _plain(chance)


def _text(chance: Random, _key: str, shape: Plain, _depth: int) -> str:
    pattern = shape.get("pattern", "")
    if pattern:
        return chance.choice(_DIGESTS if "f]" in pattern else _TIMES)
    return chance.choice(_WORDS) if chance.random() < 0.9 else text(chance, 4)


def _list(chance: Random, key: str, shape: Plain, depth: int) -> list[Any]:
    most = 3 if depth < _DEEP else 1
    return [_of(chance, key, shape["items"], depth) for _ in range(chance.randint(0, most))]


def _object(chance: Random, key: str, shape: Plain, depth: int) -> Plain:
    items = shape.get("additionalProperties")
    if not isinstance(items, dict) or not items:
        return {name: _plain(chance) for name in _some(chance)}
    return {name: _of(chance, key, items, depth) for name in _some(chance)}


def _some(chance: Random) -> list[str]:
    return chance.sample(_KEYS, chance.randint(0, 3))


_MADE: dict[str, Callable[[Random, str, Plain, int], Any]] = {
    "string": _text,
    "array": _list,
    "object": _object,
    "integer": lambda chance, *_: chance.choice(_COUNTS),
    "number": lambda chance, *_: chance.choice(_NUMBERS),
    "boolean": lambda chance, *_: chance.random() < 0.5,
    "null": lambda *_: None,
}


def _plain(chance: Random) -> Any:
    """A JSON value of no shape; now and then one that goes deep."""
    made = json.loads(value(chance).replace("1e400", "1e300"))
    for _ in range(chance.choice((40, 150)) if chance.random() < 0.01 else 0):
        made = [made] if chance.random() < 0.5 else {chance.choice(_KEYS): made}
    return made


def spoilt(chance: Random, raw: Any, faults: int = 3) -> Any:
    """A value with so many faults in it, each anywhere."""
    for _ in range(faults):
        raw = _spoilt(chance, raw)
    return raw


def _spoilt(chance: Random, raw: Any) -> Any:
    """The value, one fault in it: the deeper it is, the more levels are walked."""
    if not raw or not isinstance(raw, dict | list) or chance.random() < 0.15:
        return _wrong(chance, raw)
    key = chance.choice(list(raw) if isinstance(raw, dict) else range(len(raw)))
    made = raw.copy()
    if isinstance(raw, dict) and chance.random() < 0.1:
        del made[key]
    else:
        made[key] = _spoilt(chance, raw[key])
    return made


def _wrong(chance: Random, raw: Any) -> Any:
    """What is nearly the value, or nothing like it."""
    if isinstance(raw, str) and chance.random() < 0.5:
        return chance.choice((raw + "\n", "\n" + raw, raw.upper(), raw[:-1], raw + "\0", f" {raw}"))
    if isinstance(raw, int | float) and chance.random() < 0.6:
        return chance.choice((str(raw), -raw, raw + 0.5, raw * 4, float(raw), bool(raw), [raw]))
    junk = (
        None,
        True,
        False,
        "7",
        "",
        [],
        {},
        [None],
        [[]],
        {"": None},
        -1,
        0,
        2.0,
        2**53 - 1,
        2**53,
        10**22,
    )
    arabic = "\u0662\u0660\u0662\u0666-11-23T10:00:00Z"
    return chance.choice((*junk, 1.5, -1e-9, 1e301, arabic, "a" * 64, ["ai"], _plain(chance)))


def reading(chance: Random) -> Plain:
    """What is said to be a record, and mostly is one but for a few faults."""
    kind = chance.choice(list(_ROOTS))
    raw = record(chance, _ROOTS[kind])
    if chance.random() < 0.3:
        raw["invalid"] = [_aside(chance, kind) for _ in range(chance.randint(0, 3))]
    return {"type": kind, "raw": spoilt(chance, raw, chance.choice((0, 1, 1, 2, 5)))}


def _aside(chance: Random, kind: str) -> Any:
    """A part as it was set aside before."""
    made = record(chance, _ROOTS[kind])
    key = chance.choice([*made, "a", ""])
    part = made.get(key)
    item = isinstance(part, list) and chance.random() < 0.7
    found = chance.choice(part) if item and part else part
    if chance.random() < 0.4:
        found = _spoilt(chance, found)
    path = f"{key}/-" if item or chance.random() < 0.1 else key
    return {"path": path, "value": found, **({"reason": "r"} if chance.random() < 0.5 else {})}


def fold(chance: Random) -> Plain:
    """Deliveries in any order, some of them twice, and what they are folded into."""
    kind = chance.choice(("cell", "cell", "notebook"))
    before = record(chance, _ROOTS[kind]) if chance.random() < 0.7 else {}
    some = [_delivery(chance) for _ in range(chance.randint(1, 4))]
    deliveries = [chance.choice(some) for _ in range(chance.randint(1, 6))]
    if kind == "cell" and chance.random() < 0.03:
        deliveries.append({"records": [_call(chance, n) for n in range(chance.randint(45, 60))]})
        chance.shuffle(deliveries)
    if chance.random() < 0.3:
        before = spoilt(chance, before, 1)
        deliveries = [spoilt(chance, one, chance.choice((0, 1))) for one in deliveries]
    given = {"fold": kind, "before": before, "deliveries": deliveries}
    return {**given, "source": SOURCE} if kind == "cell" else given


def _delivery(chance: Random) -> Plain:
    return record(chance, "Delivery")


def _call(chance: Random, number: int) -> Plain:
    kind = chance.choice(("model-call", "model-call", "synthetic-data", "edit"))
    return {"id": f"n{number}", "kind": kind, "evidence": "observed", "channel": "c"}


def review(chance: Random) -> Plain:
    """A review by any rule of digests, of a cell that may have changed since."""
    shown = outputs(chance)["outputs"]
    source = chance.choice((SOURCE, text(chance, 6)))
    made = record(chance, "Review")
    rule = chance.choice((1, 1, 2, 2, 2, 0, 3))
    made["digest_rule"] = rule
    made["source_sha256"] = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
    made["outputs_sha256"] = outputs_digest(shown, 2 if rule != 1 else 1)
    if rule == 1 and chance.random() < 0.5:
        del made["digest_rule"]
    if chance.random() < 0.1:
        del made["outputs_sha256"]
    if chance.random() < 0.15:
        source += chance.choice((" ", "\n", "é"))
    if chance.random() < 0.25:
        shown = spoilt(chance, shown, 1) if shown else outputs(chance)["outputs"]
    given = made if chance.random() < 0.95 else None
    return {"review": given, "source": source, "outputs": shown if isinstance(shown, list) else []}
