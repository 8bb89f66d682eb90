"""The project ledger of whatever notebook this kernel works for at the moment.

Its file may lie in a folder on a network, and another program may hold it: so it is written in a
thread, and read in another, each in its order. A cell waits for neither longer than a moment;
what could not be read is unknown, what could not be written is kept and written later.
"""

from __future__ import annotations

import atexit
import os
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..capture.audit import unseen
from ..capture.context import current_run
from ..capture.recorder import Recorder
from ..capture.shield import shielded
from ..record.ledgerfile import FILE, FOLDER, project_root, relative
from ..record.run import Mark
from .notebook_path import NotebookPath
from .worker import LATE, Worker

if TYPE_CHECKING:
    from ..record.ledger import Ledger

_BUSY = 0.04  # seconds one write waits for another program's
_RETRY = 2.0  # seconds until a ledger that could not be opened is tried again
_FAREWELL = 0.9  # seconds a kernel that ends may take for what is left to be written
_HELD = "(another program holds it)"
_SILENT = "the project's ledger did not answer"


class ProjectLedger:
    """Opens the ledger when it is needed, and again when the notebook moves or it is lost."""

    def __init__(self, place: NotebookPath, recorder: Recorder) -> None:
        self._begun_anew: list[Callable[[], None]] = []
        self._place = place
        self._recorder = recorder
        self._path: Path | None = None
        self._ledger: Ledger | None = None
        self._reads: tuple[Ledger | None, Ledger | None] = (None, None)
        self._opened = 0.0
        self._name = ""
        self._file: int | None = None
        self._is_new = False
        self._view: View | None = None
        self._backlog: deque[tuple[str, Any]] = deque(maxlen=5000)
        self._writer = Worker(recorder.diagnose, "writing to the ledger", self._catch_up)
        self._reader = Worker(recorder.diagnose, "reading the ledger")
        atexit.register(self._writer.drain, _FAREWELL)

    def when_begun_anew(self, tell: Callable[[], None]) -> None:
        """Have this called whenever a ledger was begun in the place of one that was lost."""
        self._begun_anew.append(tell)

    @property
    def expected(self) -> bool:
        """Whether there may be one, as far as can be told without looking at a file."""
        return self._ledger is not None or self._place.named

    def usable(self) -> bool:
        """Whether deliveries can be left there."""
        if not self.expected:
            return False
        run = current_run()
        known = self._writer.ask(lambda: self._refreshed(run) is not None)
        return self._view is not None if known is LATE else bool(known)

    def current(self) -> Ledger | None:
        """The ledger of the notebook's project, None where the notebook is unknown."""
        if self._view is None:
            self.usable()
        return cast("Ledger | None", self._view)

    def of_files(self) -> Ledger | None:
        """The ledger, to ask it about files; a new one first looks into the project's notebooks."""
        return self.current()

    def put(self, delivery: Mapping[str, Any], *, settled: bool, waits: bool = True) -> bool:
        """Leave a delivery; False where that is not possible now.

        One that cannot be left now is left later all the same, as settled: whoever is told False
        brings it home.

        Args:
            delivery: what is handed over, encoded.
            settled: somebody else brings it home; it is kept against accidents only.
            waits: until it is written; otherwise it will be, and that it cannot be is said later.
        """
        if not self.expected:
            return False
        run = current_run()
        asked = [True]

        def write() -> bool:
            ledger = self._refreshed(run)
            if ledger is None:
                return False
            kept = settled or not asked
            done = self._leave("put_encoded", self._name, delivery, settled=kept)
            if done and not asked and not kept:  # it was given up while it was being written
                ledger.settle_last()
            if not done and not waits:
                self._recorder.diagnose("AP302", _HELD if self._backlog else "", run)
            return done

        if not waits:
            return self._writer.do(write)
        done = self._writer.ask(write)
        if done is True:
            return True
        asked.clear()
        if done is LATE or self._ledger is not None:
            self._recorder.diagnose("AP302", _HELD if done is LATE or self._backlog else "")
        return False

    def close(self) -> None:
        """Let go of the file, once what is left to be written is."""
        self._writer.drain(_FAREWELL)
        self._let_go()

    def leave(self, method: str, args: tuple[Any, ...]) -> bool:
        """Have something written some time."""
        return self._writer.do(lambda: self._refreshed(None) and self._leave(method, *args))

    def answer(self, method: str, args: tuple[Any, ...], given: dict[str, Any]) -> Any:
        """What the ledger knows; :data:`~.worker.LATE` where it does not say so in time."""

        def read() -> Any:
            ledger = self._reading()
            return LATE if ledger is None else getattr(ledger, method)(*args, **given)

        return self._reader.ask(read)

    def _leave(self, method: str, *args: Any, **given: Any) -> bool:
        """Write, after all that waits to be written; what cannot be now waits as well."""
        ledger = self._ledger
        if ledger is None:
            return False
        if not self._backlog or self._catch_up():
            if getattr(ledger, method)(*args, **given):
                return True
            if not ledger.busy:
                return False
        if method == "put_encoded":
            given["settled"] = True
        self._backlog.append((method, (args, given)))
        self._writer.again = True
        return False

    def _catch_up(self) -> bool:
        """Write what waits; False where the ledger is still held."""
        ledger = self._refreshed(None)
        while self._backlog and ledger is not None:
            method, (args, given) = self._backlog[0]
            if not getattr(ledger, method)(*args, **given) and ledger.busy:
                return False
            self._backlog.popleft()
        self._writer.again = bool(self._backlog)
        return not self._backlog

    def _refreshed(self, run: Any) -> Ledger | None:
        """The ledger as it is now; in the writer's thread."""
        path = self._place.path()
        stale = self._ledger is None and time.monotonic() - self._opened > _RETRY
        if path != self._path or (path is not None and stale):
            self._let_go()
            self._path = path
            if path is not None:
                self._open(path, run)
        elif path is not None and self._ledger is not None and self._is_lost(self._ledger, run):
            self._let_go()
            self._path = path
            self._open(path, run)
            for tell in self._begun_anew if self._view is not None else ():
                tell()
        return self._ledger

    def _let_go(self) -> None:
        for ledger in (self._ledger, self._reads[1]):
            if ledger is not None:
                ledger.close()
        self._ledger, self._path, self._view, self._reads = None, None, None, (None, None)

    def _open(self, path: Path, run: Any) -> None:
        from ..record.ledger import Ledger

        self._opened = time.monotonic()
        root = project_root(path)
        self._name = relative(path, root)
        with unseen():
            self._is_new = not (root / FOLDER / FILE).exists()
            self._ledger = Ledger.open(root, patience=_BUSY)
        if self._ledger is None:
            self._recorder.diagnose("AP302", f"({root.name})", run)
            return
        self._view = View(self, root)
        if self._ledger.damaged is not None:
            self._is_new = True
            self._recorder.diagnose("AP303", f"({self._ledger.damaged.name})", run)
        self._file = _inode(self._ledger)
        self._ledger.settle(())  # forgets what was brought home over a month ago

    def _reading(self) -> Ledger | None:
        """A connection for the reader's thread; of a new ledger, once it has been filled."""
        from ..record.ledger import Ledger

        ledger = self._ledger
        if ledger is None:
            return None
        if self._is_new:
            from ..record.refill import refill

            self._is_new = False
            with unseen(), shielded(self._recorder.diagnose, "filling a new ledger"):
                refill(ledger)
        if self._reads[0] is not ledger:
            with unseen():
                self._reads = ledger, Ledger.open_existing(ledger.root, patience=_BUSY)
        return self._reads[1]

    def _is_lost(self, ledger: Ledger, run: Any) -> bool:
        """Whether its file was taken away, or another stands in its place."""
        if _inode(ledger) == self._file:
            return False
        if ledger.damaged is not None:  # it was set aside while in use
            self._recorder.diagnose("AP303", f"({ledger.damaged.name})", run)
        return True


class View:
    """The ledger as cells see it: it is written later, and where it says nothing all is unknown."""

    def __init__(self, ledger: ProjectLedger, root: Path) -> None:
        self.root = root
        self._ledger = ledger

    def __getattr__(self, method: str) -> Callable[..., Any]:
        if method.startswith("put_"):
            return lambda *args: self._ledger.leave(method, tuple(map(_settled, args)))

        def read(*args: Any, **given: Any) -> Any:
            found = self._ledger.answer(method, args, given)
            return _UNANSWERED[method](*args, **given) if found is LATE else found

        return read


def _settled(value: Any) -> Any:
    """An argument as it is now; it is written later."""
    return list(value) if hasattr(value, "__next__") else value


def _artefact(*, sha256: str | None = None, path: str | None = None) -> Any:
    from ..record.ledger import Artefact

    return Artefact(sha256=sha256 or "", path=path or "", marks=(_unknown(),))


def _unknown() -> Mark:
    return Mark(mark="unknown", reason=_SILENT)


#: What is to be thought of files where the ledger does not answer.
_UNANSWERED: dict[str, Callable[..., Any]] = {
    "artefact": _artefact,
    "artefacts_at": lambda paths: {path: [("", (_unknown(),))] for path in paths},
    "carries": lambda: True,
}


def _inode(ledger: Ledger) -> int | None:
    with suppress(OSError):
        return os.stat(ledger.root / FOLDER / FILE).st_ino  # noqa: PTH116 - once a cell
    return None
