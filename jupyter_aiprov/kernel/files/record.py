"""The files of one run as its record tells of them: so many one by one, the rest as a number."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from itertools import islice
from typing import Literal

from ...lineage.tags import NONE, Tags, marks_of
from ...record.run import FileUse, Mark
from .contents import SINGLY, Budget, Contents, stamp_of
from .rest import Rest
from .uses import State

Mode = Literal["read", "write"]


class RunFiles:
    """What one run did with files so far.

    Attributes:
        reads: the files it read, as each was at first, with the marks it brought.
        writes: the files it wrote, with the marks they carry.
        begun: files the statement that goes on opened to write.
        looks: what it may spend on looking into files as it goes on.
        rest: files that are not followed one by one.
        brought: the marks that came in by these.
        followed: how many are, of each kind of use.
        events: how often files were used.
    """

    def __init__(self) -> None:
        self.reads: dict[str, tuple[State, Tags]] = {}
        self.writes: dict[str, Tags] = {}
        self.begun: set[str] = set()
        self.looks = Budget()
        self.events = 0
        self.rest = Rest()
        self.brought: Tags = NONE
        self.followed = {"read": 0, "write": 0, "append": 0}

    def brings(self, path: str) -> bool:
        """Whether reading this file brings in something; it may be what the run wrote itself."""
        return not any(path in known for known in (self.reads, self.writes, self.begun))


class FileRecord:
    """The record of a run's files.

    Args:
        contents: what this kernel knows of files.
        files: what the run did with files.
        code: marks of the cell's source: they go into all it wrote.
        origin: of the run, as the project's ledger keeps it.

    Attributes:
        uses: the files, those read first.
        rows: what the project's ledger is to be told.
        left_out: how many there were, where these are too many to be told one by one.
    """

    def __init__(
        self, contents: Contents, files: RunFiles, code: Tags, origin: Mapping[str, object]
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
        reads, writes = self._files.reads, self._files.writes
        for path, (state, tags) in islice(reads.items(), SINGLY):
            self.uses.append(self._use(path, "read", state, tags))
        self._rest_read()
        written = [self._close(path, tags) for path, tags in islice(writes.items(), SINGLY)]
        self.uses += [use for use in written if use is not None]
        self._rest_written()

    def _rest_read(self) -> None:
        rest = dict.fromkeys(islice(self._files.reads, SINGLY, None))
        tags = NONE.union(*{self._files.reads[path][1] for path in rest}, self._files.brought)
        rest.update(dict.fromkeys(self._files.rest.reads - self._files.reads.keys()))
        self._sum(list(rest), "read", tags)

    def _rest_written(self) -> None:
        """Files that are not looked into are known by size, time and place."""
        rest = dict(islice(self._files.writes.items(), SINGLY, None)) | self._files.rest.writes
        for path in islice(self._files.writes, SINGLY):
            rest.pop(path, None)
        there = []
        name, code, marked = self._contents.name, self._code, self._marked
        for known in self._contents.wrote_many(rest, code):
            there.append(known.path)
            stamp = stamp_of(known.signature)
            self.rows.append((stamp, name(known.path)[0], marked(known.tags), self._origin))
        self._sum(there, "write", NONE.union(*set(rest.values()), code if there else NONE))

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

    def _use(self, path: str, mode: Mode, state: State, tags: Tags) -> FileUse:
        name, outside = self._contents.name(path)
        found = state.digest
        return FileUse(
            path=name,
            mode=mode,
            sha256=found[0] if found and found[1] else None,
            size=state.signature.size if state.signature is not None else None,
            outside=outside,
            marks=self._marked(tags),
            sampled_sha256=found[0] if found and not found[1] else None,
        )

    def _marked(self, tags: Tags) -> tuple[Mark, ...]:
        if tags not in self._marks:
            self._marks[tags] = marks_of(tags)
        return self._marks[tags]

    def _sum(self, paths: list[str], mode: Mode, tags: Tags) -> None:
        """Files that are not told one by one: how many, and the folder they all lie in."""
        if not paths:
            return
        folder, outside = self._contents.name(f"{_common(paths)}/*")
        self.uses.append(
            FileUse(
                path=folder,
                mode=mode,
                outside=outside,
                marks=marks_of(tags),
                extra={"files": len(paths)},
            )
        )
        self.left_out += f"({len(paths):,} more {'read' if mode == 'read' else 'written'})"


def _common(paths: list[str]) -> str:
    """The folder these lie in: what the first and the last in order have in common."""
    ends = (min(paths), max(paths))
    return os.path.commonpath([os.path.dirname(path) for path in ends])  # noqa: PTH120
