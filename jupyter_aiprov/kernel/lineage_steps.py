"""Each top-level statement is seen just before and just after it runs.

IPython compiles and runs the statements of a cell one by one, through ``run_code``. That is
where we stand: nothing is inserted into the user's code, and loops run at their own speed.
What is going on is kept with its run: two cells may run at once, each in a subshell.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..capture.context import current_run
from ..capture.patching import Patch
from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..capture.shield import hook, shielded
from ..capture.signals import held, without_ours
from ..lineage.callees import Place
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
from .lineage_trace import Trace, innermost, trace_of


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
            run = self._run
            trace = trace_of(run)
            if not patch.active or run is None or run.finished or trace is None:
                return await original(code_obj, result, async_=async_)
            try:
                step = self._before(run, trace)
            except BaseException:  # noqa: BLE001 - of a signal: the statement ends where it begins
                return self._ended(result)
            outer, trace.step = trace.step, step or trace.step
            try:
                with lines(code_obj, step):
                    failed = await original(code_obj, result, async_=async_)
            except BaseException:
                trace.step = outer
                self._over(run, trace, step, code_obj, failed=True)
                raise
            trace.step = outer
            try:
                self._over(run, trace, step, code_obj, failed=bool(failed))
            except BaseException:  # noqa: BLE001 - of a signal, at the last instruction
                return self._ended(result)
            return failed

        return run_code

    def _ended(self, result: Any) -> bool:
        """End a statement by what is being raised, as the shell itself does."""
        error = sys.exc_info()[1]
        if error is not None:
            without_ours(error)
        if result is not None:
            result.error_in_exec = error
        self._shell.showtraceback(running_compiled_code=True)
        return True

    def _over(
        self, run: RunHandle, trace: Trace, step: Step | None, code: Any, *, failed: bool
    ) -> None:
        if step is not None:
            self._after(run, trace, step, code, failed=failed)
        elif run.unknown:
            self.gaps.ran(run, code)

    def _shown(self, count: int) -> None:
        step = self._step
        if step is not None:
            step.count = count

    def _tree(self, original: Any, patch: Patch) -> Any:
        def transform_ast(node: Any) -> Any:
            # A transformer of ours would do: the shell then walks through the whole tree again.
            tree = original(node)
            trace = trace_of(self._run)
            if patch.active and trace is not None:
                with shielded(self._recorder.diagnose, "reading a cell"):
                    trace.nodes.take(tree)
            return tree

        return transform_ast

    def _before(self, run: RunHandle, trace: Trace) -> Step | None:
        with hook(self._recorder.diagnose, "planning a statement"):
            self._recorder.moment += 1
            node = trace.nodes.next(trace.depth)
            trace.depth += 1
            if node is None:
                return None
            step = self.tracker.begin(node)
            self._unseen.stand(step)
            step.handed = handed_over()
            step.outputs, step.printed = len(run.state.outputs), self._printed
            if self._recorder.settings.draws and step.plan.called:
                step.chance = states(self._read_by(step))
            return step
        return None

    def _after(self, run: RunHandle, trace: Trace, step: Step, code: Any, *, failed: bool) -> None:
        trace.depth = max(0, trace.depth - 1)
        with held():
            with shielded(self._recorder.diagnose, "following a statement"):
                self._recorder.moment += 1
                self._arrivals(step)
                self._draws(run, step)
                self.tracker.end(step, failed=failed, shown=step.count or None)
                self._note(run, trace, step)
                return
            self.gaps.ran(run, code, step)

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
            where = f"In [{self._shell.execution_count}]"
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
        count, printed = len(run.state.outputs), self._printed > step.printed
        if count == step.outputs and not printed:
            return None
        return Shown(run.id, step.outputs, count, printed)

    def _is_variable(self, place: Place) -> bool:
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

    def _made_by_code(self, place: Place, code: Tags) -> None:
        memory = self.tracker.memory
        value = memory.value(place)
        if not memory.mark(value, code):
            memory.put(place, code | memory.of_place(place), {})
