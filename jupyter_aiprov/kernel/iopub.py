"""Everything a kernel shows passes ``session.send``: there outputs are seen and tagged."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from types import FrameType
from typing import NamedTuple, Protocol, TypedDict, cast

from ..capture.patching import Original, Patch
from ..capture.recorder import Recorder
from ..capture.runs import Aspect, RunHandle
from ..capture.shield import shielded
from ..lineage.tags import marks_of, tags_of, unknown
from ..record.base import encode
from ..record.cell import OutputRecord
from ..record.digest import MIME
from ..record.run import Mark
from .hosts import Session
from .outputs import text_in
from .run_state import state_of

_TAGGED = frozenset({"display_data", "execute_result", "update_display_data"})
_SEEN = _TAGGED | {"stream", "error", "clear_output", "comm_msg"}
#: Of these the content is not looked at before it leaves: it may hold values of the user's.
_BY_WIRE = frozenset({"display_data", "execute_result", "error"})
_KEPT_RUNS = 64


class _Message(TypedDict):
    """A message made before it is sent."""

    header: dict[str, str]
    parent_header: Mapping[str, object]
    content: object


class Marks(Protocol):
    """What outputs ask of lineage."""

    def marks_at(self, run: RunHandle, line: int | None) -> tuple[Mark, ...]:
        """Marks of what a run shows while the statement at ``line`` of its cell runs."""

    def stream_marks(self, run: RunHandle, name: str) -> tuple[Mark, ...]:
        """Marks of what was written to a stream since this was last asked."""


class _Leaving(NamedTuple):
    """An output on its way out."""

    run: RunHandle
    kind: str
    marks: tuple[Mark, ...]
    text: int | None


class IopubTap:
    """Watches the messages of a kernel, whatever thread sends them.

    A message names the request it answers, and so the cell whose output it becomes; that is
    the run it is told of, even when a thread of an earlier cell sends it.

    Args:
        session: the kernel's, which sends and signs its messages.
        namespace: of the user, by which a cell's own frames are known.
        lineage: says what an output carries; None where it could not be loaded.
        recorder: of the kernel.
    """

    def __init__(
        self,
        session: Session,
        namespace: dict[str, object],
        lineage: Marks | None,
        recorder: Recorder,
    ) -> None:
        self._session = session
        self._namespace = namespace
        self._lineage = lineage
        self._recorder = recorder
        self._runs: OrderedDict[str, RunHandle] = OrderedDict()
        self._here = threading.local()

    def install(self) -> Callable[[], None]:
        """Stand in the messages' way; answers what lets them pass untouched again."""
        patches = [
            Patch(self._session, "send", self._wrap),
            Patch(self._session, "serialize", self._wrap_wire),
        ]

        def undo() -> None:
            for patch in patches:
                patch.undo()
            self._runs.clear()

        return undo

    def follow(self, run: RunHandle) -> None:
        """From now on outputs that answer the run's request belong to ``run``."""
        self._runs[run.parent] = run
        while len(self._runs) > _KEPT_RUNS:
            self._runs.popitem(last=False)

    def _wrap(self, original: Original, patch: Patch) -> Original:
        def send(stream: object, msg_or_type: object, *args: object, **kwargs: object) -> object:
            if not patch.active or (type(msg_or_type) is str and msg_or_type not in _SEEN):
                return original(stream, msg_or_type, *args, **kwargs)
            leaving: _Leaving | None = None
            with shielded(self._recorder.diagnose, "following an output"):
                leaving = self._see(msg_or_type, args, kwargs)
            if leaving is None:
                return original(stream, msg_or_type, *args, **kwargs)
            self._here.leaving = leaving
            try:
                return original(stream, msg_or_type, *args, **kwargs)
            finally:
                self._here.leaving = None

        return send

    def _wrap_wire(self, original: Callable[..., list[bytes]], patch: Patch) -> Original:
        def serialize(*args: object, **kwargs: object) -> list[bytes]:
            parts = original(*args, **kwargs)
            leaving: _Leaving | None = getattr(self._here, "leaving", None)
            if patch.active and leaving is not None:
                self._here.leaving = None  # a message of somebody else's may leave within ours
                with self._losing("marks", leaving.run, "noting an output"):
                    self._left(leaving, parts)
            return parts

        return serialize

    def _see(
        self, message: object, args: tuple[object, ...], kwargs: Mapping[str, object]
    ) -> _Leaving | None:
        if isinstance(message, str):
            kind, content = message, args[0] if args else kwargs.get("content")
            parent = args[1] if len(args) > 1 else kwargs.get("parent")
        else:
            whole = cast("_Message", message)
            kind, content = whole["header"]["msg_type"], whole["content"]
            if kind not in _SEEN:
                return None
            parent = whole.get("parent_header")
        run = self._runs.get(_request(parent))
        if run is not None and type(content) is dict:
            return self._tell(run, kind, content)
        return None

    def _tell(self, run: RunHandle, kind: str, content: dict[str, object]) -> _Leaving | None:
        marks: tuple[Mark, ...] = ()
        if kind == "stream":
            marks = self._marks(run, lambda: self._of_stream(run, str(content.get("name"))))
        elif kind in _TAGGED:
            data = content.get("data")
            if type(data) is dict and MIME in data:
                return None
            marks = self._marks(run, lambda: self._of_line(run))
            _tag(content, OutputRecord(run=run.id, marks=marks))
        elif kind == "error":
            marks = self._marks(run, tuple)
        if run.finished:
            return None
        if kind in _BY_WIRE:
            return _Leaving(run, kind, marks, text_in(content.get("data")))
        state_of(run).outputs.see(kind, content, marks)
        return None

    def _left(self, leaving: _Leaving, parts: list[bytes]) -> None:
        """An output is about to leave in these bytes, its content the last of them."""
        outputs = state_of(leaving.run).outputs
        shown = outputs.add(leaving.marks)
        with self._losing("digest", leaving.run, "digesting an output"):
            outputs.read(shown, leaving.kind, bytes(parts[-1]), leaving.text)

    def _marks(self, run: RunHandle, known: Callable[[], tuple[Mark, ...]]) -> tuple[Mark, ...]:
        """What an output carries; unknown where that cannot be told."""
        marks: tuple[Mark, ...] = ()
        with self._losing("marks", run, "marking an output"):
            marks = known()
        if not run.unknown:
            return marks
        return marks_of(tags_of(marks).union(*map(unknown, run.unknown)))

    def _losing(self, aspect: Aspect, run: RunHandle, what: str) -> shielded:
        return shielded(self._recorder.diagnose, what, run=run, loses=aspect)

    def _of_stream(self, run: RunHandle, name: str) -> tuple[Mark, ...]:
        return self._lineage.stream_marks(run, name) if self._lineage is not None else ()

    def _of_line(self, run: RunHandle) -> tuple[Mark, ...]:
        return self._lineage.marks_at(run, self._line(run)) if self._lineage is not None else ()

    def _line(self, run: RunHandle) -> int | None:
        """Line of the cell that is being executed in this thread, counted from 1."""
        lines = []
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            if frame.f_globals is self._namespace and frame.f_code.co_name == "<module>":
                lines.append(frame.f_lineno)
            frame = frame.f_back
        return state_of(run).line(lines[::-1]) if lines else None


def _tag(content: dict[str, object], record: OutputRecord) -> None:
    """Put what an output carries into its metadata; a mapping of the user's own is left alone."""
    metadata = content.get("metadata")
    if metadata is None or type(metadata) is dict:
        content["metadata"] = {**(metadata or {}), "aiprov": encode(record)}


def _request(parent: object) -> str:
    if not isinstance(parent, Mapping):
        return ""
    header = parent.get("header", parent)
    return str(header.get("msg_id", "")) if isinstance(header, Mapping) else ""
