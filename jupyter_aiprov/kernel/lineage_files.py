"""The files a run reads and writes, and the marks that travel by them."""

from __future__ import annotations

import os
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..capture import files as audit
from ..capture.context import current_run
from ..capture.filedigest import COARSE, Signature, digest, signature
from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..capture.shield import shielded
from ..lineage.tags import NONE, Tags, marks_of, tags_of, unknown
from ..lineage.tracker import Came, Step, Tracker
from ..record.errors import AiprovError
from ..record.ledgerfile import relative
from ..record.run import FileUse
from .ledgers import ProjectLedger
from .lineage_shell import saved_figure
from .openfiles import Opened, Use, Written, file_of, open_files

if TYPE_CHECKING:
    from ..record.ledger import Ledger

_KEPT = 2000
_CHANGED = "the file changed since it was written"
_WINDOWS = 50
_LATE = 1_000_000_000  # nanoseconds a process may still write after its statement


class FileBook:
    """What this kernel knows of files."""

    def __init__(self, ledger: ProjectLedger, recorder: Recorder) -> None:
        self._ledger = ledger
        ledger.anew = self._tell_again
        self._recorder = recorder
        self._uses: list[Use] = []
        self._written: OrderedDict[str, Written] = OrderedDict()
        self._opened: OrderedDict[str, Opened] = OrderedDict()
        self._uncommitted: dict[str, Tags] = {}
        self._by_digest: dict[str, Written] = {}
        self._digests: OrderedDict[tuple[str, Signature], tuple[str, bool]] = OrderedDict()
        self._windows: deque[tuple[int, int]] = deque(maxlen=_WINDOWS)
        self._paths: OrderedDict[str, str] = OrderedDict()
        self._passports: dict[str, tuple[Signature | None, Signature | None]] = {}
        self._run_uses: dict[str, dict[str, Tags]] = {}
        self._line: Callable[[], int | None] = lambda: None
        self.of_figure: Callable[[Any], Tags] = lambda _figure: NONE

    def watch(self, line: Callable[[], int | None]) -> Callable[[], None]:
        """Begin to listen; ``line`` tells the cell's line being executed."""
        self._line = line
        return audit.watch(self._see)

    def _see(self, kind: str, path: str, other: str) -> None:
        run = current_run()
        if run is not None and not run.finished:
            figure = saved_figure() if kind == "write" else None
            tags = self.of_figure(figure) if figure is not None else NONE
            before = None
            if kind in ("append", "database"):
                before = Opened(signature(path), self.tags_of(path))
                _keep(self._opened, path, before)
            self._uses.append(Use(kind, path, self._line(), other, tags, before))

    @property
    def waiting(self) -> bool:
        """Whether files were used that nobody asked about yet."""
        return bool(self._uses)

    def came(self, step: Step) -> Iterator[Came]:
        """The marks that came in by the files a statement used since this was last asked."""
        uses, self._uses = self._uses, []
        step.uses.extend(uses)
        for use in uses:
            if use.kind == "process":
                self._windows.append((step.started, time.time_ns()))
                yield Came(use.line, unknown("a process"))
            elif use.kind in ("read", "append", "database"):
                with shielded(self._recorder.diagnose, "looking a file up"):
                    tags = self._read(use)
                    if tags:
                        yield Came(use.line, tags, use.path)

    def digests(self, names: Iterable[str]) -> dict[str, str]:
        """The digests of those of these names that are files, read before or there now."""
        found = {}
        for name in names:
            path = self._paths.get(name, os.path.abspath(name))  # noqa: PTH100 - paths are text
            now = signature(path)
            made = self._digest(path, now) if now is not None else None
            if made is not None:
                found[self._name(path)[0]] = made[0]
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
        files = self.digests([self._name(path)[0]])
        given = passport.files.get(Path(path).name)
        if given is not None and given not in files.values():
            self._recorder.diagnose("AP505", f"({found.name})")
            return
        self._recorder.passports[passport.name] = attached(passport, files)

    def _read(self, use: Use) -> Tags:
        tags = use.before.tags if use.before is not None else self.tags_of(use.path)
        name = self._name(use.path)[0]
        if self._paths.get(name) != use.path:
            _keep(self._paths, name, use.path)
        if use.kind != "append":
            self._passport(use.path)
            self._run_uses.setdefault("read", {})[use.path] = tags
        return tags

    def tags_of(self, path: str) -> Tags:
        """What is known of a file as it is now."""
        now = signature(path)
        if now is None:
            return NONE
        known = self._written.get(path)
        if known is not None and known.signature == now:
            return known.tags
        found = self._digest(path, now) if now.size else None
        if found is not None and found[0] in self._by_digest:
            return self._by_digest[found[0]].tags
        told = self._told(path, found[0]) if found is not None else None
        if told is not None:
            return told
        if known is not None:
            return unknown(_CHANGED)
        by_process = any(start - COARSE <= now.mtime <= end + _LATE for start, end in self._windows)
        return unknown("written by a process") if by_process else NONE

    def _told(self, path: str, sha256: str) -> Tags | None:
        """What the project's ledger says of a file, None where it does not know it."""
        ledger = self._ledger.of_files()
        if ledger is None:
            return None
        name = relative(Path(path), ledger.root)
        artefact = ledger.artefact(sha256=sha256, path=name) or ledger.artefact(sha256=sha256)
        if artefact is not None:
            return tags_of(artefact.marks)
        if ledger.artefact(path=name) is not None:
            return unknown(_CHANGED)
        return None

    def written(self, step: Step, at: Callable[[int], Tags], tracker: Tracker) -> None:
        """Note the files a statement wrote, with the marks of the statement that opened them."""
        paths = {use.path for use in step.uses if use.kind in ("write", "append")}
        for use in step.uses:
            if use.kind == "move":
                self._move(use)
            elif use.kind in ("write", "append"):
                line = use.line if use.line is not None else step.node.lineno
                own = self._handle_tags(use.path, step, tracker) if len(paths) > 1 else None
                self._put(use, (at(line) if own is None else own) | use.figure)
            elif use.before is not None and signature(use.path) != use.before.signature:
                self._put(use, at(use.line if use.line is not None else step.node.lineno))
        for path, tags, waits in open_files(step, tracker):
            if (tags and waits) or self._moved_on(path):
                use = Use("append", path, None, before=self._opened.get(path))
                self._put(use, tags | self._uncommitted.pop(path, NONE))
            elif tags:
                self._uncommitted[path] = tags | self._uncommitted.get(path, NONE)

    def _moved_on(self, path: str) -> bool:
        """Whether a file opened here has another content than when it was last looked at."""
        known = self._written.get(path) or self._opened.get(path)
        return known is not None and signature(path) != known.signature

    def _handle_tags(self, path: str, step: Step, tracker: Tracker) -> Tags | None:
        """Marks of the file object, where a name stands for it: it tells two files apart."""
        for place in step.plan.stores:
            value = tracker.memory.value(place)
            if file_of(value) == path:
                return tracker.memory.of_place(place)
        return None

    def _put(self, use: Use, tags: Tags) -> None:
        writes = self._run_uses.setdefault("write", {})
        if use.kind != "write":  # what was there before is there still
            known = self._written.get(use.path) if use.line is None else None
            before = known or use.before
            tags |= before.tags if before is not None else NONE
            tags |= writes.get(use.path, NONE)
        writes[use.path] = tags
        _keep(self._written, use.path, Written(use.path, tags, signature(use.path)))

    def _move(self, use: Use) -> None:
        known = self._written.pop(use.path, None)
        if known is not None:
            self._put(Use("write", use.other, use.line), known.tags)
            self._run_uses.get("write", {}).pop(use.path, None)

    def finish(self, run: RunHandle, code: Tags) -> tuple[FileUse, ...]:
        """The files of a run that ends; what it wrote goes to the project's ledger."""
        uses, self._run_uses = self._run_uses, {}
        found = []
        for path, tags in uses.get("read", {}).items():
            if path not in uses.get("write", {}):
                found.append(self._use(path, "read", tags))
        for path, tags in uses.get("write", {}).items():
            if signature(path) is None:
                continue  # written and taken away again: nobody will read it
            with shielded(self._recorder.diagnose, "noting a file"):
                found.append(self._close(run, path, tags | code))
        return tuple(found)

    def _close(self, run: RunHandle, path: str, tags: Tags) -> FileUse:
        use = self._use(path, "write", tags)
        sha256 = use.sha256 or use.extra.get("sampled_sha256")
        known = Written(path, tags, signature(path))
        self._written[path] = known
        if sha256 is not None and use.size:
            known.sha256 = sha256
            self._by_digest[sha256] = known
            self._tell(run, path, sha256, use)
        return use

    def _tell(self, run: RunHandle, path: str, sha256: str, use: FileUse) -> None:
        ledger = self._ledger.current()
        if ledger is None:
            return
        origin = {"run": run.id, "cell": run.cell, "session": self._recorder.session}
        if use.sha256 is None:
            origin["digest"] = "sampled"
        ledger.put_artefact(sha256, relative(Path(path), ledger.root), use.marks, origin)

    def _tell_again(self, ledger: Ledger) -> None:
        """The project's ledger was lost: the new one learns what this kernel knows."""
        for known in list(self._written.values()):
            if known.sha256 is not None:
                name, origin = relative(Path(known.path), ledger.root), self._recorder.session
                marks = marks_of(known.tags)
                ledger.put_artefact(known.sha256, name, marks, {"session": origin})

    def _use(self, path: str, mode: Any, tags: Tags) -> FileUse:
        now = signature(path)
        found = self._digest(path, now) if now is not None else None
        name, outside = self._name(path)
        sampled = {"sampled_sha256": found[0]} if found and not found[1] else {}
        return FileUse(
            path=name,
            mode=mode,
            sha256=found[0] if found and found[1] else None,
            size=now.size if now is not None else None,
            outside=outside,
            marks=marks_of(tags),
            extra=sampled,
        )

    def _name(self, path: str) -> tuple[str, bool]:
        ledger = self._ledger.current()
        root = ledger.root if ledger is not None else Path.cwd()
        if path.startswith(os.path.join(root, "")):  # noqa: PTH118 - compared as text
            return os.path.relpath(path, root).replace(os.sep, "/"), False
        return os.path.basename(path), True  # noqa: PTH119 - the path is text

    def _digest(self, path: str, now: Signature) -> tuple[str, bool] | None:
        key = (path, now)
        if key not in self._digests:
            with audit.unseen():
                found = digest(path)
            if found is None:
                return None
            _keep(self._digests, key, found)
        return self._digests[key]

    def names_of(self, step: Step) -> tuple[list[str], list[str]]:
        """The names of the files a statement read, and of those it wrote."""
        reads = {self._name(use.path)[0] for use in step.uses if use.kind in ("read", "database")}
        writes = {self._name(use.path)[0] for use in step.uses if use.kind in ("write", "append")}
        return sorted(reads), sorted(writes)


def _keep(known: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    """Remember the latest."""
    known[key] = value
    while len(known) > _KEPT:
        known.popitem(last=False)
