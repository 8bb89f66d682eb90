"""From bytes to the JSON value of a notebook, with a clear word for each way it can fail."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from .base import JsonObject
from .errors import BadInput
from .jsontext import loads
from .lease import Lease

BOM = b"\xef\xbb\xbf"
STREAM = "-"

_CONFLICT = re.compile(rb"^<{7} .*?^>{7} ", re.MULTILINE | re.DOTALL)
_BACK = "restore it from .ipynb_checkpoints or version control"
_MAJOR = 4


def read_bytes(source: Path | str | BinaryIO) -> bytes:
    """The bytes of a file or stream; ``-`` is standard input.

    Raises:
        BadInput: there is no such file, or it may not be read.
    """
    if not isinstance(source, str | Path):
        return source.read()
    if str(source) == STREAM:
        import sys

        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {source}; check the path.") from error
    except IsADirectoryError as error:
        raise BadInput(f"{source} is a folder; name an .ipynb file in it.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(f"{source} cannot be read: {reason}; check its permissions.") from error


def parse_file(path: Path) -> tuple[bytes, JsonObject]:
    """The bytes of a notebook file and its value; one that is being saved is waited for.

    Raises:
        BadInput: it cannot be read as a notebook.
    """
    data = read_bytes(path)
    while True:
        try:
            return data, parse(data, str(path))
        except BadInput:
            later = _once_quiet(path)
            if later == data:
                raise
            data = later


def _once_quiet(path: Path) -> bytes:
    """What a file holds once nobody writes it: a half-saved notebook is no broken one."""
    try:
        with path.open("rb") as file:
            Lease(file.fileno()).take()
            return file.read()
    except OSError:
        return read_bytes(path)


def parse(data: bytes, name: str) -> JsonObject:
    """The notebook in ``data``, checked as far as this package relies on its form.

    Raises:
        BadInput: the message says what is wrong with the file ``name`` and what to do.
    """
    body = data.removeprefix(BOM)
    if not body.strip():
        raise BadInput(f"{name} is empty; {_BACK}.")
    raw = _value(body, name)
    if not isinstance(raw, dict):
        raise BadInput(f"{name} is JSON but not a notebook; give an .ipynb file.")
    check(raw, name)
    return raw


def _value(body: bytes, name: str) -> object:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        pass  # strict and fast said no; the tolerant reader decides, and says why
    try:
        return loads(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(_not_utf8(body, name, error)) from error
    except json.JSONDecodeError as error:
        raise BadInput(_not_json(body, name, error)) from error
    except RecursionError as error:
        raise BadInput(f"{name} is nested too deeply to be a notebook.") from error


def _not_utf8(body: bytes, name: str, error: UnicodeDecodeError) -> str:
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding = "UTF-16" if wide else "LATIN1"
    return (
        f"{name} is not UTF-8 (byte {error.start}); notebooks must be. If it is {encoding}, "
        f"convert it: iconv -f {encoding} -t UTF-8 {name} > converted.ipynb"
    )


def _not_json(body: bytes, name: str, error: json.JSONDecodeError) -> str:
    if _CONFLICT.search(body):
        return (
            f"{name} holds git conflict markers; resolve them first, for example: nbdime mergetool"
        )
    where = f"line {error.lineno} column {error.colno}: {error.msg}"
    if error.pos >= len(error.doc.rstrip()) or "Unterminated" in error.msg:
        return f"{name} is truncated ({where}); {_BACK}."
    return f"{name} is not a notebook ({where}); give an .ipynb file, or {_BACK}."


def check(raw: Mapping[str, object], name: str) -> None:
    """What this package relies on: nbformat 4, and the types of cells, sources, outputs.

    Raises:
        BadInput: as it says.
    """
    version = raw.get("nbformat")
    if isinstance(version, bool) or not isinstance(version, int):
        raise BadInput(f"{name} is JSON but not a notebook (no nbformat); give an .ipynb file.")
    if version < _MAJOR:
        raise BadInput(
            f"{name} is in the old notebook format {version}; convert it first: "
            f"jupyter nbconvert --to notebook --nbformat 4 {name}"
        )
    if version > _MAJOR:
        raise BadInput(
            f"{name} is in notebook format {version}; upgrade jupyter-aiprov to read it."
        )
    cells = raw.get("cells")
    if not isinstance(cells, list) or not isinstance(raw.get("metadata", {}), dict):
        raise BadInput(f"{name} is not a valid notebook: 'cells' or 'metadata' has the wrong type.")
    for index, cell in enumerate(cells):
        fault = _cell_fault(cell)
        if fault:
            raise BadInput(f"{name} is not a valid notebook: cell {index} {fault}; {_BACK}.")


def _cell_fault(cell: object) -> str | None:
    if not isinstance(cell, dict):
        return "is not an object"
    source, outputs = cell.get("source", ""), cell.get("outputs", [])
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        return "has a source that is not text"
    if not isinstance(outputs, list) or not all(isinstance(output, dict) for output in outputs):
        return "has outputs that are not a list of objects"
    if not all(isinstance(holder.get("metadata", {}), dict) for holder in (cell, *outputs)):
        return "has metadata that is not an object"
    return None
