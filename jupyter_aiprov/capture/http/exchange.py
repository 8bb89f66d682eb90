"""One request and what came back, from before the first byte to after the last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock
from time import perf_counter
from typing import Literal

from ...hooks import Dialect
from ...record.activity import Activity, Endpoint
from ...record.base import utc_now
from ...record.diagnostics import Diagnostic, diagnostic
from ...record.digest import new_id
from ...record.quantity import Impact
from ..context import current_run
from ..energy.reading import Reading
from ..recorder import Recorder
from ..runs import RunHandle
from ..shield import note_fault, shielded
from . import origin
from .activity import call_activity
from .body import Body, Reader, reader
from .call import Call, named, reach
from .costs import Costs
from .request import Request

End = Literal["complete", "abandoned", "failed"]

#: Headers of an answer that are looked at; no other, and none of the request, ever is.
KEPT_HEADERS = (
    "content-type",
    "content-encoding",
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amzn-bedrock-input-token-count",
    "x-amzn-bedrock-output-token-count",
    "openai-model",
    "server",
)
_REQUEST_IDS = ("x-request-id", "request-id", "x-amzn-requestid")
_ERRORS = 400
#: Where an error says its kind; its message is never kept, some hold the key that was wrong.
_ERROR_KINDS = ("error.type", "error.code", "error.status", "__type", "type", "code")


class Exchange:
    """What a transport tells of one request. No method raises; the first end counts.

    Attributes:
        id: of the activity it will be.
        call: what is known of it so far.
        run: what it belongs to, None where no cell runs.
        endpoint: where it goes.
        notes: what is to be said of it.
        status: of the HTTP answer, None before there is one.

    Args:
        recorder: of the kernel.
        request: as it leaves.
        dialect: reads the request and the answer.
        operation: what the request asks for, as OpenTelemetry names it.
        endpoint: where it goes.
        costs: the meters.
        add: takes the activity, once it is over, and its run.
    """

    def __init__(
        self,
        recorder: Recorder,
        request: Request,
        dialect: Dialect,
        *,
        operation: str,
        endpoint: Endpoint,
        costs: Costs,
        add: Callable[[Activity, RunHandle | None], None],
    ) -> None:
        self._recorder = recorder
        self._diagnose = recorder.diagnose
        self._costs = costs
        self._add = add
        self._dialect = dialect
        self._library = request.library
        self.id = new_id()
        self.call = Call(operation)
        self.run = current_run()
        self.endpoint = endpoint
        self.notes: list[Diagnostic] = []
        self.status: int | None = None
        self._headers: dict[str, str] = {}
        self._body: Body | None = None
        self._open = True
        self._moment = -1
        self._lock = Lock()
        self._request_digest = sha256(request.body).hexdigest() if request.body else None
        self._tool = origin.tool()
        self.started = ""
        self._start = 0.0
        self._metered: Reading | None = None

    def start(self) -> None:
        """The request leaves now."""
        self._metered = self._costs.begin(self.endpoint, self.call.provider)
        self.started = utc_now()
        self._start = perf_counter()

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """The answer has begun."""
        with shielded(self._diagnose, "reading an answer's head"):
            self.status = status
            kept = {name: headers.get(name) for name in KEPT_HEADERS}
            self._headers = {name: value for name, value in kept.items() if value}
            self._body = Body(self._headers.get("content-encoding", ""), self._reader)

    def decoded(self) -> None:
        """What will be fed is decompressed already."""
        if self._body is not None:
            self._headers.pop("content-encoding", None)
            self._body = Body("", self._reader)

    def whole(self, data: bytes) -> None:
        """The whole answer, already decompressed, and with it the end."""
        self.decoded()
        self._moment = self._recorder.moment  # the end, which follows, tells of it
        self.feed(data)
        self.end()

    def feed(self, data: bytes) -> None:
        """The next bytes of the answer, as they came over the wire."""
        body = self._body
        if self._moment != self._recorder.moment:
            self._begins()
        if self._open and body is not None:
            try:
                body.feed(data)
            except Exception as error:  # noqa: BLE001 - shielded, without its cost for each piece
                self._body = None
                note_fault(self._diagnose, "reading an answer", error)

    def _begins(self) -> None:
        """Bytes arrive for the first time, or for the first time in this statement."""
        self._moment = self._recorder.moment
        if self._open and self._dialect.name != "unknown" and (self.status or 0) < _ERRORS:
            self._recorder.begins(self.id)

    def end(self) -> None:
        """The answer was read to its end."""
        self._finish("complete")

    def abandon(self) -> None:
        """The caller reads no further."""
        self._finish("abandoned")

    def fail(self, error: BaseException) -> None:
        """The request, or reading its answer, ended in ``error``."""
        if isinstance(error, GeneratorExit):
            self.abandon()
            return
        with shielded(self._diagnose, "noting a failed call"):
            self.call.parameter("error.type", type(error).__qualname__)
        self._finish("failed")

    def _finish(self, end: End) -> None:
        with self._lock:
            if not self._open:
                return
            self._open = False
        duration = perf_counter() - self._start
        with shielded(self._diagnose, "recording a call"):
            if self._body is not None:
                self._body.close()
            if end == "abandoned" and self.call.ended:
                end = "complete"  # the last event said so; what is left holds nothing
            self._note(end)
            impact: Impact | None = None
            with shielded(
                self._diagnose, "estimating what a call cost", run=self.run, loses="energy"
            ):
                impact, notes = self._costs.end(self.call, self._metered, self.status, duration)
                self.notes += notes
            activity = self._activity(duration, impact, end)
            self._add(activity, self.run)

    def _reader(self, start: bytes) -> Reader:
        kind = self._headers.get("content-type", "").lower()
        return self._dialect.reader(self.call, kind) or reader(
            kind, start, self._answer, self._event
        )

    def _answer(self, answer: object) -> None:
        if not isinstance(answer, Mapping):
            return
        if (self.status or 0) >= _ERRORS:
            kinds = (named(reach(answer, path)) for path in _ERROR_KINDS)
            self.call.parameter("error.type", next(filter(None, kinds), str(self.status)))
            return
        self._dialect.answer(self.call, answer)

    def _event(self, name: str, event: object) -> None:
        self.call.streamed = True
        if isinstance(event, Mapping):
            self._dialect.event(self.call, name, event)

    def _note(self, end: End) -> None:
        self._dialect.headers(self.call, self._headers)
        if self.call.unread or (self._body is not None and not self._body.complete):
            self.notes.append(diagnostic("AP404", _unread(self._headers)))
        if end == "abandoned":
            self.notes.append(diagnostic("AP405"))

    def _activity(self, duration: float, impact: Impact | None, end: End) -> Activity:
        return call_activity(
            self._recorder,
            self.call,
            id=self.id,
            time=self.started,
            duration=duration,
            channel=self._library,
            tool=self._tool,
            endpoint=self.endpoint,
            impact=impact,
            notes=tuple(self.notes),
            parameters=self._parameters(end),
        )

    def _parameters(self, end: End) -> dict[str, object]:
        body, call = self._body, self.call
        request_id = next((self._headers[n] for n in _REQUEST_IDS if n in self._headers), None)
        return {
            "http.response.status_code": self.status,
            "aiprov.dialect": self._dialect.name,
            "aiprov.stream": call.streamed or None,
            "aiprov.end": end if end != "complete" else None,
            "aiprov.request_id": named(request_id),
            "aiprov.request.sha256": self._request_digest,
            "aiprov.response.sha256": body.sha256 if body and body.size else None,
        }


def _unread(headers: Mapping[str, str]) -> str:
    encoding = headers.get("content-encoding")
    return f"It was compressed with {encoding}." if encoding else "It was too long or malformed."
