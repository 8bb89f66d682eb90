"""How a finished run leaves the kernel: reply metadata, project ledger, or invisible output."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress

import msgspec

from ..capture.patching import Patch
from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..capture.shield import shielded
from ..record.activity import Activity
from ..record.base import encode
from ..record.diagnostics import diagnostic
from ..record.digest import MIME, sha256_text
from ..record.notebook import SCHEMA, Delivery
from ..record.run import Run
from .closing import least
from .hosts import Kernel, Message
from .ledgers import ProjectLedger
from .run_state import state_of

_FinishMetadata = Callable[[Message, dict[str, object], object], dict[str, object]]
KEY = "aiprov"
_OUTSIDE = "It was made outside the run of any cell, such as by a widget."


class Outbox:
    """Deliveries on their way; each is kept until it has left by some transport.

    A front end that is attached takes them from the metadata of our replies to what it asked;
    the replies to others (a server that runs cells itself) it never sees. Otherwise they go
    to the project's ledger where the notebook's path is known, else into an invisible output.
    Where there is a ledger an attached front end's runs are written there too: should the
    browser or the kernel die before the notebook is saved, they are found there.

    Args:
        kernel: of the shell; None in a terminal.
        ledger: of the notebook's project.
        recorder: of the kernel; what arrives there late is fetched from it.

    Attributes:
        attached: whether a front end reads the replies to what is being done.
    """

    def __init__(self, kernel: Kernel | None, ledger: ProjectLedger, recorder: Recorder) -> None:
        self.attached = False
        self._readers: set[str | None] = set()
        self._ledger = ledger
        self._recorder = recorder
        self._kernel = kernel
        self._owed: deque[RunHandle] = deque()
        self._waiting: deque[dict[str, object]] = deque(maxlen=1000)
        self._lock = threading.RLock()
        self._patch: Patch | None = None
        if kernel is not None:
            self._patch = Patch(kernel, "finish_metadata", self._wrap)
        recorder.tell_late(self._come_late)

    def close(self) -> None:
        """Stop delivering."""
        if self._patch is not None:
            self._patch.undo()
        self._ledger.close()

    def attach(self) -> None:
        """Who asks for this reads the metadata of our replies from now on."""
        self._readers.add(self._asking())
        self.attached = True
        self._recorder.resend()

    def way(self) -> str:
        """How records leave this kernel, for a person to read."""
        if self.attached:
            return "kept by the front end in the notebook"
        if self._ledger.usable():
            return "kept in the project's ledger (.aiprov) until collected"
        if self._kernel is None:
            return "kept in memory only (no notebook here)"
        return "kept as invisible outputs in the notebook"

    def begin(self, run: RunHandle) -> None:
        """Say in the ledger that a run goes on, lest a kernel that dies in it leave no trace."""
        self.attached = self._asking() in self._readers
        if not self._ledger.expected:
            return
        going_on = Run(
            id=run.id,
            session=self._recorder.session,
            seq=run.seq,
            time=run.started,
            status="running",
            source_sha256=sha256_text(run.source),
            activities=tuple(run.activities),
        )
        records = tuple(run.activities.values())
        delivery = Delivery(schema=SCHEMA, cell=run.cell, run=going_on, records=records)
        self._ledger.put(encode(delivery), settled=self.attached)

    def end(self, run: RunHandle) -> None:
        """A run has ended: :meth:`deliver` shall hand it over."""
        self._owed.append(run)

    def deliver(self) -> None:
        """Hand over the run that ended, and those before it that could not be.

        Whole, with what arrived late for earlier ones; else in parts, of which what fails costs
        itself alone.
        """
        for hand_over in (self._whole, self._in_parts):
            if self._owed:
                with self._shielded("delivering a run"):
                    self._deliver(hand_over)

    def _deliver(self, hand_over: Callable[[RunHandle], None]) -> None:
        while self._owed:
            run = self._owed.popleft()
            try:
                run.record = run.record or least(run, self._recorder.session)
                hand_over(run)
            except BaseException:
                self._owed.appendleft(run)
                raise

    def _whole(self, run: RunHandle) -> None:
        with self._lock:
            for delivery in [*self._late(), self._delivery(run)]:
                self._leave(delivery)
        self._out(run)

    def _in_parts(self, run: RunHandle) -> None:
        parts = [Delivery(schema=SCHEMA, cell=run.cell, run=run.record)]
        for activity in run.activities.values():
            parts.append(msgspec.structs.replace(parts[0], records=(activity,)))
        for part in parts:
            with self._lock, self._shielded("delivering a part of a run"):
                self._leave(part)
        with self._lock, self._shielded("delivering a session"):
            self._leave(Delivery(schema=SCHEMA, session=self._recorder.session_record()))
        self._out(run)

    def _shielded(self, what: str) -> shielded:
        """What is being delivered is known by now: a fault hides nothing of it."""
        return shielded(self._recorder.diagnose, what, loses=None)

    def _leave(self, delivery: Delivery) -> None:
        kept, encoded = False, encode(delivery)
        with self._shielded("writing to the ledger"):
            kept = self._ledger.put(encoded, settled=self.attached, waits=not self.attached)
        if not kept or self.attached:
            self._waiting.append(_sendable(encoded))

    def _out(self, run: RunHandle) -> None:
        with self._lock, self._shielded("publishing a record"):
            if not self.attached and not state_of(run).outputs.clear_waits:
                self._publish()

    def _come_late(self) -> None:
        """Something arrived after its run; with a ledger it need not wait for the next one."""
        if self._ledger.usable() and not self.attached:
            with self._lock:
                for delivery in self._late():
                    self._leave(delivery)

    def _delivery(self, run: RunHandle) -> Delivery:
        session, datasets = None, []
        with self._shielded("telling of the session"):
            session = self._recorder.session_record()
        with self._shielded("telling of data sets"):
            datasets = self._recorder.take_passports()
        return Delivery(
            schema=SCHEMA,
            session=session,
            cell=run.cell,
            run=run.record,
            records=tuple(run.activities.values()),
            datasets=tuple(datasets),
        )

    def _late(self) -> list[Delivery]:
        deliveries = []
        for run, activity in self._recorder.take_late():
            if run is None or run.record is None:
                deliveries.append(Delivery(schema=SCHEMA, records=(_outside(activity),)))
                continue
            known = (*run.record.activities, activity.id)
            run.record = msgspec.structs.replace(run.record, activities=known)
            deliveries.append(
                Delivery(schema=SCHEMA, cell=run.cell, run=run.record, records=(activity,))
            )
        revised = self._recorder.take_revised()
        return [*deliveries, *(Delivery(schema=SCHEMA, cell=r.cell, run=r.record) for r in revised)]

    def _publish(self) -> None:
        """One invisible output: front ends show nothing, the notebook file keeps it."""
        kernel = self._kernel
        if kernel is None:
            self._waiting.clear()
        if kernel is None or not self._waiting:
            return
        # Not by display_pub: a cell may have left it capturing.
        kernel.session.send(
            kernel.iopub_socket,
            "display_data",
            {
                "data": {MIME: self._taken(), "text/html": "", "text/plain": ""},
                "metadata": {},
                "transient": {},
            },
            parent=kernel.get_parent("shell"),
            ident=b"display_data",
        )
        self._waiting.clear()

    def _wrap(self, original: _FinishMetadata, patch: Patch) -> _FinishMetadata:
        def finish_metadata(
            parent: Message, metadata: dict[str, object], reply: object
        ) -> dict[str, object]:
            answer = original(parent, metadata, reply)
            if patch.active and self.attached:
                with shielded(self._recorder.diagnose, "delivering by reply", loses=None):
                    self._reply(parent, answer)
            return answer

        return finish_metadata

    def _reply(self, parent: Message, metadata: dict[str, object]) -> None:
        header = parent["header"]
        if header["msg_type"] != "execute_request" or header.get("session") not in self._readers:
            return
        with self._lock:
            for delivery in self._late():
                self._leave(delivery)
            if self._waiting:
                metadata[KEY] = self._taken()
                self._waiting.clear()

    def _asking(self) -> str | None:
        """The session of whoever asked for what is being done."""
        parent: Message = self._kernel.get_parent("shell") if self._kernel is not None else {}
        return parent.get("header", {}).get("session")

    def _taken(self) -> dict[str, object] | list[dict[str, object]]:
        everything = list(self._waiting)
        return everything[0] if len(everything) == 1 else everything


def _sendable(delivery: dict[str, object]) -> dict[str, object]:
    """A delivery as any message can carry it: half characters and numbers that are none as text."""
    with suppress(UnicodeError, OverflowError, TypeError):
        if b"null" not in msgspec.json.encode(delivery):  # which NaN would be
            return delivery
    text = json.dumps(delivery, ensure_ascii=False).encode(errors="replace")
    cleaned: dict[str, object] = json.loads(text, parse_constant=str)
    return cleaned


def _outside(activity: Activity) -> Activity:
    said = (*activity.diagnostics, diagnostic("AP104", _OUTSIDE))
    return msgspec.structs.replace(activity, diagnostics=said)
