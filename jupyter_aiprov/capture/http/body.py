"""The bytes of an answer as they pass: digested, read as they come, never held whole."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Protocol

import msgspec

from ...imports import ours

_KEPT = 2_000_000  # bytes of a JSON answer that are read
_LINE = 1_000_000  # bytes of one event
_BATCH = 65_536
_JSON_STARTS = b"{["
_EITHER = 32 + zlib.MAX_WBITS  # gzip or zlib, by its own header


class Reader(Protocol):
    """Takes decoded bytes and makes of them what the dialect understands."""

    complete: bool

    def feed(self, data: bytes) -> None:
        """The next bytes."""

    def close(self) -> None:
        """There are no more."""


OnEvent = Callable[[str, object], None]
OnAnswer = Callable[[object], None]


class Body:
    """Digest and size of the decoded bytes, and the reader that follows them.

    Small pieces are gathered first: a stream of words costs its reader no more than one answer.
    """

    def __init__(self, encoding: str, make: Callable[[bytes], Reader]) -> None:
        self.size = 0
        self.readable = True
        self._digest = sha256()
        self._decode = _decoder(encoding)
        self._make = make
        self._reader: Reader | None = None
        self._gathered: list[bytes] = []
        self._waiting = 0

    @property
    def sha256(self) -> str:
        """Of the decoded bytes that have passed."""
        return self._digest.hexdigest()

    @property
    def complete(self) -> bool:
        """Whether all that passed could be read."""
        return self.readable and (self._reader is None or self._reader.complete)

    def feed(self, data: bytes) -> None:
        """Bytes as they came over the wire."""
        self._gathered.append(data)
        self._waiting += len(data)
        if self._waiting >= _BATCH:
            self._read()

    def _read(self) -> None:
        data = b"".join(self._gathered)
        self._gathered.clear()
        self._waiting = 0
        if self._decode is None:
            self.readable = False
            return
        data = self._decode(data)
        if not data:
            return
        self.size += len(data)
        self._digest.update(data)
        if self._reader is None:
            self._reader = self._make(data)
        self._reader.feed(data)

    def close(self) -> None:
        """No more bytes come."""
        self._read()
        if self._reader is not None:
            self._reader.close()


class Whole:
    """One JSON value, or one a line; beyond two megabytes it is let go."""

    def __init__(self, answer: OnAnswer, event: OnEvent) -> None:
        self.complete = True
        self._answer = answer
        self._event = event
        self._kept = bytearray()

    def feed(self, data: bytes) -> None:
        """The next bytes."""
        if not self.complete:
            return
        self._kept += data
        if len(self._kept) > _KEPT:
            self.complete = False
            self._kept = bytearray()

    def close(self) -> None:
        """Read what came."""
        if not self._kept:
            return
        try:
            value = msgspec.json.decode(self._kept)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._by_line()
            return
        if isinstance(value, list):
            for item in value:
                self._event("", item)
        else:
            self._answer(value)

    def _by_line(self) -> None:
        for line in bytes(self._kept).splitlines():
            self.complete = _tell(self._event, "", line) and self.complete


class Events:
    """Server-sent events, or JSON a line, each handed on as it is complete."""

    def __init__(self, event: OnEvent) -> None:
        self.complete = True
        self._event = event
        self._rest = b""
        self._name = ""
        self._data: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """The next bytes."""
        for line in self._lines(data):
            self._line(line)

    def close(self) -> None:
        """An event without its closing line counts too."""
        if self._rest:
            self._line(self._rest)
        self._send()

    def _lines(self, data: bytes) -> Iterator[bytes]:
        data = self._rest + data
        *lines, self._rest = data.split(b"\n")
        if len(self._rest) > _LINE:
            self._rest, self.complete = b"", False
        return iter(lines)

    def _line(self, line: bytes) -> None:
        line = line.rstrip(b"\r")
        if line.startswith(b"data:"):
            self._data.append(line[5:].strip())
        elif line.startswith(b"event:"):
            self._name = line[6:].strip().decode("utf-8", "replace")
        elif not line:
            self._send()
        elif line[:1] in _JSON_STARTS:
            self.complete = _tell(self._event, "", line) and self.complete

    def _send(self) -> None:
        data, self._data = b"\n".join(self._data), []
        name, self._name = self._name, ""
        if data and data != b"[DONE]":
            self.complete = _tell(self._event, name, data) and self.complete


class Unread:
    """Sound, images, files: digested, not read."""

    complete = True

    def feed(self, data: bytes) -> None:
        """Nothing is made of them."""

    def close(self) -> None:
        """Nothing was."""


def _tell(event: OnEvent, name: str, data: bytes) -> bool:
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    event(name, value)
    return True


def reader(content_type: str, start: bytes, answer: OnAnswer, event: OnEvent) -> Reader:
    """The reader for an answer, by its type and, where that says little, its first bytes.

    Args:
        content_type: of the answer, in lower case.
        start: its first bytes, decoded.
        answer: takes a whole answer, plain JSON.
        event: takes the name and the data of each event of a stream.

    Returns:
        What takes the answer's bytes; one that ignores them where the form is unknown.
    """
    start = start.lstrip()
    if "event-stream" in content_type or "ndjson" in content_type or "jsonl" in content_type:
        return Events(event)
    if start.startswith((b"data:", b"event:", b": ")):
        return Events(event)
    if "json" in content_type or (start[:1] in _JSON_STARTS and not _is_media(content_type)):
        return Whole(answer, event)
    return Unread()


def _is_media(content_type: str) -> bool:
    return content_type.startswith(("audio/", "image/", "video/"))


def _decoder(encoding: str) -> Callable[[bytes], bytes] | None:
    """Undoes a transfer's compression; None where it is one not known here."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return bytes
    if name in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(_EITHER).decompress
    try:
        if name == "br":
            with ours():
                import brotli  # type: ignore[import-not-found,unused-ignore]

            return _as_bytes(brotli.Decompressor().process)
        if name == "zstd":
            with ours():
                import zstandard  # type: ignore[import-not-found,unused-ignore]

            return _as_bytes(zstandard.ZstdDecompressor().decompressobj().decompress)
    except ImportError:
        return None
    return None


def _as_bytes(process: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda data: bytes(process(data))
