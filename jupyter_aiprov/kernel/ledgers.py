"""The project ledger of whatever notebook this kernel works for at the moment."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..capture.audit import unseen
from ..capture.recorder import Recorder
from ..capture.shield import shielded
from ..record.base import encode
from ..record.ledgerfile import FILE, FOLDER, project_root, relative
from ..record.notebook import Delivery
from .place import Place

if TYPE_CHECKING:
    from ..record.ledger import Ledger


class ProjectLedger:
    """Opens the ledger when it is first needed, and again when the notebook moves or it is lost.

    Attributes:
        anew: told of a ledger that was begun in the place of one that was lost.
    """

    def __init__(self, place: Place, recorder: Recorder) -> None:
        self.anew: Callable[[Ledger], None] = _nothing
        self._place = place
        self._recorder = recorder
        self._path: Path | None = None
        self._ledger: Ledger | None = None
        self._name = ""
        self._file: int | None = None
        self._is_new = False

    def usable(self) -> bool:
        """Whether deliveries can be left there."""
        return self.current() is not None

    def current(self) -> Ledger | None:
        """The ledger of the notebook's project, None where the notebook is unknown."""
        path = self._place.path()
        if path != self._path:
            self.close()
            self._path = path
            if path is not None:
                self._open(path)
        elif path is not None and self._ledger is not None and self._is_lost(self._ledger):
            self.close()
            self._path = path
            self._open(path)
            if self._ledger is not None:
                self.anew(self._ledger)
        return self._ledger

    def of_files(self) -> Ledger | None:
        """The ledger, to ask it about files; a new one first looks into the project's notebooks."""
        ledger = self.current()
        if ledger is not None and self._is_new:
            from ..record.refill import refill

            self._is_new = False
            with unseen(), shielded(self._recorder.diagnose, "filling a new ledger"):
                refill(ledger)
        return ledger

    def put(self, delivery: Delivery, *, settled: bool) -> bool:
        """Leave a delivery; False where that is not possible.

        Args:
            delivery: what is handed over.
            settled: somebody else brings it home; it is kept against accidents only.
        """
        ledger = self.current()
        if ledger is None:
            return False
        if ledger.put_encoded(self._name, encode(delivery), settled=settled):
            return True
        self._recorder.diagnose("AP302")
        return False

    def close(self) -> None:
        """Let go of the file."""
        if self._ledger is not None:
            self._ledger.close()
        self._ledger, self._path = None, None

    def _open(self, path: Path) -> None:
        from ..record.ledger import Ledger

        root = project_root(path)
        self._name = relative(path, root)
        self._is_new = not (root / FOLDER / FILE).exists()
        self._ledger = Ledger.open(root)
        if self._ledger is None:
            self._recorder.diagnose("AP302", f"({root.name})")
            return
        if self._ledger.damaged is not None:
            self._is_new = True
            self._recorder.diagnose("AP303", f"({self._ledger.damaged.name})")
        self._file = _inode(self._ledger)
        self._ledger.settle(())  # forgets what was brought home over a month ago

    def _is_lost(self, ledger: Ledger) -> bool:
        """Whether its file was taken away, or another stands in its place."""
        if _inode(ledger) == self._file:
            return False
        if ledger.damaged is not None:  # it was set aside while in use
            self._recorder.diagnose("AP303", f"({ledger.damaged.name})")
        return True


def _inode(ledger: Ledger) -> int | None:
    try:
        return os.stat(ledger.root / FOLDER / FILE).st_ino  # noqa: PTH116 - on the cell path
    except OSError:
        return None


def _nothing(_ledger: Ledger) -> None:
    return None
