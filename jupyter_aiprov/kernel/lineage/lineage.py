"""Lineage in a kernel: what its hooks tell the tracker, and what it tells runs and recorder."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from pathlib import Path

from ...capture.recorder import Recorder
from ...capture.runs import RunHandle
from ...capture.shield import shielded
from ...lineage.callees import Variable
from ...lineage.execution import Execution
from ...lineage.history import mermaid, tree
from ...lineage.syntax import argument_named, column_named
from ...lineage.tags import Tags, marks_of, tags_of
from ...lineage.tracker import Host, Tracker
from ...record.activity import Activity, Evidence
from ...record.run import Mark
from ..files.book import FileBook
from ..hosts import Shell
from ..ledgers import ProjectLedger
from ..run_state import state_of
from .arrivals import Arrivals
from .current import Current
from .figures import figures, shown_figure
from .gaps import Gaps
from .notes import Notes
from .printing import Printing
from .retroactive import Reached, RetroactiveMarks
from .statement import RunLineage, innermost, lineage_of
from .statements import Statements

_NAMES = 200


class ShellHost(Host):
    """IPython's shell, as lineage meets it."""

    def __init__(self, shell: Shell, current: Current) -> None:
        self._shell = shell
        self._current = current

    def transform(self, text: str) -> str:
        """The text of a cell as Python."""
        return self._shell.transform_cell(text)

    def script(self, name: str) -> str | None:
        """The text of a script that ``%run`` names; a notebook is not followed."""
        path = Path(name).expanduser()
        path = path if path.suffix else path.with_suffix(".py")
        try:
            return path.read_text(encoding="utf-8") if path.suffix in (".py", ".ipy") else None
        except (OSError, UnicodeDecodeError):
            return None

    def others(self) -> Collection[Execution]:
        """Statements of other cells, which run in subshells."""
        return self._current.executions()

    def standing(self) -> list[object]:
        """The figures that pyplot holds open."""
        return figures()


class Lineage:
    """The tracker of a kernel's namespace, fed by the kernel; also the recorder's marker.

    A cell's way: :meth:`begin`, its statements (see :class:`~.statements.Statements`), what it
    shows (:meth:`marks_at`, :meth:`stream_marks`), :meth:`finish`.

    Args:
        shell: IPython's.
        recorder: of the kernel.
        ledger: of the notebook's project.

    Attributes:
        current: tells which run and statement go on.
        tracker: follows the marks of the namespace.
        files: what this kernel knows of files.
        arrivals: takes up what comes in while code runs.
        printing: follows what is printed.
        retroactive: takes marks to what was made before they were put.
        gaps: takes what could not be followed.
        notes: of what statements did.
        statements: follows them.
    """

    def __init__(self, shell: Shell, recorder: Recorder, ledger: ProjectLedger) -> None:
        names: dict[str, object] = shell.user_ns
        self.current = Current(names)
        host = ShellHost(shell, self.current)
        self.tracker = Tracker(names, getattr(shell, "user_ns_hidden", ()), host)
        self.files = FileBook(ledger, recorder, self.tracker, self.current)
        self.arrivals = Arrivals(recorder, self.tracker, self.files, self.current, names)
        self.printing = Printing(recorder, self.files, self.current, self.arrivals)
        self.retroactive = RetroactiveMarks(recorder, self.tracker, self.files)
        self.gaps = Gaps(recorder, self.tracker, self.current)
        self.notes = Notes(recorder, self.tracker, self.files, self.printing)
        self.statements = Statements(
            shell,
            recorder,
            self.tracker,
            arrivals=self.arrivals,
            printing=self.printing,
            notes=self.notes,
            gaps=self.gaps,
        )
        self._recorder = recorder

    def install(self) -> Callable[[], None]:
        """Stand beside what the shell calls for its cells; answers the undo."""
        patches = [*self.statements.install(), *self.printing.install()]
        forget = self._recorder.mark_with(self)
        stop = self.files.watch()

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
        self.gaps.ran(run, None, None)

    def missed(self) -> None:
        """A cell ran of which nothing is known."""
        self.gaps.anything()

    def _enter(self, run: RunHandle) -> None:
        alone = self.current.begin(run)
        self.printing.begin(alone=alone)
        state_of(run).follow(RunLineage(run.source))
        self.retroactive.remember(run)

    def finish(self, run: RunHandle) -> dict[str, object]:
        """The members of a run's record that lineage knows."""
        known = lineage_of(run)
        self.current.end(run)
        if known is None:
            return {"marks": run.marks_of_code}
        code = tags_of(run.marks_of_code)
        files = self.files.finish(run, code)
        known.tags |= tags_of(mark for use in files if use.mode == "write" for mark in use.marks)
        return {
            "marks": marks_of(known.tags | tags_of(state_of(run).outputs.marks()) | code),
            "reads": tuple(sorted(known.reads)[:_NAMES]),
            "writes": tuple(sorted(known.writes)[:_NAMES]),
            "files": files,
        }

    def marks_at(self, run: RunHandle, line: int | None) -> tuple[Mark, ...]:
        """Marks of what a run shows while the statement at ``line`` runs."""
        known = lineage_of(run)
        tags = tags_of(run.marks_of_code)
        if known is None:
            return marks_of(tags)
        figure = shown_figure()
        going_on = self.current.statement is not None
        if figure is not None:
            tags |= self.tracker.tags_of(figure)
        if going_on:
            tags |= self.arrivals.tags_at(line)
        elif figure is None and line is None:
            tags = tags.union(*(marks for _, _, marks in known.lines))
        elif figure is None and line is not None:
            tags |= innermost(known.lines, line)
        return marks_of(tags)

    def stream_marks(self, run: RunHandle, name: str) -> tuple[Mark, ...]:
        """Marks of what was written to a stream since this was last asked."""
        return marks_of(self.printing.take(run, name) | tags_of(run.marks_of_code))

    # --- what the recorder asks for

    def begins(self, record: str, into: object = None) -> None:
        """A model's answer begins to arrive, or goes on to in another statement."""
        tags = _answer(record, "observed")
        if into is not None:
            self.tracker.memory.mark(into, tags)
        self.arrivals.answer(tags)

    def arrived(self, activity: Activity) -> None:
        """A model answered: what the statement makes carries it."""
        self.arrivals.answer(_answer(activity.id, activity.evidence))

    def mark(self, data: object, mark: Mark, name: str | None = None) -> None:
        """Put a mark on a value, by the names it has and wherever it goes from here.

        Args:
            data: the value.
            mark: what it shall carry.
            name: the variable, for values that are shared.
        """
        tags = tags_of((mark,))
        self.arrivals.came(tags)
        memory, statement = self.tracker.memory, self.current.statement
        node = statement.execution.node if statement is not None else None
        column = column_named(node, name)
        if mark.evidence == "declared" and column is None:  # which columns went where is not kept
            with shielded(self._recorder.diagnose, "following a mark to what was made before"):
                self.retroactive.follow(data, tags, name)
        if column is not None and self._mark_column(column, tags):
            return
        name = argument_named(node, memory.namespace, data) or name
        if not memory.mark(data, tags) and name is not None:
            memory.mark_name(Variable("", name), tags)
        known = lineage_of(self.current.run)
        if known is not None:
            known.tags |= tags

    def _mark_column(self, column: tuple[str, str], tags: Tags) -> bool:
        """``mark_synthetic(df["s"])``, ``%aiprov synthetic df['s']``: one column, not the frame."""
        owner, key = self.tracker.memory.value(Variable("", column[0])), column[1]
        return self.tracker.world.is_column(owner, key) and self.tracker.memory.mark(
            owner, tags, key
        )

    def marks_of(self, data: object) -> tuple[Mark, ...]:
        """The marks of a value, of the statement that is using it, and of the code that runs."""
        tags = self.tracker.tags_of(data) or self.tracker.memory.held(data)
        run = self.current.run
        code = run.marks_of_code if run is not None else ()
        return marks_of(tags | self.arrivals.tags_at(self.current.line()) | tags_of(code))

    def lost(self, run: RunHandle | None, reason: str) -> None:
        """Something of a run, or of whatever goes on, was not seen."""
        self.gaps.arrived(run, reason)

    # --- what people ask for

    @property
    def spoke(self) -> bool:
        """Whether anything was printed since the run began."""
        return self.printing.spoke

    def aside(self) -> AbstractContextManager[None]:
        """What is printed within is no data: words of ours."""
        return self.printing.aside()

    def take_reached(self) -> Reached | None:
        """What the marks put since this was last asked have reached."""
        return self.retroactive.take_reached()

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
        """What a variable derives from, as a Mermaid flow chart."""
        return mermaid(self.tracker.history.trace(name))

    def explain(self, name: str) -> str:
        """What a variable derives from, as an indented tree."""
        notes = {
            variable.name: ", ".join(sorted({tag.mark for tag in handle.whole()}))
            for variable, handle in list(self.tracker.memory.handles.items())
            if not variable.module
        }
        return tree(self.tracker.history.trace(name), notes)


def _answer(record: str, evidence: Evidence) -> Tags:
    return tags_of((Mark(mark="ai-output", records=(record,), evidence=evidence),))
