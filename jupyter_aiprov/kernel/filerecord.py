"""The files of one run as its record tells of them: so many one by one, the rest as a number."""

from __future__ import annotations

import json
import os
from itertools import islice
from typing import Any

from ..lineage.tags import NONE, Tags, marks_of
from ..record.run import FileUse, Mark
from .filecontents import SINGLY, Budget, Contents, stamp_of
from .openfiles import State


class RunFiles:
    """What one run did with files so far.

    Attributes:
        reads: the files it read, as each was at first, with the marks it brought.
        writes: the files it wrote, with the marks they carry.
        begun: files the statement that goes on opened to write.
        looks: what it may spend on looking into files as it goes on.
    """

    def __init__(self) -> None:
        self.reads: dict[str, tuple[State, Tags]] = {}
        self.writes: dict[str, Tags] = {}
        self.begun: set[str] = set()
        self.looks = Budget()

    def brings(self, path: str) -> bool:
        """Whether reading this file brings in something; it may be what the run wrote itself."""
        return path not in self.reads and path not in self.writes and path not in self.begun


class FileRecord:
    """The record of a run's files.

    Attributes:
        uses: the files, those read first.
        rows: what the project's ledger is to be told.
        left_out: how many there were, where these are too many to be told one by one.
    """

    def __init__(
        self, contents: Contents, files: RunFiles, code: Tags, origin: dict[str, Any]
    ) -> None:
        self.uses: list[FileUse] = []
        self.rows: list[tuple[str, str, tuple[Mark, ...], str]] = []
        self.left_out = ""
        self._contents = contents
        self._files = files
        self._code = code
        self._origin = json.dumps(origin, default=str)
        self._sampled = json.dumps({**origin, "digest": "sampled"}, default=str)
        self._marks: dict[Tags, tuple[Mark, ...]] = {}
        self._budget = Budget()

    def make(self) -> None:
        """Look at what was written, and fill in the attributes."""
        self._reads()
        written = [self._close(path, tags) for path, tags in self._files.writes.items()]
        kept = [use for use in written if use is not None]
        self.uses += kept[:SINGLY]
        rest = kept[SINGLY:]
        marks = dict.fromkeys(mark for use in rest for mark in use.marks)
        self._sum([(use.path, use.outside) for use in rest], "write", tuple(marks))
        if len(kept) > SINGLY or len(self._files.reads) > SINGLY:
            self.left_out = f"({len(self._files.reads)} read, {len(kept)} written)"

    def _reads(self) -> None:
        reads, name = self._files.reads, self._contents.name
        for path, (state, tags) in islice(reads.items(), SINGLY):
            self.uses.append(self._use(path, "read", state, tags))
        rest = list(islice(reads.items(), SINGLY, None))
        tags = NONE.union(*{brought for _, (_, brought) in rest})
        self._sum([name(path) for path, _ in rest], "read", marks_of(tags))

    def _close(self, path: str, tags: Tags) -> FileUse | None:
        """A file that was written; None where it was taken away again: nobody will read it."""
        known = self._contents.wrote(path, tags | self._code)
        now = known.signature
        if now is None:
            return None
        state = self._contents.look(path, self._budget)
        use = self._use(path, "write", state, known.tags)
        if not now.size:
            return use
        found, origin = state.digest, self._origin
        if found is not None:
            self._contents.is_of(known, found[0])
            origin = origin if found[1] else self._sampled
        self.rows.append((found[0] if found else stamp_of(now), use.path, use.marks, origin))
        return use

    def _use(self, path: str, mode: Any, state: State, tags: Tags) -> FileUse:
        name, outside = self._contents.name(path)
        found = state.digest
        if tags not in self._marks:
            self._marks[tags] = marks_of(tags)
        return FileUse(
            path=name,
            mode=mode,
            sha256=found[0] if found and found[1] else None,
            size=state.signature.size if state.signature is not None else None,
            outside=outside,
            marks=self._marks[tags],
            extra={"sampled_sha256": found[0]} if found and not found[1] else {},
        )

    def _sum(self, names: list[tuple[str, bool]], mode: Any, marks: tuple[Mark, ...]) -> None:
        """Files that are not told one by one: how many, and the folder they all lie in."""
        if not names:
            return
        folder = os.path.commonpath([os.path.dirname(path) for path, _ in names])  # noqa: PTH120
        self.uses.append(
            FileUse(
                path=f"{folder}/*" if folder else "*",
                mode=mode,
                outside=all(outside for _, outside in names),
                marks=marks,
                extra={"files": len(names)},
            )
        )
