"""Changing parts of a JSON text and leaving every other byte of it as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

_SPACE = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\u(?!00[0-7])")

#: Levels at which a container is gone through rather than compared whole: the notebook, its cells.
_OPEN_LEVELS = 2


def loads(text: str) -> Any:
    """Python's values of a JSON text, integers too long for Python as their text."""
    return json.loads(text, parse_int=_integer)


def _integer(text: str) -> int | str:
    try:
        return int(text)
    except (
        ValueError
    ):  # over 4,300 digits: unchanged, its bytes are copied; it is never computed with
        return text


#: The value that begins at a place in a text, and where it ends.
_scan = json.JSONDecoder(parse_int=_integer).raw_decode


def dumps(
    value: object, *, indent: str | None, ascii_only: bool = False, compact: bool = False
) -> str:
    """JSON as Jupyter writes it, keys sorted; a lone surrogate is escaped, since UTF-8 has none.

    Args:
        value: a JSON value.
        indent: white space of one level, None for a single line.
        ascii_only: escape all that is not ASCII.
        compact: no space after commas and colons.

    Returns:
        The text, without a newline at its end.
    """
    comma = "," if compact or indent is not None else ", "
    separators = (comma, ":" if compact else ": ")
    text = json.dumps(
        value, indent=indent, ensure_ascii=ascii_only, separators=separators, sort_keys=True
    )
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def patch(text: str, new: object) -> Iterator[str]:
    """The chunks of ``text`` with its value changed to ``new``.

    Whatever did not change keeps its bytes: number forms, escapes, spacing, key order, repeated
    keys. What is added follows the layout of its surroundings.
    """
    start = _skip(text, 0)
    patcher = _Patcher(text)
    patcher.value(start, new, lead=patcher.newline, level=0)
    yield text[:start]
    yield from patcher.out
    yield text[patcher.end :]


class _Member(NamedTuple):
    """A member of an object, or an item of an array: where it stands in the text."""

    key: str
    start: int
    value: int
    end: int
    gap: int  # where the white space and comma before it begin


class _Patcher:
    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.end = 0
        self._ascii: bool | None = None
        self._layout()

    def _layout(self) -> None:
        """Newline, unit of indentation and spacing, from the first member of the text."""
        first = next(iter(self._members(_skip(self.text, 0))), None)
        lead = self.text[_skip(self.text, 0) + 1 : first.start] if first else "\n "
        self.newline = "\r\n" if "\r\n" in lead else "\n" if "\n" in lead else ""
        self.unit = lead[len(self.newline) :] if self.newline else ""
        before = self.text[first.start : first.value] if first else ": "
        self.compact = before.endswith(":")

    def value(self, at: int, new: object, lead: str, level: int) -> None:
        """Append the text of the value at ``at``, changed to ``new``; ``end`` is where it ended.

        ``lead`` is the white space that stands before this value's siblings.
        """
        opening = self.text[at]
        if opening == "{" and isinstance(new, Mapping):
            members = list(self._members(at))
            if level < _OPEN_LEVELS or not self._same(at, new):
                self._object(at, members, new, lead, level)
                return
        elif opening == "[" and isinstance(new, list | tuple):
            if level < _OPEN_LEVELS or not self._same(at, new):
                self._array(at, list(self._items(at)), new, lead, level)
                return
        elif not self._same(at, new):
            _, self.end = _scan(self.text, at)
            self.out.append(self._dumped(new, lead))
            return
        _, self.end = _scan(self.text, at)
        self.out.append(self.text[at : self.end])

    def _same(self, at: int, new: object) -> bool:
        old, _ = _scan(self.text, at)
        return same(old, new)

    def _object(
        self, at: int, members: list[_Member], new: Mapping[str, object], lead: str, level: int
    ) -> None:
        kept = [m for m in members if m.key in new]
        last = {m.key: m for m in members}
        added = [key for key in new if key not in last]
        plan = _interleaved(kept, sorted(added), is_sorted=_is_sorted(members))
        inner = self._inner(at, members, lead)
        self.out.append("{")
        for position, entry in enumerate(plan):
            self.out.append(self._separator(position, entry, members, inner))
            if isinstance(entry, str):
                colon = ":" if self.compact else ": "
                name = dumps(entry, indent=None, ascii_only=self._ascii_only())
                self.out.append(name + colon + self._dumped(new[entry], inner))
            else:
                self.out.append(self.text[entry.start : entry.value])
                if last[entry.key] is entry:
                    self.value(entry.value, new[entry.key], inner, level + 1)
                else:
                    self.out.append(self.text[entry.value : entry.end])
        self._close(at, members, "}", plan, lead)

    def _array(
        self, at: int, items: list[_Member], new: Sequence[object], lead: str, level: int
    ) -> None:
        inner = self._inner(at, items, lead)
        plan = self._matched(items, new)
        self.out.append("[")
        for position, (old, item) in enumerate(plan):
            self.out.append(self._separator(position, old or "", items, inner))
            if old is None:
                self.out.append(self._dumped(item, inner))
            else:
                self.value(old.start, item, inner, level + 1)
        self._close(at, items, "]", plan, lead)

    def _matched(
        self, items: list[_Member], new: Sequence[object]
    ) -> list[tuple[_Member | None, object]]:
        """Each new item with the old one it continues; old ones that nothing continues go."""
        if len(items) == len(new):
            return list(zip(items, new, strict=True))
        plan: list[tuple[_Member | None, object]] = []
        rest = [(item, _scan(self.text, item.start)[0]) for item in items]
        for value in new:
            found = next((n for n, (_, old) in enumerate(rest) if _akin(old, value)), None)
            plan.append((None if found is None else rest[found][0], value))
            rest = rest if found is None else rest[found + 1 :]
        return plan

    def _separator(
        self, position: int, entry: _Member | str, members: list[_Member], inner: str
    ) -> str:
        """What stands before an entry: as it was where its neighbour is still the same."""
        if position == 0:
            return inner
        if isinstance(entry, _Member) and entry is not members[0]:
            return self.text[entry.gap : entry.start]
        gap = "" if self.newline or self.compact else " "
        return "," + (inner or gap)

    def _inner(self, at: int, members: list[_Member], lead: str) -> str:
        if members:
            return self.text[at + 1 : members[0].start]
        return lead + self.unit if self.newline else ""

    def _close(
        self, at: int, members: list[_Member], bracket: str, plan: Sequence[object], lead: str
    ) -> None:
        start = members[-1].end if members else at + 1
        self.end = self.text.index(bracket, start) + 1
        if plan:
            tail = self.text[start : self.end - 1]
            self.out.append(tail if members or not self.newline else lead)
        self.out.append(bracket)

    def _dumped(self, value: object, lead: str) -> str:
        indent = self.unit if "\n" in lead else None
        text = dumps(value, indent=indent, ascii_only=self._ascii_only(), compact=self.compact)
        return text.replace("\n", lead) if indent is not None else text

    def _ascii_only(self) -> bool:
        """Whether the text escapes all that is not ASCII, as some writers do."""
        if self._ascii is None:
            self._ascii = self.text.isascii() and _escapes_letters(self.text)
        return self._ascii

    def _members(self, at: int) -> Iterator[_Member]:
        text, gap = self.text, at + 1
        at = _skip(text, gap)
        while text[at] != "}":
            key, colon = _scan(text, at)
            value = _skip(text, _skip(text, colon) + 1)
            _, end = _scan(text, value)
            yield _Member(key, at, value, end, gap)
            gap, at = end, _skip(text, end)
            if text[at] == ",":
                at = _skip(text, at + 1)

    def _items(self, at: int) -> Iterator[_Member]:
        text, gap = self.text, at + 1
        at = _skip(text, gap)
        while text[at] != "]":
            _, end = _scan(text, at)
            yield _Member("", at, at, end, gap)
            gap, at = end, _skip(text, end)
            if text[at] == ",":
                at = _skip(text, at + 1)


def same(old: object, new: object) -> bool:
    """Equal as JSON: NaN is NaN, and ``true`` is not 1."""
    if isinstance(old, str):
        return bool(old == new)
    if isinstance(old, dict) and isinstance(new, Mapping):
        return old.keys() == new.keys() and all(same(v, new[k]) for k, v in old.items())
    if isinstance(old, list) and isinstance(new, list | tuple):
        return len(old) == len(new) and all(map(same, old, new))
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, float) and old != old:  # noqa: PLR0124 - only NaN differs from itself
        return isinstance(new, float) and new != new  # noqa: PLR0124
    return bool(old == new)


def _escapes_letters(text: str) -> bool:
    """Whether an escape stands where others write a letter, not a backslash before a ``u``."""
    for found in _ESCAPE.finditer(text):
        before = found.start()
        while text[before - 1] == "\\":
            before -= 1
        if (found.start() - before) % 2 == 0:
            return True
    return False


def _akin(old: object, new: object) -> bool:
    """Whether ``new`` is ``old`` changed: the same cell, or the same output but for metadata."""
    if not isinstance(old, dict) or not isinstance(new, Mapping):
        return same(old, new)
    if "id" in old or "id" in new:
        return bool(old.get("id") == new.get("id"))
    return same(*({k: v for k, v in d.items() if k != "metadata"} for d in (old, new)))


def _interleaved(kept: list[_Member], added: list[str], *, is_sorted: bool) -> list[_Member | str]:
    """Old members in their order, new ones where they belong if the old are sorted, else last."""
    if not is_sorted:
        return [*kept, *added]
    return sorted([*kept, *added], key=lambda m: m.key if isinstance(m, _Member) else m)


def _is_sorted(members: list[_Member]) -> bool:
    keys = [member.key for member in members]
    return keys == sorted(keys)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
