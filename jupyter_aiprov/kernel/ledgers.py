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
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..capture.context import current_run
from ..capture.files.audit import unseen
from ..capture.recorder import Recorder
from ..capture.shield import shielded
from ..record.ledgerfile import FILE, FOLDER, project_root, relative
from ..record.run import Mark
from .notebook_path import NotebookPath
from .worker import LATE, Worker

if TYPE_CHECKING:
    from ..capture.runs import RunHandle
    from ..record.ledger import Artefact, Ledger

T = TypeVar("T")
#: Writes something; answers whether it worked.
Write = Callable[["Ledger"], bool]
_BUSY = 0.04  # seconds one write waits for another program's
_RETRY = 2.0  # seconds until a ledger that could not be opened is tried again
_FAREWELL = 0.9  # seconds a kernel that ends may take for what is left to be written
_HELD = "(another program holds it)"
_SILENT = "the project's ledger did not answer"


class ProjectLedger:
    """Opens the ledger when it is first needed, and again when the notebook moves or it is lost."""

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
        self._backlog: deque[Write] = deque(maxlen=5000)
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

    def current(self) -> View | None:
        """The ledger of the notebook's project, None where the notebook is unknown."""
        if self._view is None:
            self.usable()
        return self._view

    def of_files(self) -> View | None:
        """The ledger, to ask it about files; a new one first looks into the project's notebooks."""
        return self.current()

    def put(self, delivery: Mapping[str, object], *, settled: bool, waits: bool = True) -> bool:
        """Leave a delivery; False where that is not possible now.

        One that cannot be left now is left later all the same, as settled: whoever is told False
        brings it home.

        Args:
            delivery: what is handed over, encoded.
            settled: somebody else brings it home; it is kept against accidents only.
            waits: until it is written; otherwise it will be, and that it cannot be is said later.

        Returns:
            Whether it is there, or will be.
        """
        if not self.expected:
            return False
        run = current_run()
        asked = [True]

        def write() -> bool:
            ledger = self._refreshed(run)
            if ledger is None:
                return False
            kept, name = settled or not asked, self._name
            done = self._leave(
                lambda ledger: ledger.put_delivery(name, delivery, settled=kept),
                lambda ledger: ledger.put_delivery(name, delivery, settled=True),
            )
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

    def leave(self, write: Write) -> bool:
        """Have something written some time."""
        return self._writer.do(lambda: self._refreshed(None) and self._leave(write, write))

    def answer(self, read: Callable[[Ledger], T], otherwise: T) -> T:
        """What the ledger knows; ``otherwise`` where it does not say so in time."""

        def ask() -> T:
            ledger = self._reading()
            return otherwise if ledger is None else read(ledger)

        found = self._reader.ask(ask)
        return otherwise if found is LATE else found

    def _leave(self, write: Write, later: Write) -> bool:
        """Write, after all that waits to be written; what cannot be now waits as well.

        Args:
            write: writes it now.
            later: does so once the ledger is free.

        Returns:
            Whether it was written now.
        """
        ledger = self._ledger
        if ledger is None:
            return False
        if not self._backlog or self._catch_up():
            if write(ledger):
                return True
            if not ledger.busy:
                return False
        self._backlog.append(later)
        self._writer.again = True
        return False

    def _catch_up(self) -> bool:
        """Write what waits; False where the ledger is still held."""
        ledger = self._refreshed(None)
        while self._backlog and ledger is not None:
            if not self._backlog[0](ledger) and ledger.busy:
                return False
            self._backlog.popleft()
        self._writer.again = bool(self._backlog)
        return not self._backlog

    def _refreshed(self, run: RunHandle | None) -> Ledger | None:
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

    def _open(self, path: Path, run: RunHandle | None) -> None:
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

    def _is_lost(self, ledger: Ledger, run: RunHandle | None) -> bool:
        """Whether its file was taken away, or another stands in its place."""
        if _inode(ledger) == self._file:
            return False
        if ledger.damaged is not None:  # it was set aside while in use
            self._recorder.diagnose("AP303", f"({ledger.damaged.name})", run)
        return True


class View:
    """The ledger as cells see it: it is written later, and where it says nothing all is unknown.

    Attributes:
        root: the project's root.
    """

    def __init__(self, ledger: ProjectLedger, root: Path) -> None:
        self.root = root
        self._ledger = ledger

    def put_artefacts(self, rows: Iterable[tuple[str, str, Iterable[Mark], str]]) -> bool:
        """As :meth:`~jupyter_aiprov.record.ledger.Ledger.put_artefacts`, some time."""
        listed = list(rows)  # as they are now
        return self._ledger.leave(lambda ledger: ledger.put_artefacts(listed))

    def artefact(self, *, sha256: str | None = None, path: str | None = None) -> Artefact | None:
        """The last word on a file, by its digest, its path, or both."""
        return self._ledger.answer(
            lambda ledger: ledger.artefact(sha256=sha256, path=path), _silent(sha256, path)
        )

    def artefacts_at(self, paths: Sequence[str]) -> dict[str, list[tuple[str, tuple[Mark, ...]]]]:
        """By path, the digests and marks of what lay there, the last word first."""
        silent: dict[str, list[tuple[str, tuple[Mark, ...]]]]
        silent = {path: [("", (_unknown(),))] for path in paths}
        return self._ledger.answer(lambda ledger: ledger.artefacts_at(paths), silent)

    def carries(self) -> bool:
        """Whether a file it knows carries a mark."""
        return self._ledger.answer(lambda ledger: ledger.carries(), True)


def _silent(sha256: str | None, path: str | None) -> Artefact | None:
    from ..record.ledger import Artefact

    return Artefact(sha256=sha256 or "", path=path or "", marks=(_unknown(),))


def _unknown() -> Mark:
    return Mark(mark="unknown", reason=_SILENT)


def _inode(ledger: Ledger) -> int | None:
    with suppress(OSError):
        return os.stat(ledger.root / FOLDER / FILE).st_ino  # noqa: PTH116 - once a cell
    return None
