"""The files a run reads and writes, and the marks that travel by them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Container, Iterable, Iterator

from ...capture.context import current_run
from ...capture.files import audit
from ...capture.files.digest import is_pipe, signature
from ...capture.files.many import Noted
from ...capture.recorder import Recorder
from ...capture.runs import RunHandle
from ...capture.shield import shielded
from ...lineage.execution import Arrival, Execution
from ...lineage.tags import NONE, Tags, marks_of, unknown
from ...lineage.tracker import Tracker
from ...record.run import FileUse
from ..ledgers import ProjectLedger
from .contents import SINGLY, Contents
from .log import Executing, UseLog
from .passports import FilePassports
from .record import FileRecord, RunFiles
from .uses import WRITES, State, Use, Written, file_of, open_files

_READS = ("read", "append", "database")
_BACKGROUND = "written in the background"
_UNNAMED = "a file named by an object that is not looked into"


class FileBook:
    """What this kernel knows of files: what each brought in, and what each was given.

    It is asked by the way of a cell: :meth:`came` while a statement goes on and when it ends,
    :meth:`written` just after that, :meth:`finish` at the end of the run.

    Args:
        ledger: of the notebook's project.
        recorder: of the kernel.
        tracker: knows the marks of the file objects that names stand for.
        executing: tells where in its cell a thread is.

    Attributes:
        contents: what is known of each file this kernel met.
    """

    def __init__(
        self,
        ledger: ProjectLedger,
        recorder: Recorder,
        tracker: Tracker,
        executing: Executing,
    ) -> None:
        self.contents = Contents(ledger)
        self._log = UseLog(self.contents, recorder, tracker, executing)
        self._passports = FilePassports(self.contents, recorder)
        self._ledger = ledger
        self._recorder = recorder
        self._tracker = tracker
        #: Marks put into open files that do not show in them yet, by path.
        self._uncommitted: dict[str, Tags] = {}
        ledger.when_begun_anew(self._tell_again)

    def watch(self) -> Callable[[], None]:
        """Begin to listen; answers what ends it."""
        return audit.watch(self._log.see, self._log.take_back, self._recorder.diagnose)

    @property
    def noted(self) -> Noted:
        """Says whether anything was noted that nobody asked about yet."""
        return self._log.noted

    @property
    def waiting(self) -> bool:
        """Whether files were used that nobody asked about yet."""
        return self._log.noted.on

    # --- while a statement goes on

    def came(self, execution: Execution, known: list[Use]) -> Iterator[Arrival]:
        """The marks that came in by the files a statement used since this was last asked.

        Args:
            execution: the statement.
            known: its uses of files, to which the new ones are added.
        """
        if not self.waiting:
            return
        uses = self._log.take()
        yield from self._rest_brought()
        known.extend(uses)
        self._ask_ahead(uses)
        found: dict[tuple[int | None, Tags], int] = {}
        for use in uses:
            tags = unknown("a fault while a file was looked up")
            with shielded(self._recorder.diagnose, "looking a file up"):
                tags = self._brought(use, execution)
            if tags:
                found[use.line, tags] = times = found.get((use.line, tags), 0) + 1
                if times <= SINGLY:
                    named = use.kind in _READS and times < SINGLY
                    yield Arrival(use.line, tags, use.path if named else "")

    def _rest_brought(self) -> Iterator[Arrival]:
        for files in [one for one in self._log.runs.values() if one.rest.fresh_reads]:
            tags = unknown("a fault while files were looked up")
            with shielded(self._recorder.diagnose, "looking files up"):
                tags = files.rest.brought(self.contents)
            if tags:
                files.brought |= tags
                yield Arrival(None, tags)

    def _ask_ahead(self, uses: list[Use]) -> None:
        with shielded(self._recorder.diagnose, "asking the ledger"):
            self.contents.ahead(
                use.path
                for use in uses
                if use.kind == "read" and use.seen is not None and _is_unread(use.seen)
            )

    def _brought(self, use: Use, execution: Execution) -> Tags:
        if use.kind == "process":
            self.contents.windows.append((execution.started, time.time_ns()))
            return unknown("a process")
        if use.kind == "hidden":
            return unknown(use.path or _UNNAMED)
        files = self._log.of(use.run)
        if use.kind in WRITES:
            files.begun.add(use.path)
        mine = use.kind == "read" and use.path in files.begun  # by this statement
        if mine and not is_pipe(use.path):  # of a pipe, somebody else may read first
            return execution.tags()
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

    def written(self, execution: Execution, uses: list[Use], at: Callable[[int], Tags]) -> None:
        """Note the files a statement wrote, with the marks of the line that opened them.

        Args:
            execution: the statement.
            uses: its uses of files.
            at: tells the marks of a line of the cell, counted from 1.
        """
        paths = {use.path for use in uses if use.kind in WRITES}
        own = self._handle_tags(execution) if len(paths) > 1 else {}
        lines: dict[int, Tags] = {}
        for use in uses:
            line = use.line if use.line is not None else execution.node.lineno
            if line not in lines:
                lines[line] = at(line)
            if use.kind == "move":
                self._move(use)
            elif use.kind in WRITES:
                self._put(use, own.get(use.path, lines[line]) | use.figure)
            elif use.before is not None and signature(use.path) != use.before.signature:
                self._put(use, lines[line])
        for files in self._log.runs.values():
            if files.rest.fresh_writes:
                files.rest.settled(execution.tags())
        self._left_open(execution)

    def _handle_tags(self, execution: Execution) -> dict[str, Tags]:
        """Marks of the file objects that names stand for: they tell two files apart."""
        found: dict[str, Tags] = {}
        memory = self._tracker.memory
        for place in execution.effects.stores:
            path = file_of(memory.value(place))
            if path is not None:
                found.setdefault(path, memory.of_variable(place))
        return found

    def _left_open(self, execution: Execution) -> None:
        run = current_run()
        for path, tags, waits in open_files(execution, self._tracker.memory):
            if (tags and waits) or self._moved_on(path):
                use = Use("append", path, None, run=run.id if run is not None else "")
                self._put(use, tags | self._uncommitted.pop(path, NONE))
            elif tags:
                self._uncommitted[path] = tags | self._uncommitted.get(path, NONE)

    def _moved_on(self, path: str) -> bool:
        """Whether a file opened here has another content than when it was last looked at."""
        known = self.contents.written.get(path)
        return known is not None and signature(path) != known.signature

    def _put(self, use: Use, tags: Tags) -> None:
        run = current_run()
        files = self._log.of(use.run or (run.id if run is not None else ""))
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
            self._log.of(use.run).writes.pop(use.path, None)

    def names_of(self, uses: list[Use]) -> tuple[list[str], list[str]]:
        """The names of the files a statement read, and of those it wrote."""
        if not uses:
            return [], []
        reads = [use.path for use in uses if use.kind in ("read", "database")]
        return self._names(reads), self._names([use.path for use in uses if use.kind in WRITES])

    def _names(self, paths: list[str]) -> list[str]:
        singly = list(dict.fromkeys(paths))[:SINGLY]
        return sorted({self.contents.name(path)[0] for path in singly})

    # --- when a run is over

    def finish(self, run: RunHandle, code: Tags) -> tuple[FileUse, ...]:
        """The files of a run that ends; what it wrote goes to the project's ledger."""
        if self.waiting or self._log.many is not None:
            with shielded(self._recorder.diagnose, "noting what is left of a run's files"):
                self._remainder()
        files = self._log.close(run)
        if files is None:
            return ()
        self.contents.refresh()
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
        uses = self._log.take()
        for _ in self._rest_brought():
            continue
        for files in self._log.runs.values():
            if files.rest.fresh_writes:
                files.rest.settled(unknown(_BACKGROUND))
        for use in uses:
            if use.kind in WRITES:
                self._put(use, unknown(_BACKGROUND))
            elif use.kind == "read":
                self._read(use, self._log.of(use.run))

    # --- later

    def carry(self, names: Container[str], tags: Tags) -> None:
        """Files written before carry marks put since then, if they still are as they were left."""
        again = []
        for path, known in list(self.contents.written.items()):
            if self.contents.name(path)[0] not in names or signature(path) != known.signature:
                continue
            for files in self._log.runs.values():
                if path in files.writes:
                    files.writes[path] |= tags
            again.append(self.contents.wrote(path, known.tags | tags))
            if known.sha256 is not None:
                self.contents.is_of(again[-1], known.sha256)
        if again:
            self._tell(again)

    def _tell_again(self) -> None:
        """The project's ledger was lost: the new one learns what this kernel knows."""
        self._tell(list(self.contents.written.values()))

    def _tell(self, written: list[Written]) -> None:
        ledger = self._ledger.current()
        if ledger is None:
            return
        origin = json.dumps({"session": self._recorder.session})
        name = self.contents.name
        ledger.put_artefacts(
            (known.sha256, name(known.path)[0], marks_of(known.tags), origin)
            for known in written
            if known.sha256 is not None
        )


def _is_unread(state: State) -> bool:
    return state.digest is None and state.signature is not None and state.signature.size > 0
