"""Lineage in a kernel: each top-level statement is seen just before and just after it runs.

IPython compiles and runs the statements of a cell one by one, through ``run_code``. That is
where we stand: nothing is inserted into the user's code, and loops run at their own speed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ..capture.context import current_run
from ..capture.patching import Patch
from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..capture.shield import hook, shielded
from ..lineage.callees import Place
from ..lineage.history import mermaid, tree
from ..lineage.plan import MISSING, Line
from ..lineage.tags import NONE, Tags, marks_of, tags_of, unknown
from ..lineage.tracker import Came, Step, Tracker
from ..record.activity import Activity, Data, Generator
from ..record.base import utc_now
from ..record.digest import new_id
from ..record.run import Mark
from ..values.raw import address
from .lineage_draws import drawn, states
from .lineage_files import FileBook
from .lineage_lines import lines
from .lineage_native import Unseen
from .lineage_shell import figures, read_script, shown_figure
from .lineage_trace import Nodes, Trace, argument_named, column_named, innermost
from .lineage_where import line_here

_NAMES = 200


class Lineage:
    """The tracker of a kernel's namespace, fed by the kernel; also the recorder's marker.

    Attributes:
        spoke: whether anything was printed since the run began.
    """

    def __init__(self, shell: Any, recorder: Recorder, files: FileBook) -> None:
        self.tracker = Tracker(shell.user_ns, getattr(shell, "user_ns_hidden", ()))
        self.tracker.transform = shell.transform_cell
        self.tracker.script = read_script
        self.tracker.watch = figures
        self.files = files
        files.of_figure = lambda figure: self.tracker.world.of_value(figure) or NONE
        self._shell = shell
        self._recorder = recorder
        self._nodes = Nodes()
        self._unseen = Unseen(files)
        self._step: Step | None = None
        self._run: RunHandle | None = None
        self._depth = 0
        self.spoke = True

    def install(self) -> Callable[[], None]:
        """Stand beside ``run_code``; answers the undo."""
        shell = self._shell
        patches = [Patch(shell, "run_code", self._wrap), Patch(shell, "transform_ast", self._tree)]
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if type(stream).__module__.startswith("ipykernel"):
                patches.append(Patch(stream, "write", self._writer(name)))
        self._recorder.tracker = self
        stop = self.files.watch(self._line)

        def undo() -> None:
            stop()
            self._recorder.tracker = None
            for patch in patches:
                patch.undo()

        return undo

    # --- what runs ask for

    def begin(self, run: RunHandle) -> None:
        """A cell begins."""
        self._run = run
        self._depth = 0
        self.spoke = False
        self._nodes.clear()
        run.state.trace = Trace(run.source)
        self.tracker.catch_up()

    def finish(self, run: RunHandle) -> dict[str, Any]:
        """The members of a run's record that lineage knows."""
        trace: Trace | None = getattr(run.state, "trace", None)
        if trace is None:
            return {"marks": run.marks_of_code}
        files = self.files.finish(run, tags_of(run.marks_of_code))
        for use in files:
            if use.mode == "write":
                trace.tags |= tags_of(use.marks)
        shown = tags_of(run.state.outputs.marks())
        tags = trace.tags | shown | tags_of(run.marks_of_code)
        return {
            "marks": marks_of(tags),
            "reads": tuple(sorted(trace.reads)[:_NAMES]),
            "writes": tuple(sorted(trace.writes)[:_NAMES]),
            "files": files,
        }

    def marks_at(self, run: RunHandle, line: int | None) -> tuple[Mark, ...]:
        """Marks of what a run shows while the statement at ``line`` runs."""
        trace: Trace | None = getattr(run.state, "trace", None)
        code = tags_of(run.marks_of_code)
        if trace is None:
            return marks_of(code)
        figure = shown_figure()
        going_on = self._step is not None and self._run is run
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
        trace: Trace | None = getattr(run.state, "trace", None)
        written = trace.streams.pop(name, NONE) if trace is not None else NONE
        return marks_of(written | tags_of(run.marks_of_code))

    # --- what the recorder asks for

    def mark(self, data: Any, mark: Mark, name: str | None = None) -> None:
        """Put a mark on a value, by the names it has and wherever it goes from here."""
        tags = tags_of((mark,))
        self._came(tags)
        memory = self.tracker.memory
        if self._mark_part(tags, name):
            return
        node = self._step.node if self._step is not None else None
        name = argument_named(node, memory.namespace, data) or name
        if not memory.mark(data, tags) and name in memory.namespace:
            place = Place("", str(name))
            memory.put(place, tags | memory.of_place(place), {})
        if self._run is not None and hasattr(self._run.state, "trace"):
            self._run.state.trace.tags |= tags

    def marks_of(self, data: Any) -> tuple[Mark, ...]:
        """The marks of a value, of the statement that is using it, and of the code that runs."""
        tags = self.tracker.world.of_value(data) or self.tracker.memory.held(data)
        code = self._run.marks_of_code if self._run is not None else ()
        return marks_of(tags | self._tags_at(self._line()) | tags_of(code))

    def arrived(self, activity: Activity) -> None:
        """A model answered: what the statement makes carries it."""
        tags = tags_of((Mark(mark="ai-output", records=(activity.id,), evidence="observed"),))
        if self._step is not None:
            self._came(tags)
            return
        run = current_run()
        trace = getattr(run.state, "trace", None) if run is not None else None
        if trace is None:
            return
        trace.tags |= tags
        for name in trace.writes:  # a thread answers after its cell ended
            value = self.tracker.memory.namespace.get(name)
            if hasattr(value, "result") or hasattr(value, "join"):
                self.tracker.memory.mark(value, tags)

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
            handle = self.tracker.memory.handles.get(Place("", known))
            if handle is not None:
                notes[known] = ", ".join(sorted({tag.mark for tag in handle.whole()}))
        return tree(self.tracker.history.trace(name), notes)

    # --- statements

    def _wrap(self, original: Any, patch: Patch) -> Any:
        async def run_code(code_obj: Any, result: Any = None, *, async_: bool = False) -> Any:
            if not patch.active or self._run is None or self._run.finished:
                return await original(code_obj, result, async_=async_)
            step = self._before()
            outer, self._step = self._step, step or self._step
            failed = True
            try:
                with lines(code_obj, step):
                    failed = await original(code_obj, result, async_=async_)
                return failed
            finally:
                self._step = outer
                if step is not None:
                    self._after(step, failed=bool(failed))

        return run_code

    def _tree(self, original: Any, patch: Patch) -> Any:
        def transform_ast(node: Any) -> Any:
            # A transformer of ours would do: the shell then walks through the whole tree again.
            tree = original(node)
            if patch.active:
                self._nodes.take(tree)
            return tree

        return transform_ast

    def _before(self) -> Step | None:
        with shielded(self._recorder.diagnose, "planning a statement"):
            node = self._nodes.next(self._depth)
            self._depth += 1
            if node is None:
                return None
            step = self.tracker.begin(node)
            self._unseen.stand(step)
            step.count = len(self._shell.user_ns.get("Out", ()))
            if self._recorder.settings.draws and step.plan.called:
                step.chance = states(self._read_by(step))
            return step
        return None

    def _after(self, step: Step, *, failed: bool) -> None:
        self._depth = max(0, self._depth - 1)
        with shielded(self._recorder.diagnose, "following a statement"):
            run = self._run
            if run is None:
                return
            self._arrivals(step)
            self._draws(run, step)
            out = self._shell.user_ns.get("Out", {})
            shown = next(reversed(out)) if len(out) != step.count else None
            self.tracker.end(step, failed=failed, shown=shown)
            self._note(run, step)

    def _arrivals(self, step: Step) -> None:
        step.came.extend(self.files.came(step))
        self._unseen.look(step)

    def _note(self, run: RunHandle, step: Step) -> None:
        trace: Trace = run.state.trace
        tracker = self.tracker
        code = tags_of(run.marks_of_code)
        reads = [place.name for place in step.plan.reads if self._is_variable(place)]
        inputs = {place.name for place in step.plan.inputs}
        trace.reads.update(inputs.intersection(reads) - trace.writes)
        made = [place.name for place in step.written if not place.module]
        altered = step.changed | step.altered
        changed = sorted(place.name for place in altered if not place.module)
        trace.writes.update(made, changed)
        if code:
            for place in step.written:
                self._made_by_code(place, code)
        for place in (*step.written, *step.changed):
            trace.tags |= tracker.memory.of_place(place)
        loose = step.loose()
        trace.lines += [
            Line(line.start, line.end, step.solid(line.tags) | loose) for line in step.plan.lines
        ]
        self.files.written(step, lambda line: innermost(trace.lines, line), tracker)
        files = self.files.names_of(step)
        self._warn(step, tracker, trace)
        if made or changed or files[1]:
            text = trace.text(step.node)
            names = sorted({m.mark for m in marks_of(step.solid(step.plan.tags) | loose)})
            where = f"In [{self._shell.execution_count}]"
            tracker.history.add(
                where, text, [*sorted(reads), *files[0]], [*made, *changed, *files[1]], names
            )

    def _is_variable(self, place: Place) -> bool:
        if place.module or place.name in self.tracker.memory.hidden:
            return False
        value = self.tracker.memory.value(place)
        return value is not MISSING and not isinstance(value, ModuleType)

    def _read_by(self, step: Step) -> list[Any]:
        return [self.tracker.memory.value(place) for place in step.plan.reads]

    def _draws(self, run: RunHandle, step: Step) -> None:
        """Where a person asked for it, numbers drawn by chance are simulated data."""
        if step.chance is None:
            return
        names = drawn(step.chance, states(self._read_by(step)))
        if not names or any(tag.mark == "synthetic" for came in step.came for tag in came.tags):
            return
        activity = Activity(
            id=new_id(),
            kind="synthetic-data",
            evidence="inferred",
            channel="generator",
            time=utc_now(),
            data=Data(generator=Generator(name=names[0])),
        )
        run.activities[activity.id] = activity
        mark = Mark(mark="synthetic", records=(activity.id,), evidence="inferred")
        step.came.append(Came(None, tags_of((mark,))))

    def _warn(self, step: Step, tracker: Tracker, trace: Trace) -> None:
        """Say in the record what a reader should not have to find out."""
        tags = step.solid(step.plan.tags)
        if step.plan.hidden and any(tag.mark == "unknown" for tag in tags):
            self._recorder.diagnose("AP502", f"({step.plan.hidden})")
        met = trace.mixing.said(step, tracker, tags)
        if met:
            self._recorder.diagnose("AP501", met)

    def _made_by_code(self, place: Place, code: Tags) -> None:
        memory = self.tracker.memory
        value = memory.value(place)
        if not memory.mark(value, code):
            memory.put(place, code | memory.of_place(place), {})

    def _mark_part(self, tags: Tags, name: str | None) -> bool:
        """``mark_synthetic(df["s"])``, ``%aiprov synthetic df['s']``: one column, not the frame."""
        column = column_named(getattr(self._step, "node", None), name)
        owner = self.tracker.memory.value(Place("", column[0])) if column else MISSING
        if column is None or not self.tracker.world.is_column(owner, column[1]):
            return False
        return self.tracker.memory.mark(owner, tags, column[1])

    # --- where we are

    def _came(self, tags: Tags, word: str = "") -> None:
        if self._step is not None:
            came = Came(self._line(), tags, word)
            if came not in self._step.came[-2:]:
                self._step.came.append(came)

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
                step, run = self._step, self._run
                if step is None or run is None or not patch.active:
                    return original(text)
                if not (step.marked or step.came or step.files or self.files.noted.on):
                    return original(text)
                frame = sys._getframe(1)
                line = frame.f_lineno if address(frame) == step.frame else self._line()
                count, tags = step.told.get(line, (-1, NONE))
                if count != len(step.came) or self.files.noted.on:
                    tags = self._wrote(step, line)
                streams = run.state.trace.streams
                before = streams.get(name, NONE)
                if not tags <= before:
                    streams[name] = before | tags
                answer = original(text)
                # What was written before may have gone out meanwhile, and our mark with it.
                if tags and name not in streams:
                    streams[name] = tags
                return answer

            return write

        return make

    def _wrote(self, step: Step, line: int | None) -> Tags:
        """Marks of what is about to be printed; the same line of a statement is looked at once."""
        tags = unknown("a fault while a print was followed")
        with hook(self._recorder.diagnose, "following a print"):
            tags = self._tags_at(line)
        step.told[line] = len(step.came), tags
        return tags
