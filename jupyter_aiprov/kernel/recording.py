"""What works together while a kernel is recorded, for those who ask it: magics and their twins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..record.errors import AiprovError
from .hosts import Shell

if TYPE_CHECKING:
    from ..capture.recorder import Recorder
    from .adapters import Adapters
    from .delivery import Outbox
    from .events import CellEvents
    from .lineage.lineage import Lineage
    from .notebook_path import NotebookPath


@dataclass(frozen=True)
class Recording:
    """The parts of one recorded kernel; they are made and hooked in by the extension.

    Attributes:
        shell: IPython's.
        recorder: keeps what adapters saw.
        place: which notebook file the kernel works for.
        outbox: how records leave the kernel.
        adapters: what is installed into libraries.
        lineage: what derives from what; None where it could not be loaded.
        events: the hooks before and after each cell.
    """

    shell: Shell
    recorder: Recorder
    place: NotebookPath
    outbox: Outbox
    adapters: Adapters
    lineage: Lineage | None
    events: CellEvents


_going_on: list[Recording] = []


def begin(recording: Recording) -> None:
    """From now on this kernel is recorded."""
    _going_on[:] = [recording]


def end(recording: Recording) -> None:
    """It is not any more."""
    _going_on[:] = [one for one in _going_on if one is not recording]


def loaded() -> Recording | None:
    """What is loaded in this process, if anything is."""
    return _going_on[0] if _going_on else None


def current() -> Recording:
    """The same.

    Raises:
        AiprovError: nothing is.
    """
    found = loaded()
    if found is None:
        raise AiprovError("Load the extension first: %load_ext jupyter_aiprov")
    return found
