"""Digests over text and canonical JSON, and short sortable identifiers.

Canonical JSON is RFC 8785. What that standard refuses still has one defined form here, an
object in the value's place (see ``docs/format.md``):

* NaN, infinities and integers beyond ±(2⁵³ - 1) → ``{"$number": "NaN"}``, its text;
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

_SAFE = 2**53 - 1
_SURROGATE = re.compile("[\ud800-\udfff]")
_JSON_MIME = re.compile(r"^application/(.*\+)?json$")


def sha256_bytes(data: bytes | bytearray | memoryview) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_text(text: str) -> str:
    """SHA-256 over the UTF-8 bytes; a lone surrogate counts as its three-byte form."""
    return sha256_bytes(text.encode("utf-8", "surrogatepass"))


def sha256_json(value: object) -> str:
    """SHA-256 over the canonical JSON of ``value``."""
    return sha256_bytes(canonical_json(value))


def canonical_json(value: object) -> bytes:
    """RFC 8785, extended as the module describes.

    Raises:
        TypeError: ``value`` holds something JSON has no word for.
    """
    if _is_plain(value):
        # For these values json agrees with RFC 8785 byte for byte, and is much faster.
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if not _SURROGATE.search(text):
            return text.encode()
    import rfc8785  # off the kernel's start

    return rfc8785.dumps(_representable(value))


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


def _representable(value: object) -> Any:
    if isinstance(value, str):
        return {"$string": _escaped(value)} if _SURROGATE.search(value) else str(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if -_SAFE <= value <= _SAFE else {"$number": str(value)}
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$number": json.dumps(value)}
    if isinstance(value, Mapping):
        return {_member(key): _representable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_representable(item) for item in value]
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def _member(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError("JSON member names are strings")
    return f"$string:{_escaped(name)}" if _SURROGATE.search(name) else name


def _escaped(text: str) -> str:
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\\", "\\\\"))


def outputs_digest(outputs: Iterable[Any]) -> str:
    """SHA-256 over what a reader of the notebook sees as outputs.

    Streams are joined by name, multi-line text is joined, and what changes without the outputs
    changing is left out: execution counts, output metadata, invisible outputs.
    """
    whole = OutputsDigest()
    for output in outputs:
        if not isinstance(output, Mapping):
            whole.add(canonical_json(output))
        elif output.get("output_type") == "stream":
            whole.stream(str(output.get("name")), [joined(output.get("text"))])
        elif not is_invisible(output):
            whole.add(OutputsDigest.essence(output))
    return whole.digest()


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
        texts = {name: "".join(parts) for name, parts in self._streams.items()}
        whole.update(b'],"streams":' + canonical_json(texts) + b"}")
        return whole.hexdigest()

    @staticmethod
    def essence(output: Mapping[str, Any]) -> bytes:
        """What of an output a reader sees, in canonical JSON."""
        return canonical_json(_essence(output))


def is_invisible(output: Mapping[str, Any]) -> bool:
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
        return "".join(part for part in text if isinstance(part, str))
    return "" if text is None else str(text)


def _essence(output: Mapping[str, Any]) -> dict[str, Any]:
    left_out = {"execution_count", "metadata", "transient", "data"}
    kept = {key: value for key, value in output.items() if key not in left_out}
    data = output.get("data")
    if isinstance(data, Mapping):
        kept["data"] = {k: _shown(k, v) for k, v in data.items() if k != MIME}
    return kept


def _shown(kind: str, value: object) -> object:
    return value if _JSON_MIME.match(kind) else joined(value)


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
