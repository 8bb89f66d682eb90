"""What a statement turned out to do goes into its run's record, into files and the history."""

from __future__ import annotations

from ...capture.recorder import Recorder
from ...capture.runs import RunHandle
from ...lineage.callees import Variable
from ...lineage.execution import Execution
from ...lineage.history import Shown
from ...lineage.tags import tags_of
from ...lineage.tracker import Tracker
from ...values.kinds import is_module
from ...values.raw import MISSING
from ..files.book import FileBook
from ..run_state import state_of
from .printing import Printing
from .statement import RunLineage, Statement, innermost


class Notes:
    """Takes notes of statements that have ended.

    Args:
        recorder: is told what a reader should not have to find out.
        tracker: knows what the names carry, and keeps the history.
        files: are told which marks went into them.
        printing: tells whether a statement printed anything.
    """

    def __init__(
        self, recorder: Recorder, tracker: Tracker, files: FileBook, printing: Printing
    ) -> None:
        self._recorder = recorder
        self._tracker = tracker
        self._files = files
        self._printing = printing

    def take(self, run: RunHandle, known: RunLineage, statement: Statement) -> None:
        """Note what a statement did.

        Args:
            run: of its cell.
            known: of that run.
            statement: it has ended, and the tracker has been told so.
        """
        execution = statement.execution
        made = [variable.name for variable in execution.written if not variable.module]
        altered = execution.changed | execution.altered
        changed = sorted(variable.name for variable in altered if not variable.module)
        reads = self._variables(execution)
        inputs = {variable.name for variable in execution.effects.inputs}
        known.reads.update(inputs.intersection(reads) - known.writes)
        known.writes.update(made, changed)
        self._take_marks(run, known, execution)
        self._files.written(execution, statement.uses, lambda at: innermost(known.lines, at))
        self._warn(known, execution)
        read, wrote = self._files.names_of(statement.uses)
        shown = self._shown_by(run, statement)
        if made or changed or wrote or shown:
            self._tracker.history.add(
                f"In [{known.count}]",
                known.text(execution.node),
                [*sorted(reads), *read],
                [*made, *changed],
                sorted({tag.mark for tag in execution.tags()}),
                bound=made,
                shown=shown,
                files=wrote,
            )

    def _take_marks(self, run: RunHandle, known: RunLineage, execution: Execution) -> None:
        """Marks of what it made: they are the run's, and those of the lines it stands at."""
        memory = self._tracker.memory
        code = tags_of(run.marks_of_code)
        for variable in execution.written if code else ():
            memory.mark_name(variable, code)
        for variable in (*execution.written, *execution.changed):
            known.tags |= memory.of_variable(variable)
        unplaced = execution.unplaced()
        known.lines += [
            (line.start, line.end, execution.resolved(line.tags) | unplaced)
            for line in execution.effects.lines
        ]

    def _variables(self, execution: Execution) -> list[str]:
        """The names of the user's variables it may have used."""
        return [
            variable.name for variable in execution.effects.reads if self._is_variable(variable)
        ]

    def _is_variable(self, variable: Variable) -> bool:
        memory = self._tracker.memory
        if variable.module or variable.name in memory.hidden:
            return False
        value = memory.value(variable)
        return value is not MISSING and not is_module(value)

    def _shown_by(self, run: RunHandle, statement: Statement) -> Shown | None:
        """The outputs that a statement may have made."""
        count, printed = len(state_of(run).outputs), self._printing.count > statement.prints
        if count == statement.outputs and not printed:
            return None
        return Shown(run.id, statement.outputs, count, printed)

    def _warn(self, known: RunLineage, execution: Execution) -> None:
        """Say in the record what a reader should not have to find out."""
        tags, hidden = execution.resolved(execution.effects.tags), execution.effects.hidden
        if hidden and any(tag.mark == "unknown" for tag in tags):
            self._recorder.diagnose("AP502", f"({hidden})")
        met = known.mixing.said(execution, self._tracker, tags)
        if met:
            self._recorder.diagnose("AP501", met)
