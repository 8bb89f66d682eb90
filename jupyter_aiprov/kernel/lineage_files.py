"""The files a run reads and writes, and the marks that travel by them.

What the interpreter tells of a file is only noted as it happens. A file that was read is looked
at when its statement is over, or just before somebody may change it: as it was when it was read.
"""

from __future__ import annotations

import json
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..capture import audit, folders
from ..capture.context import current_run
from ..capture.filedigest import Signature, is_pipe, signature
from ..capture.fileplaces import ignored
from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..capture.shield import hook, shielded
from ..lineage.tags import NONE, Tags, marks_of, unknown
from ..lineage.tracker import Came, Step, Tracker
from ..record.errors import AiprovError
from ..record.run import FileUse
from .filecontents import SINGLY, Contents, before, keep
from .filerecord import FileRecord, RunFiles
from .ledgers import ProjectLedger
from .lineage_shell import saved_figure
from .openfiles import State, Use, file_of, open_files

if TYPE_CHECKING:
    from ..record.ledger import Ledger
    from .openfiles import Written

#: So many uses are noted between two looks at them.
_MOST = 20_000
_PATHS = 2000
_WRITES = ("write", "append")
_READS = ("read", "append", "database")
_UNNAMED = "a file named by an object that is not looked into"
_UNCOUNTED = "more files than are followed in a statement"

Key = tuple[str, str, int | None, str]


class FileBook:
    """What this kernel knows of files."""

    def __init__(self, ledger: ProjectLedger, recorder: Recorder) -> None:
        ledger.anew = self._tell_again
        self.contents = Contents(ledger)
        self._ledger = ledger
        self._recorder = recorder
        self._uses: dict[Key, Use] = {}
        self._pending: list[Use] = []
        self._runs: dict[str, RunFiles] = {}
        self._uncommitted: dict[str, Tags] = {}
        self._paths: OrderedDict[str, str] = OrderedDict()
        self._passports: dict[str, tuple[Signature | None, Signature | None]] = {}
        self._line: Callable[[], int | None] = lambda: None
        #: Ids of runs whose statements are going on at the same time.
        self.others: Callable[[], frozenset[str]] = frozenset
        self.of_figure: Callable[[Any], Tags] = lambda _figure: NONE

    def watch(self, line: Callable[[], int | None]) -> Callable[[], None]:
        """Begin to listen; ``line`` tells the cell's line being executed."""
        self._line = line
        return audit.watch(self._see, self._take_back)

    # --- as it happens, within the user's call

    def _see(self, kind: str, path: str, other: str = "") -> Key | None:
        run = current_run()
        if run is None or run.finished:
            return None
        key = (kind, path, self._line(), run.id)
        if key in self._uses or (path and ignored(path)):
            return None
        if len(self._uses) >= _MOST:
            kind, path = "hidden", _UNCOUNTED
            key = (kind, path, None, run.id)
        use = Use(kind, path, key[2], other, run.id)
        if kind == "read":
            self._pending.append(use)
        elif kind != "hidden":
            self._before(use)
        self._uses[key] = use
        return key

    def _take_back(self, key: Key) -> None:
        use = self._uses.pop(key, None)
        if use in self._pending:
            self._pending.remove(use)

    def _before(self, use: Use) -> None:
        """Something may be changed: what was read is looked at, and what will be."""
        with hook(self._recorder.diagnose, "looking a file up"):
            if self._pending and (use.kind == "process" or os.path.lexists(use.path)):
                self._freeze()
            if use.kind == "write":
                figure = saved_figure()
                use.figure = self.of_figure(figure) if figure is not None else NONE
            elif use.kind in ("append", "database"):
                self.contents.anew()
                budget = self._of(use.run).looks
                use.before, use.seen = before(self.contents, use.path, budget)
                if use.kind == "database":
                    self.contents.databases.add(use.path)

    def _freeze(self) -> None:
        """Look at the files that were read, as they stand now."""
        pending, self._pending = self._pending, []
        for use in pending:
            use.seen = self.contents.look(use.path, self._of(use.run).looks)

    # --- when it is asked for

    @property
    def waiting(self) -> bool:
        """Whether files were used that nobody asked about yet."""
        return bool(self._uses)

    def _of(self, run: str) -> RunFiles:
        if run not in self._runs:
            self._runs[run] = RunFiles()
        return self._runs[run]

    def _taken(self) -> list[Use]:
        others = self.others()
        uses, self._uses = self._uses, {}
        for key, use in list(uses.items()) if others else ():
            if use.run in others:  # a statement of that run is going on: it will ask
                self._uses[key] = uses.pop(key)
        audit.stand()
        folders.forget()
        if uses:
            self.contents.anew()
            self._freeze()
        return list(uses.values())

    def came(self, step: Step) -> Iterator[Came]:
        """The marks that came in by the files a statement used since this was last asked."""
        uses = self._taken()
        if not uses:
            return
        step.uses.extend(uses)
        self._ask_ahead(uses)
        found: dict[tuple[int | None, Tags], int] = {}
        for use in uses:
            tags = NONE
            with shielded(self._recorder.diagnose, "looking a file up"):
                tags = self._brought(use, step)
            if tags:
                found[use.line, tags] = times = found.get((use.line, tags), 0) + 1
                if times <= SINGLY:
                    named = use.kind in _READS and times < SINGLY
                    yield Came(use.line, tags, use.path if named else "")

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
        if use.kind == "read" and use.path in files.begun:  # by this statement
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
                keep(self._paths, self.contents.name(use.path)[0], use.path, _PATHS)
                self._passport(use.path)
        return tags

    def tags_of(self, path: str) -> Tags:
        """What is known of a file as it is now."""
        return self.contents.tags(path, self.contents.look(path))

    def digests(self, names: Iterable[str]) -> dict[str, str]:
        """The digests of those of these names that are files, read before or there now."""
        found = {}
        for name in names:
            path = self._paths.get(name, os.path.abspath(name))  # noqa: PTH100 - paths are text
            made = self.contents.look(path).digest
            if made is not None:
                found[self.contents.name(path)[0]] = made[0]
        return found

    def _passport(self, path: str) -> None:
        """A passport that lies beside a file that is read speaks of that file."""
        from ..capture.passports import attached, beside, read_passport

        with audit.unseen():
            found = beside(Path(path))
            if found is None:
                return
            state = (signature(str(found)), signature(path))
            if self._passports.get(path) == state:
                return
            self._passports[path] = state
            try:
                passport = read_passport(found, Path(path).name)
            except AiprovError as error:
                self._recorder.diagnose("AP504", f"({found.name}: {error})")
                return
        files = self.digests([self.contents.name(path)[0]])
        given = passport.files.get(Path(path).name)
        if given is not None and given not in files.values():
            self._recorder.diagnose("AP505", f"({found.name})")
            return
        self._recorder.passports[passport.name] = attached(passport, files)

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
        reads = dict.fromkeys(use.path for use in step.uses if use.kind in ("read", "database"))
        writes = dict.fromkeys(use.path for use in step.uses if use.kind in _WRITES)
        name = self.contents.name
        return tuple(  # type: ignore[return-value]
            sorted({name(path)[0] for path in list(paths)[:SINGLY]}) for paths in (reads, writes)
        )

    # --- when a run is over

    def finish(self, run: RunHandle, code: Tags) -> tuple[FileUse, ...]:
        """The files of a run that ends; what it wrote goes to the project's ledger."""
        with shielded(self._recorder.diagnose, "noting what is left of a run's files"):
            self._rest(run)
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

    def _rest(self, run: RunHandle) -> None:
        """What a thread did after the last statement."""
        mine = [use for use in self._uses.values() if use.run == run.id]
        for use in mine:
            self._uses.pop((use.kind, use.path, use.line, use.run), None)
        self._freeze()
        for use in mine:
            if use.kind in _WRITES:
                self._put(use, unknown("written in the background"))
            elif use.kind == "read":
                self._read(use, self._of(run.id))

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

    def _tell_again(self, ledger: Ledger) -> None:
        """The project's ledger was lost: the new one learns what this kernel knows."""
        self._tell(ledger, list(self.contents.written.values()))

    def _tell(self, ledger: Ledger, written: list[Written]) -> None:
        origin = json.dumps({"session": self._recorder.session})
        name = self.contents.name
        ledger.put_artefacts(
            (known.sha256, name(known.path)[0], marks_of(known.tags), origin)
            for known in written
            if known.sha256 is not None
        )


def _is_unread(state: State) -> bool:
    return state.digest is None and state.signature is not None and state.signature.size > 0
