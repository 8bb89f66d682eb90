"""Digests over text and canonical JSON, and short sortable identifiers.

Canonical JSON is RFC 8785, every number as its nearest double. What that standard refuses still
has one defined form here, an object in the value's place (see ``docs/format.md``):

* NaN and infinities, also what lies beyond the largest double → ``{"$number": "NaN"}``, its text;
* a string with lone surrogates → ``{"$string": …}``, its escapes written out;
* such a string as a member name → the name itself, escapes written out, after ``$string:``.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import random
import re
import secrets
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

MIME = "application/vnd.aiprov+json"

#: The rule digests are made by. By the first one integers beyond ±(2⁵³ - 1) kept all their digits,
#: which no browser can tell; digests that name no rule are judged by it.
RULE = 2
_FIRST = 1

_SAFE = 2**53 - 1
_SURROGATE = re.compile("[\ud800-\udfff]")


def sha256_bytes(data: bytes | bytearray | memoryview) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_text(text: str) -> str:
    """SHA-256 over the UTF-8 bytes; a lone surrogate counts as its three-byte form."""
    return sha256_bytes(text.encode("utf-8", "surrogatepass"))


def sha256_json(value: object, rule: int = RULE) -> str:
    """SHA-256 over the canonical JSON of ``value``."""
    return sha256_bytes(canonical_json(value, rule))


def canonical_json(value: object, rule: int = RULE) -> bytes:
    """RFC 8785, extended as the module describes.

    Args:
        value: of plain JSON types.
        rule: the version of the rule, 1 or 2.

    Raises:
        TypeError: ``value`` holds something JSON has no word for.
    """
    if _is_plain(value):
        # For these values json agrees with RFC 8785 byte for byte, and is much faster.
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if not _SURROGATE.search(text):
            return text.encode()
    import rfc8785  # off the kernel's start

    return rfc8785.dumps(_representable(value, rule))


def _is_plain(value: object) -> bool:
    if value is None or isinstance(value, str | bool):
        return True
    if isinstance(value, int):
        return -_SAFE <= value <= _SAFE
    if isinstance(value, Mapping):
        return all(isinstance(k, str) and k.isascii() and _is_plain(v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return False


def _representable(value: object, rule: int) -> Any:
    if isinstance(value, str):
        return {"$string": _escaped(value)} if _SURROGATE.search(value) else str(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value, rule)
    if isinstance(value, Mapping):
        return {_member(key): _representable(item, rule) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_representable(item, rule) for item in value]
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def _number(value: float, rule: int) -> float | dict[str, str]:
    """A number as its nearest double; by the first rule large integers are their digits."""
    if isinstance(value, int) and -_SAFE <= value <= _SAFE:
        return int(value)
    if isinstance(value, int) and rule == _FIRST:
        return {"$number": str(value)}
    try:
        double = float(value)
    except OverflowError:
        double = math.inf if value > 0 else -math.inf
    return double if math.isfinite(double) else {"$number": json.dumps(double)}


def _member(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError("JSON member names are strings")
    return f"$string:{_escaped(name)}" if _SURROGATE.search(name) else name


def _escaped(text: str) -> str:
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\\", "\\\\"))


def outputs_digest(outputs: Iterable[object], rule: int = RULE) -> str:
    """SHA-256 over what a reader of the notebook sees as outputs.

    Streams are joined by name, multi-line text is joined, and what changes without the outputs
    changing is left out: execution counts, output metadata, invisible outputs.

    Args:
        outputs: as a notebook holds them.
        rule: the version of the rule, 1 or 2.
    """
    whole = OutputsDigest()
    for output in outputs:
        if not isinstance(output, Mapping):
            whole.add(canonical_json(output, rule))
        elif output.get("output_type") == "stream":
            name, text = output.get("name"), output.get("text")
            whole.stream(str(name) if rule == _FIRST else _text(name, rule), [_text(text, rule)])
        elif not is_invisible(output):
            whole.add(OutputsDigest.essence(output, rule))
    return whole.digest()


def outputs_match(sha256: str | None, outputs: Iterable[object], rule: int) -> bool | None:
    """Whether a digest is of these outputs.

    Args:
        sha256: the digest, None where there is none.
        outputs: as JSON objects of the notebook.
        rule: the version of the rule it was made by.

    Returns:
        Whether the same digest is made of them today, None by a rule this version does not know.
    """
    return sha256 == outputs_digest(outputs, rule) if rule in (_FIRST, RULE) else None


class OutputsDigest:
    """The digest of outputs that are told one after the other: see :func:`outputs_digest`."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256(b'{"shown":[')
        self._after = b""
        self._streams: dict[str, list[str]] = {}

    def add(self, essence: bytes) -> OutputsDigest:
        """One more output that is no stream, by its :meth:`essence`; answers itself."""
        self._sum.update(self._after)
        self._sum.update(essence)
        self._after = b","
        return self

    def stream(self, name: str, texts: Iterable[str]) -> None:
        """More text of a stream."""
        self._streams.setdefault(name, []).extend(texts)

    def digest(self) -> str:
        """Of what was told so far."""
        whole = self._sum.copy()
        texts = {name: _paired("".join(parts)) for name, parts in self._streams.items()}
        whole.update(b'],"streams":' + canonical_json(texts) + b"}")
        return whole.hexdigest()

    @staticmethod
    def essence(output: Mapping[str, object], rule: int = RULE) -> bytes:
        """What of an output a reader sees, in canonical JSON."""
        return canonical_json(_essence(output, rule), rule)


def is_invisible(output: Mapping[str, object]) -> bool:
    """Whether an output only carries a record: our MIME type, and nothing to see beside it."""
    data = output.get("data")
    if not isinstance(data, Mapping) or MIME not in data:
        return False
    return not any(joined(value) for kind, value in data.items() if kind != MIME)


def joined(text: object) -> str:
    """Text as notebooks hold it: a string, or a list of its lines."""
    if isinstance(text, str):
        return text
    if isinstance(text, Iterable) and not isinstance(text, Mapping):
        return _paired("".join(part for part in text if isinstance(part, str)))
    return "" if text is None else str(text)


def _paired(text: str) -> str:
    """Joined text; two halves of one character that came apart are that character again."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _essence(output: Mapping[str, object], rule: int) -> dict[str, object]:
    left_out = {"execution_count", "metadata", "transient", "data"}
    kept = {key: value for key, value in output.items() if key not in left_out}
    data = output.get("data")
    if isinstance(data, Mapping):
        kept["data"] = {k: _shown(k, v, rule) for k, v in data.items() if k != MIME}
    return kept


def _shown(kind: str, value: object, rule: int) -> object:
    rest = kind.removeprefix("application/")
    if rest != kind and (rest == "json" or rest.endswith("+json")):
        return value
    return _text(value, rule)


def _text(value: object, rule: int) -> str:
    """As :func:`joined`; what is no text at all is its canonical JSON, by the present rule."""
    if rule == _FIRST or value is None or isinstance(value, str | list | tuple):
        return joined(value)
    return canonical_json(value, rule).decode()


_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
#: Seeded once by the system, and anew in a forked child: asking it for each id costs a cell.
_chance = random.Random(secrets.randbits(256))  # noqa: S311 - identifiers are no secrets
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: _chance.seed(secrets.randbits(256)))
_last = 0
_lock = threading.Lock()


def new_id() -> str:
    """A new identifier: 16 characters, URL-safe, sorted by time even within one millisecond.

    Nine characters (Crockford's base 32) of milliseconds since 1970, seven of chance.
    """
    global _last  # noqa: PLW0603 - the order within one process needs a memory
    with _lock:
        now = (time.time_ns() // 1_000_000 << 35) | _chance.getrandbits(35)
        _last = now if now >> 35 > _last >> 35 else _last + 1
        number = _last
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
