"""Everything a kernel shows passes ``session.send``: there outputs are seen and tagged."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from ..capture.patching import Patch
from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..capture.shield import shielded
from ..record.base import encode
from ..record.cell import OutputRecord
from ..record.digest import MIME
from ..record.run import Mark

_TAGGED = frozenset({"display_data", "execute_result", "update_display_data"})
_SEEN = _TAGGED | {"stream", "error", "clear_output", "comm_msg"}
_KEPT_RUNS = 64

MarksAt = Callable[[RunHandle, int | None], tuple[Mark, ...]]
StreamMarks = Callable[[RunHandle, str], tuple[Mark, ...]]


class IopubTap:
    """Watches the messages of a kernel, whatever thread sends them.

    A message names the request it answers, and so the cell whose output it becomes; that is
    the run it is told of, even when a thread of an earlier cell sends it.
    """

    def __init__(self, session: Any, namespace: dict[str, Any], recorder: Recorder) -> None:
        self.marks_at: MarksAt | None = None
        self.stream_marks: StreamMarks | None = None
        self._namespace = namespace
        self._recorder = recorder
        self._runs: OrderedDict[str, RunHandle] = OrderedDict()
        self._patch = Patch(session, "send", self._wrap)

    def close(self) -> None:
        """Let messages pass untouched again."""
        self._patch.undo()
        self._runs.clear()

    def follow(self, run: RunHandle) -> None:
        """From now on outputs that answer the run's request belong to ``run``."""
        self._runs[run.parent] = run
        while len(self._runs) > _KEPT_RUNS:
            self._runs.popitem(last=False)

    def run_of(self, parent: str) -> RunHandle | None:
        """The run that answers a request."""
        return self._runs.get(parent)

    def _wrap(self, original: Any, patch: Patch) -> Any:
        def send(stream: Any, msg_or_type: Any, *args: Any, **kwargs: Any) -> Any:
            if patch.active:
                with shielded(self._recorder.diagnose, "following an output"):
                    self._see(msg_or_type, args, kwargs)
            return original(stream, msg_or_type, *args, **kwargs)

        return send

    def _see(self, message: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        if isinstance(message, str):
            if message not in _SEEN:
                return
            kind, content = message, args[0] if args else kwargs.get("content")
            parent = args[1] if len(args) > 1 else kwargs.get("parent")
        else:
            kind, content = message["header"]["msg_type"], message["content"]
            if kind not in _SEEN:
                return
            parent = message.get("parent_header")
        run = self._runs.get(_request(parent))
        if run is not None and isinstance(content, dict):
            self._tell(run, kind, content)

    def _tell(self, run: RunHandle, kind: str, content: dict[str, Any]) -> None:
        marks: tuple[Mark, ...] = ()
        if kind == "stream" and self.stream_marks is not None:
            with shielded(self._recorder.diagnose, "marking an output"):
                marks = self.stream_marks(run, str(content.get("name")))
        if kind in _TAGGED:
            if MIME in content.get("data", ()):
                return
            marks = self._marks(run)
        if not run.finished:
            run.state.outputs.see(kind, content, marks)
        if kind in _TAGGED:
            tag = encode(OutputRecord(run=run.id, marks=marks))
            content["metadata"] = {**(content.get("metadata") or {}), "aiprov": tag}

    def _marks(self, run: RunHandle) -> tuple[Mark, ...]:
        if self.marks_at is None:
            return ()
        with shielded(self._recorder.diagnose, "marking an output"):
            return self.marks_at(run, self._line(run))
        return ()

    def _line(self, run: RunHandle) -> int | None:
        """Line of the cell that is being executed in this thread, counted from 1."""
        lines = []
        frame: FrameType | None = sys._getframe(3)
        while frame is not None:
            if frame.f_globals is self._namespace and frame.f_code.co_name == "<module>":
                lines.append(frame.f_lineno)
            frame = frame.f_back
        return run.state.line(lines[::-1]) if lines else None


def _request(parent: Any) -> str:
    if not isinstance(parent, Mapping):
        return ""
    header = parent.get("header", parent)
    return str(header.get("msg_id", "")) if isinstance(header, Mapping) else ""
