"""The files of a run beyond those followed one by one: noted by their paths, settled together.

Of these nothing is read. What this kernel left as it is now carries what it was written with; of
any other the marks are unknown as soon as some file of the project carries any.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from ...lineage.tags import NONE, Tags, unknown
from .contents import TOO_MANY, Contents


class Rest:
    """What one run did with files that are not followed one by one.

    Attributes:
        reads: those it read.
        writes: those it wrote, with the marks they carry.
        fresh_reads: those it read since this was last settled.
        fresh_writes: those it wrote since, with the marks that are known to go in already.
    """

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.writes: dict[str, Tags] = {}
        self.fresh_reads: set[str] = set()
        self.fresh_writes: dict[str, Tags] = {}

    def add(self, reads: set[str], writes: Iterable[str]) -> None:
        """Files were read and written of which nothing else was noted."""
        self.fresh_reads |= reads
        self.fresh_writes = dict.fromkeys(writes, NONE) | self.fresh_writes

    def append(self, path: str, contents: Contents) -> None:
        """A file is changed that keeps what it held."""
        known = contents.written.get(path)
        tags = known.tags if known is not None else _doubt(contents)
        self.fresh_writes[path] = self.fresh_writes.get(path, NONE) | tags

    def brought(self, contents: Contents) -> Tags:
        """The marks that came in by what was read."""
        fresh, self.fresh_reads = self.fresh_reads, set()
        self.reads |= fresh
        own = [self.writes[path] for path in fresh.intersection(self.writes)]
        rewritten = fresh.intersection(self.fresh_writes)
        before = [known.tags for path in rewritten if (known := contents.written.get(path))]
        tags = NONE.union(*set(own), *set(before), _doubt(contents) if rewritten else NONE)
        return tags | _read(fresh - rewritten - self.writes.keys(), contents)

    def settled(self, tags: Tags) -> None:
        """A statement with these marks is over."""
        fresh, self.fresh_writes = self.fresh_writes, {}
        whole: dict[Tags, Tags] = {}
        for path, given in fresh.items():
            if given not in whole:
                whole[given] = tags | given
            self.writes[path] = whole[given]


def _doubt(contents: Contents) -> Tags:
    return unknown(TOO_MANY) if contents.carries() else NONE


def _read(paths: Iterable[str], contents: Contents) -> Tags:
    """What these files carry together."""
    found: set[Tags] = set()
    others = []
    written = contents.written
    for path in paths:
        known = written.get(path)
        if known is None or known.signature is None:
            others.append(path)
            continue
        try:
            now = os.stat(path)  # noqa: PTH116 - the path is text
        except OSError:
            continue
        if (now.st_size, now.st_mtime_ns, now.st_ino) == known.signature:
            found.add(known.tags)
        else:
            others.append(path)
    if others:
        found.update(contents.unlooked(others))
    return NONE.union(*found)
