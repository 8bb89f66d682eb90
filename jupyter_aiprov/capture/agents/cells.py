"""From what a tool changed in a file to what changed in its cells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from ..narrow import sequence
from .calls import Change

Edit = dict[str, object]
#: A notebook larger than this is not looked into while an agent waits, in bytes.
LARGEST = 32_000_000

_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')
_WHOLE_LINE = re.compile(r'\s*("(?:[^"\\]|\\.)*")\s*(?:,|\]|\],)?\s*$')
_MEMBER = re.compile(r'\s*"(?:[^"\\]|\\.)*"\s*:\s*(.*)$')


def sources(content: str | bytes) -> dict[str, str] | None:
    """The cells' sources by id (``#3`` for the fourth cell without one); None if not a notebook."""
    try:
        cells = json.loads(content)["cells"]
        return {_name(cell, at): joined(cell.get("source")) for at, cell in enumerate(cells)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _name(cell: Mapping[str, object], at: int) -> str:
    name = cell.get("id")
    return name if isinstance(name, str) else f"#{at}"


def joined(source: object) -> str:
    """A cell's source, which a notebook holds as text or in lines.

    Raises:
        TypeError: it is something else.
    """
    if isinstance(source, str):
        return source
    if source and not isinstance(source, list):
        raise TypeError("a cell's source is text, or its lines")
    return "".join(map(str, sequence(source)))


def edits(
    change: Change, before: Mapping[str, str] | None, present: Mapping[str, str] | None
) -> list[Edit]:
    """What ``change`` did to each cell.

    Args:
        change: as the tool tells it.
        before: the cells before it, where known; the tool's own word goes first.
        present: the cells after it, where known.

    Returns:
        Of each cell its source after, and before where that is known: ``after``, ``before``,
        ``cell``.
    """
    before = sources(change.original) if change.original is not None else before
    if change.kind == "cell":
        return list(_of_cell(change, before, present))
    if change.kind == "file":
        after = sources(change.text)
        return list(_between({} if change.created else before, after)) if after else []
    if change.original is not None:
        content = change.original
        for old, new in change.parts:
            content = content.replace(old, new, 1) if old else content
        return list(_between(before, sources(content) or {}))
    return [edit for part in change.parts if (edit := _of_part(part, present)) is not None]


def _of_cell(
    change: Change, before: Mapping[str, str] | None, present: Mapping[str, str] | None
) -> Iterator[Edit]:
    if change.mode == "delete":
        return
    if change.mode == "insert":
        yield _edit(change.cell or _new_cell(change.text, before, present), "", change.text)
        return
    name = _by_position(change.cell, before) or _by_position(change.cell, present) or change.cell
    yield _edit(name, before.get(name) if before and name else None, change.text)


def _by_position(name: str | None, cells: Mapping[str, str] | None) -> str | None:
    """The id of the cell that ``cell-3`` names: the fourth, unless one has that very id."""
    at = name.removeprefix("cell-") if name else ""
    if not cells or name in cells or not at.isdigit() or int(at) >= len(cells):
        return None
    return list(cells)[int(at)]


def _new_cell(
    text: str, before: Mapping[str, str] | None, present: Mapping[str, str] | None
) -> str | None:
    """The id of a cell just inserted: the one with this text that was not there."""
    same = [name for name, source in (present or {}).items() if source == text]
    new = [name for name in same if before is None or name not in before]
    return new[0] if len(new) == 1 else None


def _between(before: Mapping[str, str] | None, after: Mapping[str, str]) -> Iterator[Edit]:
    for name, source in after.items():
        if before is None:
            yield _edit(name, None, source)
        elif before.get(name) != source and (name in before or source not in before.values()):
            yield _edit(name, before.get(name, ""), source)


def _edit(name: str | None, before: str | None, after: str) -> Edit:
    edit: Edit = {"after": after}
    if before is not None:
        edit["before"] = before
    if name is not None and not name.startswith("#"):
        edit["cell"] = name
    return edit


def _of_part(part: tuple[str, str], present: Mapping[str, str] | None) -> Edit | None:
    """A passage of the file's text as a passage of a cell; of the whole cell where it is known."""
    old, new = decoded(part[0]), decoded(part[1])
    if not new.strip():
        return None
    within = [name for name, source in (present or {}).items() if source.count(new) == 1]
    if len(within) == 1 and present is not None:
        source = present[within[0]]
        return _edit(within[0], source.replace(new, old), source)
    return {"before": old, "after": new, "part": True}


def decoded(fragment: str) -> str:
    """The text a passage of a notebook's JSON stands for: the lines of its string literals.

    A passage may begin or end within a literal. One without any quote at a line's end is taken
    for text as it is.
    """
    lines = fragment.split("\n")
    if len(lines) == 1 and not _WHOLE_LINE.match(fragment) and not _MEMBER.match(fragment):
        return _unescaped(fragment)
    out = []
    for at, whole_line in enumerate(lines):
        member = _MEMBER.match(whole_line)
        line = member[1] if member else whole_line
        whole = _WHOLE_LINE.match(line)
        if whole:
            out.append(json.loads(whole[1], strict=False))
        elif at == 0 and re.search(r'(?<!\\)(?:\\\\)*",?\s*$', line):
            out.append(_unescaped(line.rstrip().rstrip(",")[:-1]))
        elif at == len(lines) - 1 and line.lstrip().startswith('"'):
            out.append(_unescaped(line.lstrip()[1:]))
    return "".join(out) if out or any(_LITERAL.search(line) for line in lines) else fragment


def _unescaped(inner: str) -> str:
    try:
        value: str = json.loads(f'"{inner}"', strict=False)
    except ValueError:
        return inner
    return value
