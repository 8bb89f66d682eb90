"""How a finished run leaves the kernel: reply metadata, project ledger, or invisible output."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

import msgspec

from ..capture.patching import Patch
from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..capture.shield import shielded
from ..record.base import encode
from ..record.digest import MIME
from ..record.notebook import SCHEMA, Delivery
from .place import Place

_KEY = "aiprov"


class Outbox:
    """Deliveries on their way; one is kept until it has left by some transport.

    Attributes:
        attached: a front end reads the metadata of our replies.
    """

    def __init__(self, shell: Any, place: Place, recorder: Recorder) -> None:
        self.attached = False
        self._shell = shell
        self._place = place
        self._recorder = recorder
        self._kernel = getattr(shell, "kernel", None)
        self._waiting: deque[dict[str, Any]] = deque(maxlen=1000)
        self._patch: Patch | None = None
        if self._kernel is not None:
            self._patch = Patch(self._kernel, "finish_metadata", self._wrap)

    def close(self) -> None:
        """Stop delivering."""
        if self._patch is not None:
            self._patch.undo()

    def attach(self) -> None:
        """A front end reads the metadata of our replies from now on."""
        self.attached = True
        self._recorder.resend()

    def deliver(self, run: RunHandle) -> None:
        """Hand over a finished run."""
        for delivery in [*self._late(), self._delivery(run)]:
            self._waiting.append(encode(delivery))
        if not self.attached and not run.state.outputs.clear_waits:
            self._publish()

    def _delivery(self, run: RunHandle) -> Delivery:
        return Delivery(
            schema=SCHEMA,
            session=self._recorder.session_record(),
            cell=run.cell,
            run=run.record,
            records=tuple(run.activities.values()),
            datasets=tuple(self._recorder.take_passports()),
        )

    def _late(self) -> list[Delivery]:
        deliveries = []
        while self._recorder.late:
            run, activity = self._recorder.late.popleft()
            record = None
            if run is not None and run.record is not None:
                known = (*run.record.activities, activity.id)
                run.record = record = msgspec.structs.replace(run.record, activities=known)
            cell = run.cell if run else None
            deliveries.append(Delivery(schema=SCHEMA, cell=cell, run=record, records=(activity,)))
        return deliveries

    def _publish(self) -> None:
        """One invisible output each: front ends show nothing, the notebook file keeps it."""
        kernel = self._kernel
        if kernel is None:
            self._waiting.clear()
            return
        publisher = kernel.shell.display_pub
        while self._waiting:
            content = {
                "data": {MIME: self._waiting[0], "text/html": "", "text/plain": ""},
                "metadata": {},
                "transient": {},
            }
            kernel.session.send(
                kernel.iopub_socket,
                "display_data",
                content,
                parent=getattr(publisher, "parent_header", None),
                ident=b"display_data",
            )
            self._waiting.popleft()

    def _wrap(self, original: Any, patch: Patch) -> Any:
        def finish_metadata(parent: Any, metadata: Any, reply: Any) -> Any:
            answer = original(parent, metadata, reply)
            if patch.active and self.attached:
                with shielded(self._recorder.diagnose, "delivering by reply"):
                    self._reply(parent, answer)
            return answer

        return finish_metadata

    def _reply(self, parent: Mapping[str, Any], metadata: dict[str, Any]) -> None:
        if parent["header"]["msg_type"] != "execute_request" or not self._waiting:
            return
        metadata[_KEY] = self._waiting.popleft() if len(self._waiting) == 1 else self._all()

    def _all(self) -> list[dict[str, Any]]:
        everything = list(self._waiting)
        self._waiting.clear()
        return everything
