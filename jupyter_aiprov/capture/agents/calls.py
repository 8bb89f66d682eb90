"""A tool call of an agent, as far as it changes notebooks.

An agent waits while its hook runs: the modules a hook needs import nothing heavy, and the typed
records are left to whoever reads the ledger.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

NOTEBOOK = ".ipynb"

_PATHS = ("notebook_path", "target_notebook", "file_path", "filePath", "target_file", "path")
_WHOLE = ("content", "file_text", "contents")
_CELL = ("new_source", "cell_source", "content", "source")
_OLD = ("old_string", "oldString", "old_str", "oldText", "old_text")
_NEW = ("new_string", "newString", "new_str", "newText", "new_text")
_PATCH = ("patch", "patchText", "input", "command", "diff")
_PATCH_FILE = re.compile(r"^\*\*\* (?:Update|Add) File: (.+)$")


Phase = Literal["before", "after"]


class Change(NamedTuple):
    """What a call does to one notebook.

    ``cell`` changes one cell: ``text`` is its new source, ``mode`` insert, replace or delete.
    ``file`` writes the whole file: ``text`` is its content. ``parts`` replaces passages of the
    file's JSON text. ``original`` is the file before, where the tool tells it.
    """

    path: str
    kind: Literal["cell", "file", "parts"]
    text: str = ""
    cell: str | None = None
    mode: str = "replace"
    parts: tuple[tuple[str, str], ...] = ()
    original: str | None = None
    created: bool = False


class Call(NamedTuple):
    """One call: who made it, when it is told (``before`` or ``after`` the change), its changes."""

    agent: str
    phase: Phase
    changes: tuple[Change, ...]
    system: Mapping[str, object] = {}
    cwd: str | None = None
    session: str | None = None
    call: str | None = None
    message: str | None = None
    usage: Mapping[str, float] = {}
    time: str | None = None
    transcript: str | None = None


def changes(arguments: object, response: object = None, tool: str = "") -> tuple[Change, ...]:
    """The notebooks a tool call changes, told by the names of its arguments.

    Agents call their tools differently and their arguments much alike; what is not known to
    change a notebook gives nothing. The tool's own name only tells apart adding, replacing and
    deleting a cell.

    Args:
        arguments: of the call, plain JSON or its text.
        response: what the tool answered, where it is known.
        tool: the tool's name, empty where it is unknown.

    Returns:
        Each change of a notebook, in the order of the arguments.
    """
    given = _object(arguments)
    told = _object(response)
    return tuple(one for one in _changes(given, told, tool) if one.path.endswith(NOTEBOOK))


def _changes(
    given: Mapping[str, object], told: Mapping[str, object], tool: str
) -> Iterator[Change]:
    patch = next((text for text in _strings(given, _PATCH) if "*** Begin Patch" in text), None)
    if patch is not None:
        yield from _patched(patch)
        return
    path = _first(given, _PATHS)
    if path is None:
        return
    original = _first(told, ("original_file", "originalFile", "originalContent"))
    if _names_a_cell(given):
        yield _of_cell(path, given, told, original, tool)
        return
    whole = _first(given, _WHOLE)
    if whole is not None:
        created = told.get("type") == "create"
        yield Change(path, "file", whole, original=original, created=created)
        return
    parts = tuple(_parts(given))
    if parts:
        yield Change(path, "parts", parts=parts, original=original)


def _names_a_cell(given: Mapping[str, object]) -> bool:
    text = _first(given, _CELL)
    return text is not None and bool(
        {"new_source", "cell_id", "cell_index", "cell_type"} & {*given}
    )


def _of_cell(
    path: str,
    given: Mapping[str, object],
    told: Mapping[str, object],
    original: str | None,
    tool: str,
) -> Change:
    adding = tool.startswith(("add", "insert"))
    mode = str(given.get("edit_mode") or ("insert" if adding else "replace"))
    index = given.get("cell_index")
    named = _first(given, ("cell_id",)) or (f"cell-{index}" if isinstance(index, int) else None)
    cell = _first(told, ("cell_id",)) if mode == "insert" else named
    return Change(path, "cell", _first(given, _CELL) or "", cell=cell, mode=mode, original=original)


def _parts(given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    several = given.get("edits")
    for edit in several if isinstance(several, list) else [given]:
        if isinstance(edit, Mapping):
            new = _first(edit, _NEW)
            if new is not None:
                yield _first(edit, _OLD) or "", new


def _patched(patch: str) -> Iterator[Change]:
    """The files of a patch in the ``*** Begin Patch`` form, each hunk a passage."""
    path, old, new = None, [""], [""]
    parts: list[tuple[str, str]] = []
    for line in [*patch.splitlines(), "*** End Patch"]:
        if line.startswith(("*** ", "@@")):
            if old != new:
                parts.append(("\n".join(old[1:]), "\n".join(new[1:])))
            old, new = [""], [""]
            if line.startswith("*** ") and not line.startswith("*** End of File"):
                if path and parts:
                    yield Change(path, "parts", parts=tuple(parts))
                named = _PATCH_FILE.match(line)
                path, parts = named[1].strip() if named else None, []
        elif path:
            old += [line[1:]] if line[:1] in ("-", " ", "") else []
            new += [line[1:]] if line[:1] in ("+", " ", "") else []


def _object(value: object) -> Mapping[str, object]:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, Mapping) else {}


def _strings(given: Mapping[str, object], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = given.get(name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (one for one in value if isinstance(one, str))


def _first(given: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    found = (given.get(name) for name in names)
    return next((value for value in found if isinstance(value, str)), None)


def text(payload: Mapping[str, object], *names: str) -> str | None:
    """The first of the named members that is a text."""
    return _first(payload, names)
