"""The files a run reads and writes, and the marks that travel by them.

What the interpreter tells of a file is only noted as it happens. A file that was read is looked
at when its statement is over, or just before somebody may change it: as it was when it was read.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Container, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ..capture.context import current_run
from ..capture.files import audit, folders
from ..capture.files.digest import is_pipe, signature
from ..capture.files.ignored import ignored
from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..capture.shield import shielded
from ..lineage.tags import NONE, Tags, marks_of, unknown
from ..lineage.tracker import Came, Step, Tracker
from ..record.run import FileUse
from .filecontents import SINGLY, Contents, before
from .filepassports import FilePassports
from .filerecord import FileRecord, RunFiles
from .ledgers import ProjectLedger
from .openfiles import State, Use, file_of, open_files

if TYPE_CHECKING:
    from .ledgers import View
    from .openfiles import Written

#: After so many events of a run the names of files alone are kept.
_EVENTS = 1000
_WRITES = ("write", "append")
_READS = ("read", "append", "database")
_BACKGROUND = "written in the background"
_UNNAMED = "a file named by an object that is not looked into"

Key = tuple[str, str, int | None, str]


class FileBook:
    """What this kernel knows of files."""

    def __init__(self, ledger: ProjectLedger, recorder: Recorder) -> None:
        ledger.when_begun_anew(self._tell_again)
        self.contents = Contents(ledger)
        self._ledger = ledger
        self._recorder = recorder
        self._uses: dict[Key, Use] = {}
        self.noted = audit.Noted()
        self._pending: list[Use] = []
        self._many: audit.Many | None = None
        self._runs: dict[str, RunFiles] = {}
        self._uncommitted: dict[str, Tags] = {}
        self._passports = FilePassports(self.contents, recorder)
        self._line: Callable[[], int | None] = lambda: None
        #: Ids of runs whose statements are going on at the same time.
        self.others: Callable[[], frozenset[str]] = frozenset
        self.of_figure: Callable[[Any], Tags] = lambda _figure: NONE

    def watch(self, line: Callable[[], int | None]) -> Callable[[], None]:
        """Begin to listen; ``line`` tells the cell's line being executed."""
        self._line = line
        return audit.watch(self._see, self._take_back, self._recorder.diagnose)

    # --- as it happens, within the user's call

    def _see(self, kind: str, path: str, other: str = "") -> Key | None:
        run = current_run()
        if run is None or run.finished:
            return None
        files = self._runs.get(run.id) or self._of(run.id)
        files.events += 1
        if files.followed.get(kind, 0) >= SINGLY or files.events > _EVENTS:
            self._expect(kind, run)
            if kind in files.followed:
                self._note(kind, path, files)
                return None
        key = (kind, path, self._line(), run.id)
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

    def _expect(self, kind: str, run: RunHandle) -> None:
        """From the next one on the names alone are kept, where nothing else has to be seen."""
        if self._many is None or self._many.run is not run:
            self._many = audit.Many(run, self._pending, self.noted)
            audit.expect(self._many)
        if kind == "read" and self._many.reads is None:
            self._many.reads = set()
        elif kind == "write" and self._many.writes is None:
            self._many.writes = set()

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
                    files.rest.append(path, self.contents)
                tags = self.of_figure(figure) if figure is not None else NONE
                files.rest.fresh_writes[path] = files.rest.fresh_writes.get(path, NONE) | tags
        elif path not in files.rest.fresh_writes:
            files.rest.fresh_writes[path] = NONE

    def _take_back(self, key: Key) -> None:
        use = self._uses.pop(key, None)
        if use in self._pending:
            self._pending.remove(use)

    def _before(self, use: Use) -> None:
        """Something may be changed: what was read is looked at, and what will be."""
        with shielded(self._recorder.diagnose, "looking a file up"):
            if self._pending and (use.kind == "process" or os.path.lexists(use.path)):
                self._freeze()
            if use.kind == "write":
                figure = audit.saved()
                use.figure = self.of_figure(figure) if figure is not None else NONE
            elif use.kind in ("append", "database"):
                self.contents.anew()
                budget = self._of(use.run).looks
                use.before, use.seen = before(self.contents, use.path, budget)
                if use.kind == "database":
                    self.contents.databases.add(use.path)

    def _freeze(self) -> None:
        """Look at the files that were read, as they stand now."""
        pending = list(self._pending)
        self._pending.clear()
        for use in pending:
            use.seen = self.contents.look(use.path, self._of(use.run).looks)

    # --- when it is asked for

    @property
    def waiting(self) -> bool:
        """Whether files were used that nobody asked about yet."""
        return self.noted.on

    def _of(self, run: str) -> RunFiles:
        if run not in self._runs:
            self._runs[run] = RunFiles()
        return self._runs[run]

    def _taken(self) -> list[Use]:
        self.noted.on = False
        others = self.others()
        uses, self._uses = self._uses, {}
        for key, use in list(uses.items()) if others else ():
            if use.run in others:  # a statement of that run is going on: it will ask
                self._uses[key] = uses.pop(key)
        if self._many is not None:
            rest = self._of(self._many.run.id).rest
            reads, writes = self._many.taken()
            rest.fresh_reads |= reads
            rest.fresh_writes = dict.fromkeys(writes, NONE) | rest.fresh_writes
        audit.stand()
        folders.forget()
        self.contents.anew()
        self._freeze()
        return list(uses.values())

    def came(self, step: Step) -> Iterator[Came]:
        """The marks that came in by the files a statement used since this was last asked."""
        if not self.waiting:
            return
        uses = self._taken()
        yield from self._rest_brought()
        step.uses.extend(uses)
        self._ask_ahead(uses)
        found: dict[tuple[int | None, Tags], int] = {}
        for use in uses:
            tags = unknown("a fault while a file was looked up")
            with shielded(self._recorder.diagnose, "looking a file up"):
                tags = self._brought(use, step)
            if tags:
                found[use.line, tags] = times = found.get((use.line, tags), 0) + 1
                if times <= SINGLY:
                    named = use.kind in _READS and times < SINGLY
                    yield Came(use.line, tags, use.path if named else "")

    def _rest_brought(self) -> Iterator[Came]:
        for files in [one for one in self._runs.values() if one.rest.fresh_reads]:
            tags = unknown("a fault while files were looked up")
            with shielded(self._recorder.diagnose, "looking files up"):
                tags = files.rest.brought(self.contents)
            if tags:
                files.brought |= tags
                yield Came(None, tags)

    def _ask_ahead(self, uses: list[Use]) -> None:
        with shielded(self._recorder.diagnose, "asking the ledger"):
            self.contents.ahead(
                use.path
                for use in uses
                if use.kind == "read" and use.seen is not None and _is_unread(use.seen)
            )

    def _brought(self, use: Use, step: Step) -> Tags:
        if use.kind == "process":
            self.contents.windows.append((step.started, time.time_ns()))
            return unknown("a process")
        if use.kind == "hidden":
            return unknown(use.path or _UNNAMED)
        files = self._of(use.run)
        if use.kind in _WRITES:
            files.begun.add(use.path)
        mine = use.kind == "read" and use.path in files.begun  # by this statement
        if mine and not is_pipe(use.path):  # of a pipe, somebody else may read first
            return step.solid(step.plan.tags) | step.loose()
        return self._read(use, files) if use.kind in _READS else NONE

    def _read(self, use: Use, files: RunFiles) -> Tags:
        state = use.seen or State(None)
        if state.signature is None and use.kind == "read":
            return unknown("a pipe") if is_pipe(use.path) else NONE
        tags = use.before.tags if use.before else self.contents.tags(use.path, state)
        if use.kind != "append" and state.signature is not None and files.brings(use.path):
            files.reads[use.path] = state, tags
            if len(files.reads) <= SINGLY:
                self._passports.read(use.path)
        return tags

    def tags_of(self, path: str) -> Tags:
        """What is known of a file as it is now."""
        return self.contents.tags(path, self.contents.look(path))

    def digests(self, names: Iterable[str]) -> dict[str, str]:
        """The digests of those of these names that are files, read before or there now."""
        return self._passports.digests(names)

    # --- when a statement is over

    def written(self, step: Step, at: Callable[[int], Tags], tracker: Tracker) -> None:
        """Note the files a statement wrote, with the marks of the statement that opened them."""
        paths = {use.path for use in step.uses if use.kind in _WRITES}
        own = self._handle_tags(step, tracker) if len(paths) > 1 else {}
        lines: dict[int, Tags] = {}
        for use in step.uses:
            line = use.line if use.line is not None else step.node.lineno
            if line not in lines:
                lines[line] = at(line)
            if use.kind == "move":
                self._move(use)
            elif use.kind in _WRITES:
                self._put(use, own.get(use.path, lines[line]) | use.figure)
            elif use.before is not None and signature(use.path) != use.before.signature:
                self._put(use, lines[line])
        for files in self._runs.values():
            if files.rest.fresh_writes:
                files.rest.settled(step.solid(step.plan.tags) | step.loose())
        self._left_open(step, tracker)

    def _left_open(self, step: Step, tracker: Tracker) -> None:
        run = current_run()
        for path, tags, waits in open_files(step, tracker):
            if (tags and waits) or self._moved_on(path):
                use = Use("append", path, None, run=run.id if run is not None else "")
                self._put(use, tags | self._uncommitted.pop(path, NONE))
            elif tags:
                self._uncommitted[path] = tags | self._uncommitted.get(path, NONE)

    def _moved_on(self, path: str) -> bool:
        """Whether a file opened here has another content than when it was last looked at."""
        known = self.contents.written.get(path)
        return known is not None and signature(path) != known.signature

    def _handle_tags(self, step: Step, tracker: Tracker) -> dict[str, Tags]:
        """Marks of the file objects that names stand for: they tell two files apart."""
        found: dict[str, Tags] = {}
        for place in step.plan.stores:
            path = file_of(tracker.memory.value(place))
            if path is not None:
                found.setdefault(path, tracker.memory.of_place(place))
        return found

    def _put(self, use: Use, tags: Tags) -> None:
        run = current_run()
        files = self._of(use.run or (run.id if run is not None else ""))
        if use.kind != "write":  # what was there before is there still
            known = self.contents.written.get(use.path) if use.line is None else None
            before = known or use.before
            tags |= before.tags if before is not None else NONE
            tags |= files.writes.get(use.path, NONE)
        files.writes[use.path] = tags
        files.begun.discard(use.path)
        self.contents.wrote(use.path, tags)

    def _move(self, use: Use) -> None:
        known = self.contents.written.pop(use.path, None)
        if known is not None:
            self._put(Use("write", use.other, use.line, run=use.run), known.tags)
            self._of(use.run).writes.pop(use.path, None)

    def names_of(self, step: Step) -> tuple[list[str], list[str]]:
        """The names of the files a statement read, and of those it wrote."""
        if not step.uses:
            return [], []
        reads = dict.fromkeys(use.path for use in step.uses if use.kind in ("read", "database"))
        writes = dict.fromkeys(use.path for use in step.uses if use.kind in _WRITES)
        name = self.contents.name
        return tuple(  # type: ignore[return-value]
            sorted({name(path)[0] for path in list(paths)[:SINGLY]}) for paths in (reads, writes)
        )

    # --- when a run is over

    def finish(self, run: RunHandle, code: Tags) -> tuple[FileUse, ...]:
        """The files of a run that ends; what it wrote goes to the project's ledger."""
        if self.waiting or self._many is not None:
            with shielded(self._recorder.diagnose, "noting what is left of a run's files"):
                self._remainder()
        if self._many is not None and self._many.run is run:
            self._many = None
            audit.expect(None)
        files = self._runs.pop(run.id, None)
        if files is None:
            return ()
        self.contents.anew()
        origin = {"run": run.id, "cell": run.cell, "session": self._recorder.session}
        record = FileRecord(self.contents, files, code, origin)
        with shielded(self._recorder.diagnose, "noting files"):
            record.make()
            if record.left_out:
                self._recorder.diagnose("AP506", record.left_out, run)
            ledger = self._ledger.current() if record.rows else None
            if ledger is not None:
                ledger.put_artefacts(record.rows)
        return tuple(record.uses)

    def _remainder(self) -> None:
        """What a thread did after the last statement."""
        uses = self._taken()
        for _ in self._rest_brought():
            continue
        for files in self._runs.values():
            if files.rest.fresh_writes:
                files.rest.settled(unknown(_BACKGROUND))
        for use in uses:
            if use.kind in _WRITES:
                self._put(use, unknown(_BACKGROUND))
            elif use.kind == "read":
                self._read(use, self._of(use.run))

    def carry(self, names: Container[str], tags: Tags) -> None:
        """Files written before carry marks put since then, if they still are as they were left."""
        again = []
        for path, known in list(self.contents.written.items()):
            if self.contents.name(path)[0] not in names or signature(path) != known.signature:
                continue
            for files in self._runs.values():
                if path in files.writes:
                    files.writes[path] |= tags
            again.append(self.contents.wrote(path, known.tags | tags))
            if known.sha256 is not None:
                self.contents.is_of(again[-1], known.sha256)
        ledger = self._ledger.current() if again else None
        if ledger is not None:
            self._tell(ledger, again)

    def _tell_again(self) -> None:
        """The project's ledger was lost: the new one learns what this kernel knows."""
        ledger = self._ledger.current()
        if ledger is not None:
            self._tell(ledger, list(self.contents.written.values()))

    def _tell(self, ledger: View, written: list[Written]) -> None:
        origin = json.dumps({"session": self._recorder.session})
        name = self.contents.name
        ledger.put_artefacts(
            (known.sha256, name(known.path)[0], marks_of(known.tags), origin)
            for known in written
            if known.sha256 is not None
        )


def _is_unread(state: State) -> bool:
    return state.digest is None and state.signature is not None and state.signature.size > 0
