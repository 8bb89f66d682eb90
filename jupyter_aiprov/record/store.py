"""Notebooks on disk: the only reader and writer of the metadata key ``aiprov``."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from .atomic import write_atomic
from .base import JsonObject, Record, encode
from .cell import CellRecord, OutputRecord
from .diagnostics import Diagnostic, diagnostic
from .digest import is_invisible, joined, sha256_bytes
from .errors import BadInput, Changed, NewerFormat
from .jsontext import dumps, patch, same
from .notebook import SCHEMA, NotebookRecord
from .reading import BOM, STREAM, check, parse, parse_file, read_bytes
from .spans import current_spans
from .tolerant import Invalid, read_record

R = TypeVar("R", bound=Record)

KEY = "aiprov"
TAGGED = ("execute_result", "display_data")

_VERSION = re.compile(r"(\d+)\.(\d+)")
_CHUNK = 1 << 20

#: Told of each notebook written in place: the bytes it was read as, and those it has now.
written: ContextVar[Callable[[bytes, bytes], None] | None] = ContextVar("written", default=None)


class Cell:
    """One cell as it stands in the notebook.

    Attributes:
        index: its position; id: its nbformat id, None before nbformat 4.5.
        source: its text, lines joined, exactly as in the file.
        outputs: what a reader sees, as the JSON objects of the notebook itself.
        record: its provenance, empty where there is none.
        output_records: of each of ``outputs``, None where it carries none.
        diagnostics: what was wrong with its records.
    """

    def __init__(self, index: int, raw: JsonObject, *, newer: bool = False) -> None:
        self.index = index
        self.raw = raw
        self.id: str | None = raw["id"] if isinstance(raw.get("id"), str) else None
        self.type = str(raw.get("cell_type", "raw"))
        self.source = joined(raw.get("source"))
        self.record = CellRecord()
        self.diagnostics: list[Diagnostic] = []
        self.output_records: list[OutputRecord | None] = []
        self._newer = newer
        self.refresh()

    def refresh(self) -> None:
        """Read the records again from ``raw``."""
        outputs = self.raw.get("outputs", [])
        self.outputs: list[JsonObject] = [o for o in outputs if not is_invisible(o)]
        self.diagnostics = []
        if self._newer:
            self.output_records = [None] * len(self.outputs)
            return
        self.record = self._read(self.raw, CellRecord, "") or CellRecord()
        self.output_records = [
            self._read(output, OutputRecord, f"output {position}: ")
            for position, output in enumerate(self.outputs)
        ]
        written = self.record.authorship
        if written and written.spans and not current_spans(self.source, written):
            self.diagnostics.append(diagnostic("AP103"))

    def _read(self, holder: JsonObject, type_: type[R], where: str) -> R | None:
        metadata = holder.get("metadata", {})
        if KEY not in metadata:
            return None
        record, invalid = read_record(metadata[KEY], type_)
        self.diagnostics.extend(aside(invalid, where))
        return keep(record, invalid)


def keep(record: R, invalid: tuple[Invalid, ...]) -> R:
    """The record with what could not be read of it, so that writing it loses nothing."""
    return msgspec.structs.replace(record, invalid=invalid) if invalid else record


def aside(invalid: Iterable[Invalid], where: str = "") -> Iterator[Diagnostic]:
    """One diagnostic for each part that was set aside."""
    for part in invalid:
        yield diagnostic("AP101", f"({where}{part.path or 'all of it'}: {part.reason})")


class Notebook:
    """A notebook and its records; nothing reaches the file before :meth:`save`.

    Attributes:
        path: its file, None for a stream or a value in memory.
        raw: its JSON value. ``record`` and ``cells`` are views of it.
        newer: its records are of a newer major format: all is unknown, nothing may be written.
        folded: how many deliveries were folded into it since it was read.
    """

    def __init__(self, raw: JsonObject, path: Path | None = None) -> None:
        self.raw = raw
        self.path = path
        self.newer = _is_newer(raw)
        self.record = NotebookRecord()
        self.own_diagnostics: list[Diagnostic] = []
        self.folded = 0
        self._data: bytes | None = None
        self._after_save: list[Callable[[], None]] = []
        self._read_record()
        self.cells = [Cell(i, cell, newer=self.newer) for i, cell in enumerate(raw["cells"])]

    def _read_record(self) -> None:
        metadata = self.raw.get("metadata", {})
        if self.newer:
            self.own_diagnostics.append(diagnostic("AP102"))
        elif KEY in metadata:
            record, invalid = read_record(metadata[KEY], NotebookRecord)
            self.record = keep(record, invalid)
            self.own_diagnostics.extend(aside(invalid))

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What was wrong with the notebook's records, and with those of each cell."""
        found = list(self.own_diagnostics)
        for cell in self.cells:
            for one in cell.diagnostics:
                message = f"Cell {cell.index}: {one.message}"
                found.append(Diagnostic(code=one.code, message=message, extra=one.extra))
        return found

    @property
    def sha256(self) -> str | None:
        """Digest of the bytes it was read from; None for a value in memory."""
        return None if self._data is None else sha256_bytes(self._data)

    def set_cell(self, index: int, record: CellRecord) -> None:
        """Give a cell its record; an empty one takes the key away."""
        cell = self.cells[index]
        self._put(cell.raw, record)
        cell.record = record

    def set_output(self, index: int, output_index: int, record: OutputRecord) -> None:
        """Give one of a cell's visible outputs its record.

        Args:
            index: of the cell.
            output_index: among the cell's visible outputs.
            record: replaces the one it has.

        Raises:
            BadInput: the notebook format allows no metadata on that kind of output.
        """
        cell = self.cells[index]
        output = cell.outputs[output_index]
        if output.get("output_type") not in TAGGED:
            raise BadInput(f"Outputs of type {output.get('output_type')} cannot carry a record.")
        self._put(output, record)
        cell.output_records[output_index] = record

    def set_record(self, record: NotebookRecord) -> None:
        """Give the notebook its record, in the present format."""
        if not record.schema:
            record = msgspec.structs.replace(record, schema=SCHEMA)
        self._put(self.raw, record)
        self.record = record

    def _put(self, holder: JsonObject, record: Record) -> None:
        self._writable()
        encoded = encode(record)
        metadata = holder.setdefault("metadata", {})
        if encoded:
            metadata[KEY] = encoded
        else:
            metadata.pop(KEY, None)

    def _writable(self) -> None:
        if self.newer:
            raise NewerFormat(
                f"The records of {self.path or 'this notebook'} are of a newer format than "
                f"{SCHEMA}; upgrade jupyter-aiprov before changing them: "
                "pip install -U jupyter-aiprov"
            )

    def on_saved(self, action: Callable[[], None]) -> None:
        """Do ``action`` once the present state has reached the notebook's own file."""
        self._after_save.append(action)

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the notebook: as they were read, but for what has changed."""
        if self._data is None:
            yield (dumps(self.raw, indent=" ") + "\n").encode()
            return
        bom = self._data.startswith(BOM)
        text = self._data[len(BOM) if bom else 0 :].decode()
        if bom:
            yield BOM
        for chunk in patch(text, self.raw):
            for at in range(0, len(chunk), _CHUNK):
                yield chunk[at : at + _CHUNK].encode()

    def changed(self) -> bool:
        """Whether anything differs from what was read."""
        return self._data is None or not same(parse(self._data, "notebook"), self.raw)

    def save(self, path: Path | str | None = None) -> None:
        """Write atomically; an unchanged notebook is not touched. ``-`` is standard output.

        Raises:
            Changed: somebody else wrote it meanwhile; their save stands.
            NotWritable: the file cannot be written.
        """
        target = Path(path) if path is not None else self.path
        if target is None or str(target) == STREAM:
            sys.stdout.buffer.writelines(self.chunks())
            sys.stdout.buffer.flush()
            return
        own = self.path is not None and target == self.path
        before = self._data if own else None
        if before is not None and not self.changed():
            if read_bytes(target) != before:
                raise Changed(f"{target} was changed by another program meanwhile; run it again.")
            self._saved()
            return
        data = b"".join(self.chunks())
        write_atomic(target, data, before)
        if own:
            self._data = data
            if before is not None and (tell := written.get()):
                tell(before, data)
            self._saved()

    def _saved(self) -> None:
        actions, self._after_save = self._after_save, []
        for action in actions:
            action()


def read(source: Path | str | BinaryIO) -> Notebook:
    """Read a notebook; its file is not changed.

    Raises:
        BadInput: it cannot be read as a notebook; the message names the remedy.
    """
    named = isinstance(source, str | Path) and str(source) != STREAM
    path = Path(str(source)) if named else None
    data, raw = parse_file(path) if path else _stream(source)
    notebook = Notebook(raw, path)
    notebook._data = data
    return notebook


def _stream(source: Path | str | BinaryIO) -> tuple[bytes, JsonObject]:
    data = read_bytes(source)
    return data, parse(data, "the stream")


def from_node(node: Mapping[str, object], path: str | None = None) -> Notebook:
    """A notebook from a value in memory, such as nbformat's; changes go to that very value.

    Raises:
        BadInput: it is not of notebook format 4.
    """
    if not isinstance(node, dict):
        raise BadInput("A notebook in memory must be a dict, as nbformat gives.")
    check(node, path or "the notebook")
    return Notebook(node, Path(path) if path else None)


def _is_newer(raw: JsonObject) -> bool:
    ours = raw.get("metadata", {}).get(KEY)
    schema = ours.get("schema") if isinstance(ours, Mapping) else None
    found = _VERSION.fullmatch(schema) if isinstance(schema, str) else None
    return found is not None and int(found[1]) > int(SCHEMA.split(".", maxsplit=1)[0])
