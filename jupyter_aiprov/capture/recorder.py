"""The one place with effects: adapters hand over what they saw, the recorder keeps it."""

from __future__ import annotations

import os
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar, cast

from .._version import __version__
from ..record.activity import Activity, Content
from ..record.base import utc_now
from ..record.cost import add_activities, add_run
from ..record.diagnostics import Diagnostic, diagnostic
from ..record.digest import new_id, sha256_text
from ..record.notebook import Environment, Passport, Repository, Session
from ..record.quantity import Cost
from ..record.redact import content_of
from ..record.run import FAULT, Mark, MarkName, Run
from .context import current_run
from .energy.meter import Meter
from .http.gate import Gate
from .runs import Aspect, RunHandle
from .settings import Settings
from .shield import shielded

__all__ = ["Recorder", "RunHandle", "current_run"]

_Part = TypeVar("_Part")
_KEPT_CALLS = 100
_KEPT_ANNOUNCEMENTS = 200
_KEPT_FAULTS = 50
_MARK_OF: dict[str, MarkName] = {"model-call": "ai-output", "synthetic-data": "synthetic"}


class Marker(Protocol):
    """What the recorder asks of lineage: to remember marks on values, and to say what is there."""

    def mark(self, data: object, mark: Mark, name: str | None = None) -> None:
        """Put ``mark`` on a value; ``name`` is the variable, for values that are shared.

        Args:
            data: the value.
            mark: what it carries.
            name: the variable that holds it, for values that are shared.
        """

    def marks_of(self, data: object) -> tuple[Mark, ...]:
        """The marks of a value, none where it is not known to carry any."""

    def begins(self, record: str, into: object = None) -> None:
        """A model's answer begins to arrive, or goes on to; its record will have this id."""

    def arrived(self, activity: Activity) -> None:
        """A model answered while a statement was running."""

    def lost(self, run: RunHandle | None, reason: str) -> None:
        """What a run, or whatever is going on, makes is unknown from here on."""


class Recorder:
    """State of one kernel. No method an adapter calls ever raises.

    Attributes:
        session: id of this life of the kernel.
        settings: what the person chose.
        meter: energy between two readings: of this process, or of the whole machine.
        gate: what every call to a model passes before it leaves.
        declared: cell or source → origin declared last.
        moment: counts the beginnings and ends of statements.
        unknown: why it is not known what any run of this session makes, as where a part of the
            recorder could not be loaded.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.session = new_id()
        self.started = utc_now()
        self.seq = 0
        self.cost = Cost()
        self.environment: Environment | None = None
        self.repository: Repository | None = None
        self.meter = Meter()
        self.gate = Gate()
        self.declared: dict[str, str] = {}
        self.moment = 0
        self._marker: Marker | None = None
        self._late_listener: Callable[[], object] = _nothing
        self._parts: dict[Callable[[Recorder], object], object] = {}
        self._calls: deque[Activity] = deque(maxlen=_KEPT_CALLS)
        self._late: deque[tuple[RunHandle | None, Activity]] = deque()
        self._revised: dict[str, RunHandle] = {}
        self.passports: dict[str, Passport] = {}
        self.diagnostics: list[Diagnostic] = []
        self.unknown: set[str] = set()
        self._announced: OrderedDict[str, Activity] = OrderedDict()
        self._environment_sent = False
        self._process = os.getpid()

    @property
    def marker(self) -> Marker | None:
        """Lineage of the kernel's namespace, while it is followed."""
        return self._marker

    def mark_with(self, marker: Marker) -> Callable[[], None]:
        """Tell ``marker`` what values come from; answers what ends it."""
        self._marker = marker

        def undo() -> None:
            if self._marker is marker:
                self._marker = None

        return undo

    def tell_late(self, listener: Callable[[], object]) -> None:
        """Call ``listener`` when an activity arrives after its run, or a run's record changes."""
        self._late_listener = listener

    def part(self, make: Callable[[Recorder], _Part]) -> _Part:
        """What adapters of one kernel share, such as the observer of its calls: made once."""
        if make not in self._parts:
            self._parts[make] = make(self)
        return cast("_Part", self._parts[make])

    def session_record(self) -> Session:
        """This session as it stands now; its environment is told once."""
        return Session(
            id=self.session,
            started=self.started,
            updated=utc_now(),
            tool_version=__version__,
            seq=self.seq,
            cost=self.cost,
            environment=self._environment(),
            repository=self.repository,
            diagnostics=tuple(self.diagnostics),
        )

    def resend(self) -> None:
        """A new reader listens: it shall be told the environment too."""
        self._environment_sent = False

    def _environment(self) -> Environment | None:
        if self._environment_sent:
            return None
        self._environment_sent = self.environment is not None
        return self.environment

    def close(self, run: RunHandle, record: Run) -> None:
        """The run has ended: what comes for it from now on is late."""
        self.cost = add_run(self.cost, record)
        self.cost = add_activities(self.cost, run.activities.values())
        run.record = record

    def take_late(self) -> list[tuple[RunHandle | None, Activity]]:
        """What arrived late since this was last asked."""
        taken = []
        while self._late:
            taken.append(self._late.popleft())
        return taken

    def revise(self, run: RunHandle) -> None:
        """The record of a run that ended says more than when it was delivered."""
        self._revised[run.id] = run
        self._late_listener()

    def take_revised(self) -> list[RunHandle]:
        """The runs whose records changed since this was last asked."""
        taken = list(self._revised.values())
        self._revised.clear()
        return taken

    def take_passports(self) -> list[Passport]:
        """The passports given since the last delivery."""
        taken = list(self.passports.values())
        self.passports.clear()
        return taken

    @property
    def calls(self) -> tuple[Activity, ...]:
        """The last model calls, newest last."""
        return tuple(self._calls)

    def begin(
        self,
        source: str,
        *,
        cell: str | None = None,
        cell_metadata: Mapping[str, object] | None = None,
        parent: str = "",
        state: object = None,
    ) -> RunHandle:
        """A new run of this session.

        Args:
            source: the cell's text as the notebook holds it.
            cell: the notebook's id of the cell.
            cell_metadata: what the front end knows of the cell.
            parent: id of the request that the run answers.
            state: what the kernel keeps of the run while it goes on.

        Returns:
            What adapters attach activities to.
        """
        self.seq += 1
        return RunHandle(
            new_id(),
            self.seq,
            source,
            started=utc_now(),
            cell=cell,
            cell_metadata=cell_metadata,
            parent=parent,
            state=state,
        )

    def add(self, activity: Activity, run: RunHandle | None = None, data: object = None) -> None:
        """Attach an activity to ``run``, else to the run going on here, else to the session.

        Args:
            activity: what was seen.
            run: the run it belongs to, where the adapter knows better than the context.
            data: the value the activity made; lineage marks it and what derives from it.
        """
        with shielded(self.diagnose, "recording an activity"):
            if os.getpid() != self._process:
                return  # a forked child: what it records would reach nobody
            run = run or current_run()
            if activity.kind == "model-call":
                self._calls.append(activity)
            if run is not None and not run.finished:
                run.activities[activity.id] = activity
            else:
                self.cost = add_activities(self.cost, [activity])
                self._late.append((run, activity))
                self._late_listener()
            if data is not None:
                self.mark(data, activity)
            elif activity.kind == "model-call" and self._marker is not None:
                self._marker.arrived(activity)

    def begins(self, record: str, into: object = None) -> None:
        """An answer's bytes arrive: what takes them up carries its mark from now on.

        Args:
            record: the id that the call's activity will have.
            into: the user's object that the answer is put into, where it is given one.
        """
        with shielded(self.diagnose, "noting that an answer begins"):
            if self._marker is not None and os.getpid() == self._process:
                self._marker.begins(record, into)

    def mark(self, data: object, activity: Activity) -> None:
        """Tell lineage that ``data`` came from ``activity``."""
        name = _MARK_OF.get(activity.kind)
        if name is None or self._marker is None:
            return
        with shielded(self.diagnose, "marking a value"):
            made = Mark(mark=name, records=(activity.id,), evidence=activity.evidence)
            self._marker.mark(data, made, activity.data.name if activity.data else None)

    def diagnose(
        self,
        code: str,
        detail: str = "",
        run: RunHandle | None = None,
        loses: Aspect | None = "marks",
    ) -> None:
        """Say what could not be seen or done, of this run or of the session; never raises.

        Args:
            code: of :data:`~jupyter_aiprov.record.diagnostics.CODES`.
            detail: of this case.
            run: the run it is about, else the one going on here.
            loses: what of the run a fault (``AP001``) has hidden; None where it hides nothing.
        """
        with shielded(_nobody, ""):  # a diagnostic must not need a diagnostic
            said = diagnostic(code, detail)
            run = run or current_run()
            place = self.diagnostics if run is None or run.finished else run.diagnostics
            if said not in place and len(place) < _KEPT_FAULTS:
                place.append(said)
            if code == "AP001" and loses is not None:
                self._lose(loses, run)

    def _lose(self, aspect: Aspect, run: RunHandle | None) -> None:
        if run is not None:
            run.lost.add(aspect)
        if aspect == "marks":
            self.hide(FAULT, run)

    def hide(self, reason: str, run: RunHandle | None = None) -> None:
        """What a run makes and shows from here on is unknown, for this reason."""
        if run is not None:
            run.unknown.add(reason)
        if self._marker is not None:
            self._marker.lost(run, reason)

    def content(self, value: str | bytes) -> Content:
        """A prompt or response as the person wants it kept."""
        return content_of(value, self.settings.content)

    def announce(self, text: str, activity: Activity) -> None:
        """Remember that ``text``, when a cell runs it, came from ``activity``."""
        with shielded(self.diagnose, "remembering generated code"):
            self._announced[sha256_text(text.strip())] = activity
            while len(self._announced) > _KEPT_ANNOUNCEMENTS:
                self._announced.popitem(last=False)

    def announced(self, source: str) -> Activity | None:
        """The activity that wrote ``source``, if one was announced."""
        if not self._announced:
            return None
        return self._announced.get(sha256_text(source.strip()))


def _nothing() -> None:
    return None


def _nobody(_code: str, _detail: str) -> None:
    """Where there is nowhere left to report to."""
