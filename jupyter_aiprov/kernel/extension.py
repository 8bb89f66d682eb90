"""Everything one loaded extension put into a kernel, and how it comes out again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..capture.context import carry_into_threads
from ..capture.recorder import Recorder
from ..capture.shield import shielded
from ..record.run import FAULT
from . import declaration
from .adapters import Adapters
from .background import Background, Job
from .events import CellEvents
from .iopub import IopubTap
from .ledgers import ProjectLedger
from .notebook_path import NotebookPath
from .settings import load
from .transports import Outbox

Undo = Callable[[], None]
#: Without these it is not known what a run makes.
_EYES = frozenset(("_threads", "_adapters", "_lineage"))
_DELAY = 0.3  # seconds after loading, so that the kernel's first reply is out


class Extension:
    """The recorder of one shell and its hooks.

    Args:
        shell: IPython's.
        undo: what takes out what was put in before this, last of all.
    """

    def __init__(self, shell: Any, undo: Undo = lambda: None) -> None:
        self.shell = shell
        self.recorder = Recorder()
        with shielded(self.recorder.diagnose, "reading the configuration"):
            self.recorder.settings = load(shell.config)
        self.place = NotebookPath(shell.user_ns)
        self.ledger = ProjectLedger(self.place, self.recorder)
        self.outbox = Outbox(shell, self.ledger, self.recorder)
        self.recorder.on_late = self.outbox.late
        self.events = CellEvents(shell, self.recorder, self.outbox)
        self._undo: list[Undo] = [undo, self.outbox.close]

    def install(self) -> None:
        """Hook in; a hook that cannot be placed is said in the record and left out."""
        for step in (
            self._threads,
            self._adapters,
            self._transformer,
            self._tap,
            self._lineage,
            self._magics,
            self._events,
            self._background,
            self._repository,
        ):
            done = False
            what = f"loading ({step.__name__.strip('_')})"
            with shielded(self.recorder.diagnose, what, loses=None):
                self._undo.append(step())
                done = True
            if not done and step.__name__ in _EYES:
                self.recorder.unknown.add(FAULT)

    def remove(self) -> None:
        """Take out every hook, last first."""
        while self._undo:
            with suppress(Exception):
                self._undo.pop()()

    def _threads(self) -> Undo:
        return carry_into_threads(self._began, self.recorder.diagnose)

    def _began(self, values: tuple[Any, ...], done: Callable[[], bool]) -> None:
        lineage = self.events.lineage
        if lineage is not None:
            with shielded(self.recorder.diagnose, "noting work in the background"):
                lineage.tracker.work(values, done)

    def _adapters(self) -> Undo:
        adapters = Adapters(self.recorder)
        self.events.ready = adapters.ready
        return adapters.install()

    def _events(self) -> Undo:
        return self.events.install()

    def _transformer(self) -> Undo:
        transforms = self.shell.input_transformers_cleanup
        transforms.append(declaration.blank)
        return lambda: transforms.remove(declaration.blank)

    def _tap(self) -> Undo:
        kernel = getattr(self.shell, "kernel", None)
        if kernel is None:
            return lambda: None
        self.events.tap = tap = IopubTap(kernel.session, self.shell.user_ns, self.recorder)
        return tap.close

    def _lineage(self) -> Undo:
        from .lineage.lineage import Lineage

        self.events.lineage = lineage = Lineage(self.shell, self.recorder, self.ledger)
        if self.events.tap is not None:
            self.events.tap.marks_at = lineage.marks_at
            self.events.tap.stream_marks = lineage.stream_marks
        return lineage.install()

    def _magics(self) -> Undo:
        from ..magics import register

        return register(self)

    def _background(self) -> Undo:
        settings, meter = self.recorder.settings, self.recorder.meter
        jobs: list[Job] = []
        if settings.environment:
            jobs.append(("noting the environment", self._environment))
        if not settings.energy:
            meter.switch_off()
        elif not meter.recall(settings.country):
            jobs.append(("looking at the hardware", lambda: meter.look(settings.country)))
        return Background(self.recorder, jobs, _DELAY).start()

    def _environment(self) -> None:
        from ..capture import environment

        self.recorder.environment = environment.fetch()

    def _repository(self) -> Undo:
        from ..capture.git_context import GitContext

        context = GitContext(self.recorder, self._folder)
        stop = context.start(_DELAY)
        after = context.look_again
        self.shell.events.register("post_run_cell", after)

        def undo() -> None:
            stop()
            self.shell.events.unregister("post_run_cell", after)

        return undo

    def _folder(self) -> Path:
        path = self.place.path()
        return path.parent if path is not None else Path.cwd()
