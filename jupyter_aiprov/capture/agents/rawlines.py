"""Which characters of which cell a line of a notebook's JSON text holds."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_SPACE = re.compile(r"[ \t\r\n,:]*")
_scan = json.JSONDecoder(strict=False).raw_decode


class Piece(NamedTuple):
    """A line of the file that holds a line of a cell: ``cells[cell].source[start:end]``."""

    line: int
    cell: int
    start: int
    end: int


def pieces(data: bytes) -> list[Piece]:
    """The source lines of every cell by line of the file, counted from 1.

    A line that holds more than one of them (a notebook written without line breaks) tells nothing
    and is left out.

    Raises:
        ValueError, IndexError: it is not the JSON of a notebook.
    """
    content = data.decode("utf-8", "replace")
    breaks = [found.start() for found in re.finditer("\n", content)]
    found = [
        Piece(bisect_right(breaks, at) + 1, cell, start, end)
        for cell, at, start, end in _strings(content)
    ]
    lines = [piece.line for piece in found]
    seen: set[int] = set()
    twice = {line for line in lines if line in seen or seen.add(line)}  # type: ignore[func-returns-value]
    return [piece for piece in found if piece.line not in twice]


def within(
    found: Iterable[Piece], ranges: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int, int]]:
    """``(cell, start, end)`` of the pieces on lines within ``ranges``, both ends included."""
    wanted = list(ranges)
    for piece in found:
        if any(first <= piece.line <= last for first, last in wanted):
            yield piece.cell, piece.start, piece.end


def _strings(content: str) -> Iterator[tuple[int, int, int, int]]:
    """Cell, place in the file, start and end in the source, of each string of each source."""
    at = _member(content, _skip(content, 0), "cells")
    cell = 0
    at = _skip(content, at + 1)
    while content[at] != "]":
        source = _member(content, at, "source", missing=-1)
        if source >= 0:
            yield from ((cell, *one) for one in _source(content, source))
        _, at = _scan(content, at)
        at = _skip(content, at)
        cell += 1


def _source(content: str, at: int) -> Iterator[tuple[int, int, int]]:
    if content[at] == '"':
        text, _ = _scan(content, at)
        yield at, 0, len(text)
        return
    length = 0
    at = _skip(content, at + 1)
    while content[at] != "]":
        text, end = _scan(content, at)
        yield at, length, length + len(text)
        length += len(text)
        at = _skip(content, end)


def _member(content: str, at: int, name: str, missing: int | None = None) -> int:
    """Where the value of a member of the object at ``at`` begins."""
    if content[at : at + 1] != "{":
        raise ValueError("not an object")
    at = _skip(content, at + 1)
    while content[at : at + 1] == '"':
        key, at = _scan(content, at)
        at = _skip(content, at)
        if key == name:
            return at
        _, at = _scan(content, at)
        at = _skip(content, at)
    if missing is None:
        raise ValueError(f"no member '{name}'")
    return missing


def _skip(content: str, at: int) -> int:
    found = _SPACE.match(content, at)
    return found.end() if found else at
