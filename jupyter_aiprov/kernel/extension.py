"""One loaded extension: its parts are made here, each from those above it, and hooked in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..capture.context import carry_into_threads
from ..capture.recorder import Recorder
from ..capture.settings import Settings
from ..capture.shield import shielded
from ..record.run import FAULT
from . import declaration, recording, settings
from .adapters import Adapters
from .delivery import Outbox
from .events import CellEvents
from .hosts import Kernel, Shell
from .iopub import IopubTap
from .ledgers import ProjectLedger
from .notebook_path import NotebookPath
from .worker import Background, Job

if TYPE_CHECKING:
    from .lineage.lineage import Lineage

Undo = Callable[[], None]
#: Without these it is not known what a run makes.
_EYES = frozenset(("_threads", "_adapters"))
_DELAY = 0.3  # seconds after loading, so that the kernel's first reply is out


class Extension:
    """The recorder of one shell and its hooks.

    A part is given what it needs as it is made: a run goes from the cell's events to its record,
    from there into the outbox, and never back up.

    Args:
        shell: IPython's.
        undo: what takes out what was put in before this, last of all.

    Attributes:
        shell: the same.
        recording: the parts.
    """

    def __init__(self, shell: Shell, undo: Undo = lambda: None) -> None:
        self.shell = shell
        self._recorder = recorder = _recorder(shell)
        place = NotebookPath(shell.user_ns)
        ledger = ProjectLedger(place, recorder)
        outbox = Outbox(_kernel(shell), ledger, recorder)
        adapters = Adapters(recorder)
        self._lineage = lineage = _lineage(shell, ledger, recorder)
        self._tap = tap = _tap(shell, lineage, recorder)
        events = CellEvents(
            shell, recorder, adapters=adapters, lineage=lineage, tap=tap, outbox=outbox
        )
        self.recording = recording.Recording(
            shell, recorder, place, outbox, adapters, lineage, events
        )
        self._undo: list[Undo] = [undo, outbox.close]

    def install(self) -> None:
        """Hook in; a hook that cannot be placed is said in the record and left out."""
        for step in (
            self._threads,
            self._adapters,
            self._transformer,
            self._outputs,
            self._statements,
            self._magics,
            self._events,
            self._background,
            self._repository,
        ):
            done = False
            what = f"loading ({step.__name__.strip('_')})"
            with shielded(self._recorder.diagnose, what, loses=None):
                self._undo.append(step())
                done = True
            if not done and step.__name__ in _EYES:
                self._recorder.unknown.add(FAULT)
        recording.begin(self.recording)

    def remove(self) -> None:
        """Take out every hook, last first."""
        recording.end(self.recording)
        while self._undo:
            with suppress(Exception):
                self._undo.pop()()

    def _threads(self) -> Undo:
        return carry_into_threads(self._began, self._recorder.diagnose)

    def _began(self, values: tuple[object, ...], done: Callable[[], bool]) -> None:
        if self._lineage is not None:
            with shielded(self._recorder.diagnose, "noting work in the background"):
                self._lineage.tracker.work(values, done)

    def _adapters(self) -> Undo:
        return self.recording.adapters.install()

    def _transformer(self) -> Undo:
        transforms = self.shell.input_transformers_cleanup
        transforms.append(declaration.blank)
        return lambda: transforms.remove(declaration.blank)

    def _outputs(self) -> Undo:
        return self._tap.install() if self._tap is not None else _nothing

    def _statements(self) -> Undo:
        return self._lineage.install() if self._lineage is not None else _nothing

    def _magics(self) -> Undo:
        from .magics import register

        return register(self.recording)

    def _events(self) -> Undo:
        return self.recording.events.install()

    def _background(self) -> Undo:
        chosen, meter = self._recorder.settings, self._recorder.meter
        jobs: list[Job] = []
        if chosen.environment:
            jobs.append(("noting the environment", self._environment))
        if not chosen.energy:
            meter.switch_off()
        elif not meter.recall(chosen.country):
            jobs.append(("looking at the hardware", lambda: meter.look(chosen.country)))
        return Background(self._recorder.diagnose, jobs, _DELAY).start()

    def _environment(self) -> None:
        from ..capture import environment

        self._recorder.environment = environment.fetch()

    def _repository(self) -> Undo:
        from ..capture.git.context import GitContext

        context = GitContext(self._recorder, self._folder)
        stop = context.start(_DELAY)
        after = context.look_again
        self.shell.events.register("post_run_cell", after)

        def undo() -> None:
            stop()
            self.shell.events.unregister("post_run_cell", after)

        return undo

    def _folder(self) -> Path:
        path = self.recording.place.path()
        return path.parent if path is not None else Path.cwd()


def _recorder(shell: Shell) -> Recorder:
    chosen, faults = Settings(), list[tuple[str, str]]()
    with shielded(lambda code, said: faults.append((code, said)), "reading the configuration"):
        chosen = settings.load(shell.config)
    recorder = Recorder(chosen)
    for code, said in faults:
        recorder.diagnose(code, said)
    return recorder


def _lineage(shell: Shell, ledger: ProjectLedger, recorder: Recorder) -> Lineage | None:
    """None where it cannot be loaded: then it is not known what a run makes."""
    with shielded(recorder.diagnose, "loading (lineage)", loses=None):
        from .lineage.lineage import Lineage

        return Lineage(shell, recorder, ledger)
    recorder.unknown.add(FAULT)
    return None


def _tap(shell: Shell, lineage: Lineage | None, recorder: Recorder) -> IopubTap | None:
    kernel = _kernel(shell)
    if kernel is None:
        return None
    return IopubTap(kernel.session, shell.user_ns, lineage, recorder)


def _kernel(shell: Shell) -> Kernel | None:
    found: Kernel | None = getattr(shell, "kernel", None)
    return found


def _nothing() -> None:
    return None
