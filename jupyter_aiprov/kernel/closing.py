"""The record of a run that ended, by parts each of which may fail alone.

A fault costs the part it happened in. What the faults of a run have hidden is said last: marks
become unknown, figures and digests are missing, and the diagnostics say why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

import msgspec

from ..capture.energy.reading import Reading
from ..capture.recorder import Recorder
from ..capture.runs import Aspect, RunHandle
from ..capture.shield import shielded
from ..lineage.tags import marks_of, tags_of, unknown
from ..record.digest import RULE, sha256_text
from ..record.run import FAULT, Mark, OutputTrace, Run, RunStatus
from .hosts import CellResult
from .run_state import state_of

T = TypeVar("T")


class Finishing(Protocol):
    """What a run's record asks of lineage."""

    def finish(self, run: RunHandle) -> Mapping[str, object]:
        """The members of a run's record that lineage knows."""


class Closing:
    """Makes the record of one run.

    Args:
        recorder: of the kernel.
        lineage: of the kernel; None where it could not be loaded.
        run: the run that ended.
    """

    def __init__(self, recorder: Recorder, lineage: Finishing | None, run: RunHandle) -> None:
        self._recorder = recorder
        self._lineage = lineage
        self._run = run

    def record(self, result: CellResult | None, now: Reading | None) -> Run:
        """The run as it is to be kept.

        Args:
            result: what the shell says of the cell; None where an interrupt left nothing.
            now: the meters at the cell's end.
        """
        run, recorder = self._run, self._recorder
        environment = recorder.environment
        known: dict[str, object] = {
            "status": self._part("digest", "reading a result", lambda: status(result), "unknown"),
            "execution_count": getattr(result, "execution_count", None),
            "source_sha256": self._part(
                "digest", "digesting a source", lambda: sha256_text(run.source), None
            ),
            "environment": environment.sha256 if environment else None,
            **self._part("marks", "following the data", self._derived, self._least()),
            **self._part("energy", "reading the meter", lambda: self._spent(now), {}),
        }
        known |= self._shown()
        return self.told(msgspec.structs.replace(_bare(run, recorder.session), **known))

    def told(self, record: Run) -> Run:
        """The record with what faults have hidden up to now."""
        run = self._run
        tags = tags_of(record.marks).union(*map(unknown, run.unknown))
        return msgspec.structs.replace(
            record,
            marks=marks_of(tags),
            activities=tuple(run.activities),
            diagnostics=tuple(run.diagnostics),
        )

    def _part(self, aspect: Aspect, what: str, make: Callable[[], T], otherwise: T) -> T:
        with shielded(self._recorder.diagnose, what, run=self._run, loses=aspect):
            return make()
        return otherwise

    def _derived(self) -> Mapping[str, object]:
        """What lineage says of the run."""
        if self._lineage is None:
            return self._least()
        return self._lineage.finish(self._run)

    def _least(self) -> dict[str, object]:
        """What is known without it."""
        return {"marks": (*self._run.marks_of_code, *self._carried())}

    def _carried(self) -> list[Mark]:
        return [mark for shown in state_of(self._run).outputs.carried() for mark in shown.marks]

    def _spent(self, now: Reading | None) -> dict[str, object]:
        before = state_of(self._run).reading
        if before is None or now is None:
            return {}  # a fault that was told when the meter was to be read
        duration, cpu = now.clock.since(before.clock)
        return {
            "duration": round(duration, 6),
            "cpu_seconds": round(cpu, 6),
            "impact": self._recorder.meter.since(before, now),
        }

    def _shown(self) -> dict[str, object]:
        outputs = state_of(self._run).outputs
        digest = self._part("digest", "digesting the outputs", outputs.digest, None)
        none: tuple[OutputTrace, ...] = ()
        traces = self._part("digest", "digesting the outputs", outputs.traces, none)
        if "digest" in self._run.lost:
            return {"outputs": outputs.carried()}
        return {"outputs": traces, "outputs_sha256": digest, "digest_rule": RULE if digest else 1}


def least(run: RunHandle, session: str) -> Run:
    """The record where none could be made: there was a run, and what it did is unknown."""
    return msgspec.structs.replace(
        _bare(run, session),
        status="unknown",
        marks=(Mark(mark="unknown", reason=FAULT),),
        activities=tuple(run.activities),
        diagnostics=tuple(run.diagnostics),
    )


def _bare(run: RunHandle, session: str) -> Run:
    return Run(id=run.id, session=session, seq=run.seq, time=run.started)


def status(result: CellResult | None) -> RunStatus:
    """How a cell ended."""
    if result is None:
        return "interrupted"
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return "ok"
    name = type(error).__name__
    return "interrupted" if name in ("KeyboardInterrupt", "CancelledError") else "error"
