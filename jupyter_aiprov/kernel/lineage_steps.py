"""Each top-level statement is seen just before and just after it runs.

IPython compiles and runs the statements of a cell one by one, through ``run_code``. That is
where we stand: nothing is inserted into the user's code, and loops run at their own speed.
What is going on is kept with its run: two cells may run at once, each in a subshell.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from ..capture.context import current_run
from ..capture.patching import Patch, without_us
from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..capture.shield import shielded
from ..capture.signals import held, without_ours
from ..lineage.callees import Variable
from ..lineage.elsewhere import REASON, handed_over
from ..lineage.history import Shown
from ..lineage.plan import Line
from ..lineage.tags import Tags, marks_of, tags_of, unknown
from ..lineage.tracker import Came, Step, Tracker
from ..record.run import Mark
from ..values.kinds import is_module
from ..values.raw import MISSING
from .lineage_draws import drawn, simulated, states
from .lineage_files import FileBook
from .lineage_gaps import Gaps
from .lineage_lines import lines
from .lineage_native import Unseen
from .lineage_trace import Trace, followed, innermost, trace_of
from .run_state import state_of


class Course:
    """One statement on its way through the shell.

    Attributes:
        run: the run it belongs to; None where it is not followed.
        step: what is known of it; None where it was met unprepared.
        outer: the statement that runs it, as a cell may run cells.
        watch: watches its lines.
    """

    def __init__(self) -> None:
        self.run: RunHandle | None = None
        self.step: Step | None = None
        self.outer: Step | None = None
        self.watch: AbstractContextManager[None] = nullcontext()


class Following:
    """Follows the statements of a shell's runs."""

    tracker: Tracker
    files: FileBook
    gaps: Gaps
    _shell: Any
    _recorder: Recorder
    _unseen: Unseen
    _going: dict[str, RunHandle]
    _printed: int

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is printed within is no data: words of ours."""
        trace = trace_of(self._run)
        step = trace.step if trace is not None else None
        if trace is not None:
            trace.step = None
        try:
            yield
        finally:
            if trace is not None:
                trace.step = step

    @property
    def _run(self) -> RunHandle | None:
        """The run that led here."""
        return current_run()

    @property
    def _step(self) -> Step | None:
        """The statement of that run that is going on."""
        trace = trace_of(current_run())
        return trace.step if trace is not None else None

    def _others(self) -> dict[str, Step]:
        """The statements that are going on in other runs, by the id of each."""
        here, found = current_run(), {}
        for run in list(self._going.values()):
            trace = trace_of(run) if run is not here else None
            if trace is not None and trace.step is not None:
                found[run.id] = trace.step
        return found

    def _wrap(self, original: Any, patch: Patch) -> Any:
        async def run_code(code_obj: Any, result: Any = None, *, async_: bool = False) -> Any:
            if not patch.active:
                return await original(code_obj, result, async_=async_)
            course: Course | None = None
            try:
                with shielded(self._recorder.diagnose, "planning a statement"):
                    course = self._begun(code_obj, result)
            except BaseException:  # noqa: BLE001 - of a signal: the statement ends where it begins
                return self._ended(result)
            try:
                with course.watch if course is not None else nullcontext():
                    failed = await original(code_obj, result, async_=async_)
            except BaseException as error:
                with held():
                    self._over(course, code_obj, failed=True)
                without_us(error)
                raise
            try:
                with held():
                    self._over(course, code_obj, failed=bool(failed))
            except BaseException:  # noqa: BLE001 - of a signal, at the last instruction
                return self._ended(result)
            return failed

        return run_code

    def _over(self, course: Course | None, code: Any, *, failed: bool) -> None:
        """Just after a statement; whatever it may have touched is unknown if that fails."""
        run: RunHandle | None = None
        with shielded(self._recorder.diagnose, "following a statement"):
            run = self._run if course is None else course.run
            if run is None or (course is not None and self._leaves(course, failed=failed)):
                return
        with shielded(self._recorder.diagnose, "following a statement"):
            self.gaps.ran(run, code, course.step if course is not None else None)

    def _ended(self, result: Any) -> bool:
        """End a statement by what is being raised, as the shell itself does."""
        error = sys.exc_info()[1]
        if error is not None:
            without_ours(error)
        if result is not None:
            result.error_in_exec = error
        self._shell.showtraceback(running_compiled_code=True)
        return True

    def _begun(self, code: Any, result: Any) -> Course:
        course, run = Course(), self._run
        course.run = run if run is not None and not run.finished and trace_of(run) else None
        if course.run is not None:
            with shielded(self._recorder.diagnose, "planning a statement"):
                self._enters(course, result)
                course.watch = lines(code, course.step)
        return course

    def _shown(self, count: int) -> None:
        step = self._step
        if step is not None:
            step.count = count

    def _tree(self, original: Any, patch: Patch) -> Any:
        def transform_ast(node: Any) -> Any:
            # A transformer of ours would do: the shell then walks through the whole tree again.
            tree = original(node)
            if patch.active:
                with shielded(self._recorder.diagnose, "reading a cell"):
                    trace = trace_of(self._run)
                    if trace is not None:
                        trace.nodes.take(tree)
            return tree

        return transform_ast

    def _enters(self, course: Course, result: Any) -> None:
        """Just before a statement."""
        run = course.run
        assert run is not None
        trace = followed(run)
        course.outer = trace.step
        # The shell's own count may have gone on to the next cell's by now.
        trace.count = getattr(result, "execution_count", None) or trace.count
        self._recorder.moment += 1
        node = trace.nodes.next(trace.depth)
        trace.depth += 1
        if node is None:
            return
        step = self.tracker.begin(node)
        self._unseen.stand(step)
        step.handed = handed_over()
        step.outputs, step.printed = len(state_of(run).outputs), self._printed
        if self._recorder.settings.draws and step.plan.called:
            step.chance = states(self._read_by(step))
        course.step = trace.step = step  # last: what failed half-way is not followed at all

    def _leaves(self, course: Course, *, failed: bool) -> bool:
        """Just after a statement; False where a fault stood in the way of following it."""
        run = course.run
        assert run is not None
        trace = followed(run)
        trace.step, step = course.outer, course.step
        self._recorder.moment += 1
        if step is None:
            return not run.unknown
        trace.depth = max(0, trace.depth - 1)
        self._arrivals(step)
        self._draws(run, step)
        self.tracker.end(step, failed=failed, shown=step.count or None)
        self._note(run, trace, step)
        return True

    def _arrivals(self, step: Step) -> None:
        step.came.extend(self.files.came(step))
        if step.handed != (handed := handed_over()):
            step.handed = handed
            step.came.append(Came(None, unknown(REASON)))
        self._unseen.look(step)

    def _note(self, run: RunHandle, trace: Trace, step: Step) -> None:
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
        shown = self._shown_by(run, step)
        if made or changed or files[1] or shown:
            text = trace.text(step.node)
            names = sorted({m.mark for m in marks_of(step.solid(step.plan.tags) | loose)})
            where = f"In [{trace.count or self._shell.execution_count}]"
            tracker.history.add(
                where,
                text,
                [*sorted(reads), *files[0]],
                [*made, *changed],
                names,
                bound=made,
                shown=shown,
                files=files[1],
            )

    def _shown_by(self, run: RunHandle, step: Step) -> Shown | None:
        """The outputs that a statement may have made."""
        count, printed = len(state_of(run).outputs), self._printed > step.printed
        if count == step.outputs and not printed:
            return None
        return Shown(run.id, step.outputs, count, printed)

    def _is_variable(self, place: Variable) -> bool:
        if place.module or place.name in self.tracker.memory.hidden:
            return False
        value = self.tracker.memory.value(place)
        return value is not MISSING and not is_module(value)

    def _read_by(self, step: Step) -> list[Any]:
        return [self.tracker.memory.value(place) for place in step.plan.reads]

    def _draws(self, run: RunHandle, step: Step) -> None:
        """Where a person asked for it, numbers drawn by chance are simulated data."""
        if step.chance is None:
            return
        names = drawn(step.chance, states(self._read_by(step)))
        if not names or any(tag.mark == "synthetic" for came in step.came for tag in came.tags):
            return
        activity = simulated(names[0])
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

    def _made_by_code(self, place: Variable, code: Tags) -> None:
        memory = self.tracker.memory
        value = memory.value(place)
        if not memory.mark(value, code):
            memory.put(place, code | memory.of_place(place), {})
