"""Each top-level statement is seen just before and just after it runs.

IPython compiles and runs the statements of a cell one by one, through ``run_code``. That is
where we stand: nothing is inserted into the user's code, and loops run at their own speed.
What is going on is kept with its run: two cells may run at once, each in a subshell.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from types import CodeType

from ...capture.context import current_run
from ...capture.patching import Patch, without_us
from ...capture.recorder import Recorder
from ...capture.runs import RunHandle
from ...capture.shield import shielded
from ...capture.signals import held, without_ours
from ...lineage.callees import Variable
from ...lineage.execution import Arrival
from ...lineage.other_processes import handed_over
from ...lineage.tags import tags_of
from ...lineage.tracker import Tracker
from ...record.run import Mark
from ..hosts import CellResult, Shell
from ..run_state import state_of
from .arrivals import Arrivals
from .gaps import Gaps
from .line_trace import lines
from .native_files import NativeFiles, RecentFiles
from .notes import Notes
from .printing import Printing
from .random_draws import States, advanced, simulated, states
from .statement import RunLineage, Statement, followed, lineage_of

RunCode = Callable[..., Awaitable[bool]]


class Passage:
    """One statement on its way through ``run_code``, followed or not.

    Attributes:
        run: the run it belongs to; None where it is not followed.
        statement: what is known of it; None where it was met unprepared.
        outer: the statement that runs it, as a cell may run cells.
        watch: watches its lines.
    """

    def __init__(self) -> None:
        self.run: RunHandle | None = None
        self.statement: Statement | None = None
        self.outer: Statement | None = None
        self.watch: AbstractContextManager[None] = nullcontext()


class Statements:
    """Follows the statements of a shell's runs.

    A statement's way: :meth:`_wrap`'s ``run_code`` calls :meth:`_before`, the shell's own, and
    :meth:`_after`; these, within shields, :meth:`_enter` and :meth:`_leave`, where each step
    stands in order.

    Args:
        shell: IPython's.
        recorder: of the kernel.
        tracker: predicts what a statement does, and confirms it.
        arrivals: gather what came in.
        printing: counts what is printed.
        notes: of what a statement did.
        gaps: say what could not be followed.
    """

    def __init__(
        self,
        shell: Shell,
        recorder: Recorder,
        tracker: Tracker,
        *,
        arrivals: Arrivals,
        printing: Printing,
        notes: Notes,
        gaps: Gaps,
    ) -> None:
        self._shell = shell
        self._recorder = recorder
        self._tracker = tracker
        self._arrivals = arrivals
        self._printing = printing
        self._notes = notes
        self._gaps = gaps
        self._recent = RecentFiles()

    def install(self) -> list[Patch]:
        """Stand beside what the shell calls for each cell, statement and result."""
        shell = self._shell
        return [
            Patch(shell, "transform_ast", self._wrap_tree),
            Patch(shell, "run_code", self._wrap),
            Patch(shell.displayhook, "update_user_ns", self._wrap_shown),
        ]

    # --- the way of a statement

    def _wrap(self, original: RunCode, patch: Patch) -> RunCode:
        async def run_code(
            code_obj: CodeType, result: CellResult | None = None, *, async_: bool = False
        ) -> bool:
            if not patch.active:
                return await original(code_obj, result, async_=async_)
            passage: Passage | None = None
            try:
                with shielded(self._recorder.diagnose, "planning a statement"):
                    passage = self._before(code_obj, result)
            except BaseException:  # noqa: BLE001 - of a signal: the statement ends where it begins
                return self._ended(result)
            try:
                with passage.watch if passage is not None else nullcontext():
                    failed = await original(code_obj, result, async_=async_)
            except BaseException as error:
                with held():
                    self._after(passage, code_obj, failed=True)
                without_us(error)
                raise
            try:
                with held():
                    self._after(passage, code_obj, failed=bool(failed))
            except BaseException:  # noqa: BLE001 - of a signal, at the last instruction
                return self._ended(result)
            return failed

        return run_code

    def _before(self, code: CodeType, result: CellResult | None) -> Passage:
        """Just before a statement."""
        passage, run = Passage(), current_run()
        known = lineage_of(run)
        if run is None or run.finished or known is None:
            return passage
        passage.run = run
        with shielded(self._recorder.diagnose, "planning a statement"):
            self._enter(passage, run, known, result)
            statement = passage.statement
            passage.watch = lines(code, statement.execution if statement is not None else None)
        return passage

    def _enter(
        self, passage: Passage, run: RunHandle, known: RunLineage, result: CellResult | None
    ) -> None:
        passage.outer = known.statement
        # The shell's own count may have gone on to the next cell's by now.
        count = getattr(result, "execution_count", None)
        known.count = count or known.count or self._shell.execution_count
        self._recorder.moment += 1
        node = known.queue.next(known.depth)
        known.depth += 1
        if node is None:
            return
        execution = self._tracker.begin(node)
        statement = Statement(
            execution,
            native=NativeFiles(execution, self._recent),
            handed=handed_over(),
            outputs=len(state_of(run).outputs),
            prints=self._printing.count,
            states=self._states(execution.effects.reads) if execution.effects.called else None,
        )
        # Last: what failed half-way is not followed at all.
        passage.statement = known.statement = statement

    def _after(self, passage: Passage | None, code: CodeType, *, failed: bool) -> None:
        """Just after a statement; whatever it may have touched is unknown if that fails."""
        run: RunHandle | None = None
        with shielded(self._recorder.diagnose, "following a statement"):
            run = current_run() if passage is None else passage.run
            if run is None or (passage is not None and self._leave(passage, run, failed=failed)):
                return
        with shielded(self._recorder.diagnose, "following a statement"):
            statement = passage.statement if passage is not None else None
            self._gaps.ran(run, code, statement.execution if statement is not None else None)

    def _leave(self, passage: Passage, run: RunHandle, *, failed: bool) -> bool:
        """Answers False where a fault stood in the way of following the statement."""
        known = followed(run)
        known.statement, statement = passage.outer, passage.statement
        self._recorder.moment += 1
        if statement is None:
            return not run.unknown
        known.depth = max(0, known.depth - 1)
        self._arrivals.gather(statement)
        self._draw(run, statement)
        self._tracker.end(statement.execution, failed=failed, shown=statement.count or None)
        self._notes.take(run, known, statement)
        return True

    def _states(self, reads: Iterable[Variable]) -> States | None:
        """Of the sources of chance, where a person asked for draws to be noted."""
        if not self._recorder.settings.draws:
            return None
        return states([self._tracker.memory.value(variable) for variable in reads])

    def _draw(self, run: RunHandle, statement: Statement) -> None:
        """Where a person asked for it, numbers drawn by chance are simulated data."""
        execution = statement.execution
        now = self._states(execution.effects.reads) if statement.states is not None else None
        names = advanced(statement.states or {}, now) if now is not None else []
        came = {tag.mark for arrival in execution.arrivals for tag in arrival.tags}
        if not names or "synthetic" in came:
            return
        activity = simulated(names[0])
        run.activities[activity.id] = activity
        mark = Mark(mark="synthetic", records=(activity.id,), evidence="inferred")
        execution.arrivals.append(Arrival(None, tags_of((mark,))))

    def _ended(self, result: CellResult | None) -> bool:
        """End a statement by what is being raised, as the shell itself does."""
        error = sys.exc_info()[1]
        if error is not None:
            without_ours(error)
        if result is not None:
            result.error_in_exec = error
        self._shell.showtraceback(running_compiled_code=True)
        return True

    # --- what the shell tells besides

    def _wrap_tree(
        self, original: Callable[[ast.AST], ast.AST], patch: Patch
    ) -> Callable[[ast.AST], ast.AST]:
        def transform_ast(node: ast.AST) -> ast.AST:
            # A transformer of ours would do: the shell then walks through the whole tree again.
            tree = original(node)
            if patch.active:
                with shielded(self._recorder.diagnose, "reading a cell"):
                    known = lineage_of(current_run())
                    if known is not None:
                        known.queue.take(tree)
            return tree

        return transform_ast

    def _wrap_shown(
        self, original: Callable[[object], object], patch: Patch
    ) -> Callable[[object], None]:
        def update_user_ns(result: object) -> None:
            original(result)
            if patch.active:
                with shielded(self._recorder.diagnose, "following a result"):
                    known = lineage_of(current_run())
                    if known is not None and known.statement is not None:
                        known.statement.count = self._shell.displayhook.prompt_count

        return update_user_ns
