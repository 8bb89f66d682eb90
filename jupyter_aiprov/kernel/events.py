"""Before and after each cell: a run begins, a run ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Protocol, TypedDict

from ..capture.context import current_run, enter
from ..capture.energy.reading import Reading
from ..capture.recorder import Recorder
from ..capture.runs import Aspect, RunHandle
from ..capture.shield import shielded
from ..capture.signals import held
from ..record.activity import Content, ContentMode
from ..record.base import utc_now
from ..record.digest import new_id
from ..record.run import FAULT
from . import declaration, inserted
from .adapters import Adapters
from .closing import Closing
from .declaration import Declared
from .delivery import Outbox
from .hosts import CellInfo, CellResult, Shell
from .iopub import IopubTap
from .run_state import RunState, state_of

_CELL_ID_LIMIT = 64


class _Given(TypedDict):
    """What a run is begun with besides its source."""

    cell: str | None
    cell_metadata: Mapping[str, object]
    parent: str
    state: object


class Following(Protocol):
    """What the hooks ask of lineage."""

    @property
    def spoke(self) -> bool:
        """Whether anything was printed since the run began."""

    def begin(self, run: RunHandle) -> None:
        """A cell begins."""

    def resume(self, run: RunHandle) -> None:
        """A cell begins, where a fault stood in the way: what is bound anew is unknown."""

    def missed(self) -> None:
        """A cell ran of which nothing is known."""

    def finish(self, run: RunHandle) -> Mapping[str, object]:
        """The members of a run's record that lineage knows."""


class CellEvents:
    """The hooks of one kernel; each is shielded, none changes what the cell does.

    A run goes down from here: it is begun, closed (:mod:`.closing` makes its record, the recorder
    counts its cost) and left to the outbox.

    Args:
        shell: whose cells these are.
        recorder: of the kernel.
        adapters: a cell waits for them a little.
        lineage: follows the data; None where it could not be loaded.
        tap: follows the outputs; None in a terminal.
        outbox: takes what is to be handed over.
    """

    def __init__(
        self,
        shell: Shell,
        recorder: Recorder,
        *,
        adapters: Adapters,
        lineage: Following | None,
        tap: IopubTap | None,
        outbox: Outbox,
    ) -> None:
        self.lineage = lineage
        self.tap = tap
        self._shell = shell
        self._recorder = recorder
        self._adapters = adapters
        self._outbox = outbox
        self._open: dict[int, RunHandle] = {}
        self._missed = False  # a cell ran that nothing is known of

    def install(self) -> Callable[[], None]:
        """Register with the shell; answers the undo."""
        events = self._shell.events
        events.register("pre_run_cell", self.before)
        events.register("post_run_cell", self.after)

        def undo() -> None:
            events.unregister("pre_run_cell", self.before)
            events.unregister("post_run_cell", self.after)

        return undo

    def before(self, info: CellInfo) -> None:
        """``pre_run_cell``."""
        began = False
        with shielded(self._recorder.diagnose, "starting a run", over=True):
            if info.silent or not info.store_history:
                self._nested(info)
            else:
                self._begin(info)
            began = True
        self._missed = self._missed or not began

    def after(self, result: CellResult | None) -> None:
        """``post_run_cell``; ``result`` is None where an interrupt left none."""
        run: RunHandle | None = None
        try:
            with held(over=True):
                with shielded(self._recorder.diagnose, "ending a run"):
                    run = current_run()
                    with self._losing("marks", run, "finding a run"):
                        run = self._take(result)
                    if run is not None:
                        try:
                            self._end(run, result, self._read_meter(run))
                        finally:  # not before: another thread may deliver what is owed
                            self._outbox.end(run)
                with self._losing(None, None, "delivering a run"):
                    self._outbox.deliver()
        finally:
            _leave(run)

    def _begin(self, info: CellInfo) -> None:
        parent = ""
        metadata: Mapping[str, object] = {}
        with self._losing("marks", None, "reading a request"):
            parent, metadata = request_of(self._shell)
        outer = current_run()
        if outer is not None and not outer.finished and outer.parent == parent:
            return  # a cell that runs cells: what they do belongs to it
        run = self._new_run(info, metadata, parent)
        self._open[id(info)] = run
        run.previous = enter(run)
        with self._losing("marks", run, "waiting for adapters"):
            self._adapters.ready()
        run.unknown |= self._recorder.unknown
        self._follow(run)
        with self._losing("marks", run, "reading a declaration"):
            self._declared(run, info.raw_cell)
        with self._losing("marks", run, "reading the cell's authorship"):
            self._origin(run)
        with self._losing(None, run, "writing to the ledger"):
            self._outbox.begin(run)
        state_of(run).began(self._read_meter(run))

    def _losing(self, aspect: Aspect | None, run: RunHandle | None, what: str) -> shielded:
        return shielded(self._recorder.diagnose, what, run=run, loses=aspect)

    def _new_run(self, info: CellInfo, metadata: Mapping[str, object], parent: str) -> RunHandle:
        faults: list[tuple[str, str]] = []
        source, cell = info.raw_cell, cell_id(info, metadata)
        state: RunState | None = None
        run: RunHandle | None = None
        with shielded(lambda code, said: faults.append((code, said)), "preparing for outputs"):
            state = RunState(source)
        given: _Given = {
            "cell": cell,
            "cell_metadata": metadata,
            "parent": parent,
            "state": state,
        }
        with shielded(lambda code, said: faults.append((code, said)), "starting a run"):
            run = self._recorder.begin(source, **given)
        if run is None:
            self._recorder.seq += 1  # whatever was counted: a number left out does no harm
            run = RunHandle(new_id(), self._recorder.seq, source, started=utc_now(), **given)
        for code, said in faults:
            self._recorder.diagnose(code, said, run)
        return run

    def _follow(self, run: RunHandle) -> None:
        """Follow the run's data and outputs; whatever is not followed is unknown."""
        lineage = self.lineage
        if lineage is None:
            self._recorder.hide(FAULT, run)
        else:
            followed = False
            with self._losing("marks", run, "following the data"):
                if self._missed:
                    lineage.missed()
                    self._missed = False
                lineage.begin(run)
                followed = True
            if not followed:
                with self._losing("marks", run, "following the data after a fault"):
                    lineage.resume(run)
        if self.tap is not None:
            with self._losing("marks", run, "following the outputs"):
                self.tap.follow(run)

    def _read_meter(self, run: RunHandle | None = None) -> Reading | None:
        with self._losing("energy", run, "reading the meter"):
            return self._recorder.meter.read()
        return None

    def _nested(self, info: CellInfo) -> None:
        run = current_run()
        if run is not None and not info.silent and "%%aiprov" in info.raw_cell[:200]:
            self._declared(run, info.raw_cell)

    def declare(self, run: RunHandle, declared: Declared) -> None:
        """Take up a declaration; what is wrong with it is told, and never ends the cell."""
        if declared.origin is not None:
            activity = declaration.to_activity(declared, run.source, self._keep)
            run.activities[activity.id] = activity
            self._recorder.declared[run.cell or run.source] = declared.origin
            if declared.origin != "human":
                run.marks_of_code += (declaration.ai_code((activity.id,), "declared"),)
        for problem in declared.problems:
            self._recorder.diagnose("AP105", problem, run)
            sys.stderr.write(f"%%aiprov: {problem}\n")
        if declared.help:
            sys.stdout.write(declared.help)

    def _declared(self, run: RunHandle, source: str) -> None:
        found = declaration.read(source) if "%%aiprov" in source else None
        if found is not None:
            self.declare(run, found)

    def _origin(self, run: RunHandle) -> None:
        """What the front end, or an adapter, knows of who wrote the source."""
        if (written := self._recorder.announced(run.source)) is not None:
            run.activities[written.id] = written
            run.marks_of_code += (declaration.ai_code((written.id,), written.evidence),)
        if "aiprov" in run.cell_metadata:
            run.marks_of_code += declaration.marks_of_cell(run.source, run.cell_metadata["aiprov"])

    def _keep(self, text: str, mode: ContentMode | None) -> Content:
        from ..record.redact import content_of

        return content_of(text, mode or self._recorder.settings.content)

    def _take(self, result: CellResult | None) -> RunHandle | None:
        if result is not None:
            return self._open.pop(id(result.info), None)
        parent, _ = request_of(self._shell)
        for key, run in self._open.items():
            if run.parent == parent:
                return self._open.pop(key)
        return None

    def _end(self, run: RunHandle, result: CellResult | None, now: Reading | None) -> None:
        if self.lineage is None or self.lineage.spoke:  # each waits for another thread
            with self._losing("marks", run, "waiting for outputs"):
                sys.stdout.flush()
                sys.stderr.flush()
        with self._losing(None, run, "remembering inserted cells"):
            inserted.announce(self._shell, run, self._recorder)
        closing = Closing(self._recorder, self.lineage, run)
        record = closing.record(result, now)
        with self._losing("energy", run, "closing a run"):
            self._recorder.close(run, record)
        run.record = closing.told(record)


def _leave(run: RunHandle | None) -> None:
    if run is not None and current_run() is run:
        enter(run.previous)


def request_of(shell: Shell) -> tuple[str, Mapping[str, object]]:
    """Id and metadata of the request being answered; empty in a terminal."""
    getter = getattr(shell, "get_parent", None)
    parent = getter() if getter is not None else None
    if not isinstance(parent, dict):
        return "", {}
    header, metadata = parent.get("header") or {}, parent.get("metadata")
    return str(header.get("msg_id", "")), metadata if isinstance(metadata, dict) else {}


def cell_id(info: CellInfo, metadata: Mapping[str, object]) -> str | None:
    """The notebook's id of the cell; what VS Code sends in its place is not one."""
    found = getattr(info, "cell_id", None) or metadata.get("cellId")
    if not isinstance(found, str) or not 0 < len(found) <= _CELL_ID_LIMIT:
        return None
    return found if found.replace("-", "").replace("_", "").isalnum() else None
