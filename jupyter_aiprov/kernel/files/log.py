"""What the interpreter tells of files, noted as it happens: within the user's call, at least cost.

A file that was read is looked at when its statement is over, or just before somebody may change
it: as it was when it was read.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Protocol

from ...capture.context import current_run
from ...capture.files import audit, folders
from ...capture.files.many import Many, Noted
from ...capture.recorder import Recorder
from ...capture.runs import RunHandle
from ...capture.shield import shielded
from ...lineage.tags import NONE
from ...lineage.tracker import Tracker
from .contents import SINGLY, Contents, before
from .record import RunFiles
from .uses import Use, ignored

#: After so many events of a run the names of files alone are kept.
_EVENTS = 1000

Key = tuple[str, str, int | None, str]


class Executing(Protocol):
    """What files are told of the statements that are going on."""

    def line(self) -> int | None:
        """The cell's line this thread is executing, None outside it."""

    def others(self) -> Collection[str]:
        """Ids of the other runs whose statements are going on at the same time."""


class UseLog:
    """Notes the uses of files, each once a line, until somebody asks for them.

    Attributes:
        noted: whether something was noted that nobody asked for yet.
        runs: what each run that goes on did with files so far, by its id.
        many: the run of whose files the names alone are kept, None where there is none.

    Args:
        contents: the files this kernel met.
        recorder: takes faults of ours.
        tracker: knows the marks of a figure that is saved.
        executing: tells which line of which run goes on.
    """

    def __init__(
        self, contents: Contents, recorder: Recorder, tracker: Tracker, executing: Executing
    ) -> None:
        self.noted = Noted()
        self.runs: dict[str, RunFiles] = {}
        self.many: Many | None = None
        self._contents = contents
        self._recorder = recorder
        self._tracker = tracker
        self._executing = executing
        self._uses: dict[Key, Use] = {}
        self._pending: list[Use] = []

    def of(self, run: str) -> RunFiles:
        """What a run did with files so far."""
        if run not in self.runs:
            self.runs[run] = RunFiles()
        return self.runs[run]

    # --- within the user's call

    def see(self, kind: str, path: str, other: str = "") -> Key | None:
        """Take note of one use; see :data:`~jupyter_aiprov.capture.audit.Sink`.

        Args:
            kind: of use.
            path: the whole path; empty where it is not known.
            other: where a move leads.

        Returns:
            What :meth:`take_back` takes; None where the use was known already.
        """
        run = current_run()
        if run is None or run.finished:
            return None
        files = self.runs.get(run.id) or self.of(run.id)
        files.events += 1
        if files.followed.get(kind, 0) >= SINGLY or files.events > _EVENTS:
            self._expect(kind, run)
            if kind in files.followed:
                self._note(kind, path, files)
                return None
        key = (kind, path, self._executing.line(), run.id)
        if key in self._uses or (path and ignored(path)):
            return None
        if kind in files.followed:
            files.followed[kind] += 1
        use = Use(kind, path, key[2], other, run.id)
        if kind == "read":
            self._pending.append(use)
        elif kind != "hidden":
            self._before(use)
        self._uses[key] = use
        self.noted.on = True
        return key

    def take_back(self, key: Key) -> None:
        """It was no use of that file after all."""
        use = self._uses.pop(key, None)
        if use in self._pending:
            self._pending.remove(use)

    def _expect(self, kind: str, run: RunHandle) -> None:
        """From the next one on the names alone are kept, where nothing else has to be seen."""
        if self.many is None or self.many.run is not run:
            self.many = Many(run, self._pending, self.noted)
            audit.expect(self.many)
        if kind == "read" and self.many.reads is None:
            self.many.reads = set()
        elif kind == "write" and self.many.writes is None:
            self.many.writes = set()

    def _note(self, kind: str, path: str, files: RunFiles) -> None:
        """One of many: no more is done within the user's call."""
        self.noted.on = True
        if kind == "read":
            files.rest.fresh_reads.add(path)
            return
        figure = audit.saved()
        if self._pending or figure is not None or kind == "append":
            with shielded(self._recorder.diagnose, "looking a file up"):
                self._freeze()
                if kind == "append":
                    files.rest.append(path, self._contents)
                tags = self._tracker.tags_of(figure) if figure is not None else NONE
                files.rest.fresh_writes[path] = files.rest.fresh_writes.get(path, NONE) | tags
        elif path not in files.rest.fresh_writes:
            files.rest.fresh_writes[path] = NONE

    def _before(self, use: Use) -> None:
        """Something may be changed: what was read is looked at, and what will be."""
        with shielded(self._recorder.diagnose, "looking a file up"):
            if self._pending and (use.kind == "process" or os.path.lexists(use.path)):
                self._freeze()
            if use.kind == "write":
                figure = audit.saved()
                use.figure = self._tracker.tags_of(figure) if figure is not None else NONE
            elif use.kind in ("append", "database"):
                self._contents.refresh()
                budget = self.of(use.run).looks
                use.before, use.seen = before(self._contents, use.path, budget)
                if use.kind == "database":
                    self._contents.databases.add(use.path)

    def _freeze(self) -> None:
        """Look at the files that were read, as they stand now."""
        pending = list(self._pending)
        self._pending.clear()
        for use in pending:
            use.seen = self._contents.look(use.path, self.of(use.run).looks)

    # --- when somebody asks

    def take(self) -> list[Use]:
        """The uses since this was last asked, those of other statements that go on left aside."""
        self.noted.on = False
        others = self._executing.others()
        uses, self._uses = self._uses, {}
        for key, use in list(uses.items()) if others else ():
            if use.run in others:  # a statement of that run is going on: it will ask
                self._uses[key] = uses.pop(key)
        if self.many is not None:
            self.of(self.many.run.id).rest.add(*self.many.taken())
        folders.stand()
        folders.forget()
        self._contents.refresh()
        self._freeze()
        return list(uses.values())

    def close(self, run: RunHandle) -> RunFiles | None:
        """A run ends: what it did with files, None where it used none."""
        if self.many is not None and self.many.run is run:
            self.many = None
            audit.expect(None)
        return self.runs.pop(run.id, None)
