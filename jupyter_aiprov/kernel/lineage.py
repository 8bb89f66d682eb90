"""Lineage in a kernel: what its hooks tell the tracker, and what it tells runs and recorder."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from ..capture.context import current_run
from ..capture.patching import Patch
from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..capture.shield import shielded
from ..lineage.callees import Variable
from ..lineage.history import mermaid, tree
from ..lineage.tags import NONE, Tags, marks_of, tags_of, unknown
from ..lineage.tracker import Step, Tracker
from ..record.run import Mark
from ..values.raw import MISSING, module_of
from .lineage_arrivals import Arriving
from .lineage_files import FileBook
from .lineage_gaps import Gaps, shown_values
from .lineage_late import Later, Reached
from .lineage_native import Unseen
from .lineage_shell import figures, read_script, shown_figure
from .lineage_trace import Trace, argument_named, column_named, innermost, trace_of
from .lineage_where import line_here, line_of
from .run_state import state_of

_NAMES = 200
_UNSEEN = unknown("a fault while a print was followed")


class Lineage(Arriving, Later):
    """The tracker of a kernel's namespace, fed by the kernel; also the recorder's marker.

    Attributes:
        spoke: whether anything was printed since the run began.
    """

    def __init__(self, shell: Any, recorder: Recorder, files: FileBook) -> None:
        self.tracker = Tracker(shell.user_ns, getattr(shell, "user_ns_hidden", ()))
        self.tracker.transform = shell.transform_cell
        self.tracker.script = read_script
        self.tracker.memory.standing = figures
        self.files = files
        files.of_figure = lambda figure: self.tracker.world.of_value(figure) or NONE
        self._shell = shell
        self._recorder = recorder
        self.gaps = Gaps(self.tracker, recorder)
        self._unseen = Unseen(files)
        self._going: dict[str, RunHandle] = {}
        self.tracker.others = lambda: self._others().values()
        files.others = lambda: frozenset(self._others())
        self.spoke = True
        self._printed = 0
        self._past: OrderedDict[str, RunHandle] = OrderedDict()
        self.reached: list[Reached] = []

    def install(self) -> Callable[[], None]:
        """Stand beside ``run_code``; answers the undo."""
        shell = self._shell
        patches = [Patch(shell, "run_code", self._wrap), Patch(shell, "transform_ast", self._tree)]
        patches.append(shown_values(shell, self._shown, self._recorder.diagnose))
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if module_of(type(stream)).startswith("ipykernel"):
                patches.append(Patch(stream, "write", self._writer(name)))
        forget = self._recorder.mark_with(self)
        stop = self.files.watch(self._line)

        def undo() -> None:
            stop()
            forget()
            for patch in patches:
                patch.undo()

        return undo

    # --- what runs ask for

    def begin(self, run: RunHandle) -> None:
        """A cell begins."""
        self._enter(run)
        self.tracker.catch_up()

    def resume(self, run: RunHandle) -> None:
        """A cell begins, where a fault stood in the way: what is bound anew is unknown."""
        self._enter(run)
        self.gaps.ran(run, None)

    def missed(self) -> None:
        """A cell ran of which nothing is known."""
        self.gaps.anything()

    def _enter(self, run: RunHandle) -> None:
        self.spoke = self.spoke and bool(self._going)
        state_of(run).follow(Trace(run.source))
        self._going[run.id] = run
        self._remember(run)

    def finish(self, run: RunHandle) -> dict[str, Any]:
        """The members of a run's record that lineage knows."""
        trace = trace_of(run)
        self._going.pop(run.id, None)
        if trace is None:
            return {"marks": run.marks_of_code}
        files = self.files.finish(run, tags_of(run.marks_of_code))
        trace.tags |= tags_of(mark for use in files if use.mode == "write" for mark in use.marks)
        shown = tags_of(state_of(run).outputs.marks())
        tags = trace.tags | shown | tags_of(run.marks_of_code)
        return {
            "marks": marks_of(tags),
            "reads": tuple(sorted(trace.reads)[:_NAMES]),
            "writes": tuple(sorted(trace.writes)[:_NAMES]),
            "files": files,
        }

    def marks_at(self, run: RunHandle, line: int | None) -> tuple[Mark, ...]:
        """Marks of what a run shows while the statement at ``line`` runs."""
        trace = trace_of(run)
        code = tags_of(run.marks_of_code)
        if trace is None:
            return marks_of(code)
        figure = shown_figure()
        going_on = self._step is not None
        if figure is not None:
            known = self.tracker.world.of_value(figure) or NONE
            return marks_of(known | code | (self._tags_at(line) if going_on else NONE))
        if going_on:
            return marks_of(self._tags_at(line) | code)
        if line is None:
            return marks_of(NONE.union(code, *(one.tags for one in trace.lines)))
        return marks_of(innermost(trace.lines, line) | code)

    def stream_marks(self, run: RunHandle, name: str) -> tuple[Mark, ...]:
        """Marks of what was written to a stream since this was last asked."""
        trace = trace_of(run)
        written = trace.streams.pop(name, NONE) if trace is not None else NONE
        return marks_of(written | tags_of(run.marks_of_code))

    # --- what the recorder asks for

    def mark(self, data: Any, mark: Mark, name: str | None = None) -> None:
        """Put a mark on a value, by the names it has and wherever it goes from here."""
        tags = tags_of((mark,))
        self._came(tags)
        memory = self.tracker.memory
        if mark.evidence == "declared":
            with shielded(self._recorder.diagnose, "following a mark to what was made before"):
                self._reach(data, tags, name)
        if self._mark_part(tags, name):
            return
        node = self._step.node if self._step is not None else None
        name = argument_named(node, memory.namespace, data) or name
        if not memory.mark(data, tags) and name in memory.namespace:
            place = Variable("", str(name))
            memory.put(place, tags | memory.of_place(place), {})
        trace = trace_of(self._run)
        if trace is not None:
            trace.tags |= tags

    def marks_of(self, data: Any) -> tuple[Mark, ...]:
        """The marks of a value, of the statement that is using it, and of the code that runs."""
        tags = self.tracker.world.of_value(data) or self.tracker.memory.held(data)
        code = self._run.marks_of_code if self._run is not None else ()
        return marks_of(tags | self._tags_at(self._line()) | tags_of(code))

    def lost(self, run: RunHandle | None, reason: str) -> None:
        """Something of a run, or of whatever goes on, was not seen."""
        is_late = run is not None and run is not self._run
        self.gaps.arrived(run if is_late else None, self._step, reason)

    def files_behind(self, name: str) -> dict[str, str]:
        """Digests, by name, of the file ``name`` or of the files a variable was read from."""
        names: list[str] = []
        nodes = [self.tracker.history.trace(name)]
        while nodes:
            node = nodes.pop()
            names.append(node.name)
            nodes.extend(node.sources)
        return self.files.digests(names)

    def graph(self, name: str) -> str:
        """The same as a Mermaid flow chart."""
        return mermaid(self.tracker.history.trace(name))

    def explain(self, name: str) -> str:
        """What a variable derives from, as an indented tree."""
        notes = {}
        for known in self.tracker.memory.namespace:
            handle = self.tracker.memory.handles.get(Variable("", known))
            if handle is not None:
                notes[known] = ", ".join(sorted({tag.mark for tag in handle.whole()}))
        return tree(self.tracker.history.trace(name), notes)

    def _mark_part(self, tags: Tags, name: str | None) -> bool:
        """``mark_synthetic(df["s"])``, ``%aiprov synthetic df['s']``: one column, not the frame."""
        column = column_named(getattr(self._step, "node", None), name)
        owner = self.tracker.memory.value(Variable("", column[0])) if column else MISSING
        if column is None or not self.tracker.world.is_column(owner, column[1]):
            return False
        return self.tracker.memory.mark(owner, tags, column[1])

    # --- where we are

    def _line(self) -> int | None:
        """The cell's line this thread is executing, None outside it."""
        run = self._run
        return line_here(run, self._step, self._shell.user_ns) if run is not None else None

    def _tags_at(self, line: int | None) -> Tags:
        step = self._step
        if step is None:
            return NONE
        self._arrivals(step)
        lines = step.plan.lines
        tags = step.plan.tags if line is None else innermost(lines, line)
        return step.solid(tags) | step.loose()

    def _writer(self, name: str) -> Callable[[Any, Patch], Any]:
        def make(original: Any, patch: Patch) -> Any:
            def write(text: str) -> Any:
                self.spoke = True
                self._printed += 1
                trace = trace_of(current_run()) if patch.active else None
                step = trace.step if trace is not None else None
                if trace is None or step is None or not (step.waits or self.files.noted.on):
                    return original(text)
                line = line_of(sys._getframe(1), step)
                count, tags = step.told.get(line, (-1, NONE))
                if line is None or count != len(step.came) or self.files.noted.on:
                    tags = _UNSEEN
                    with shielded(self._recorder.diagnose, "following a print"):
                        tags = self._wrote(step, line)
                before = trace.streams.get(name, NONE)
                if not tags <= before:
                    trace.streams[name] = before | tags
                answer = original(text)
                # What was written before may have gone out meanwhile, and our mark with it.
                if tags and name not in trace.streams:
                    trace.streams[name] = tags
                return answer

            return write

        return make

    def _wrote(self, step: Step, line: int | None) -> Tags:
        """Marks of what is about to be printed; the same line of a statement is looked at once."""
        line = self._line() if line is None else line
        tags = self._tags_at(line)
        step.told[line] = len(step.came), tags
        return tags
