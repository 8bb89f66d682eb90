"""The outputs of a run, kept as a front end keeps them, to take their digests at the end."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..lineage.tags import marks_of, tags_of
from ..record.digest import outputs_digest
from ..record.run import Mark, OutputTrace

#: Above this many characters of text outputs are counted, no longer kept: no digest then.
_LIMIT = 32_000_000
#: Front ends rewrite these as a terminal would, each in its own way.
_REWRITTEN = ("\r", "\b")


class OutputLog:
    """Follows the messages of one run.

    Attributes:
        exact: whether what is held here is what the notebook will hold.
        clear_waits: a ``clear_output(wait=True)`` waits for the next output.
    """

    def __init__(self) -> None:
        self.exact = True
        self.clear_waits = False
        self._outputs: list[dict[str, Any]] = []
        self._marks: list[tuple[Mark, ...]] = []
        self._updates: list[Mark] = []
        self._size = 0

    def see(self, kind: str, content: Mapping[str, Any], marks: tuple[Mark, ...] = ()) -> None:
        """Take note of one message."""
        if kind == "clear_output":
            self._clear(bool(content.get("wait")))
        elif kind == "comm_msg":
            self._comm(content)
        elif kind == "update_display_data":
            self.exact = False  # which output it changes is the front end's knowledge
            self._updates.extend(marks)
        else:
            self._add(kind, content, marks)

    def marks(self) -> list[Mark]:
        """The marks of all outputs, and of what was put into others' places."""
        return [mark for marks in self._marks for mark in marks] + self._updates

    def traces(self) -> tuple[OutputTrace, ...]:
        """Position, digest and marks of each output."""
        return tuple(
            OutputTrace(
                index=index,
                sha256=outputs_digest([output]) if self.exact else None,
                marks=marks,
            )
            for index, (output, marks) in enumerate(zip(self._outputs, self._marks, strict=True))
        )

    def digest(self) -> str | None:
        """Digest of all outputs, None where this kernel cannot know what the notebook holds."""
        if not self.exact:
            return None
        return outputs_digest(self._outputs) if self._outputs else _nothing()

    def _clear(self, wait: bool) -> None:
        if wait:
            self.clear_waits = True
            return
        self.clear_waits = False
        self._outputs.clear()
        self._marks.clear()

    def _comm(self, content: Mapping[str, Any]) -> None:
        data = content.get("data")
        state = data.get("state") if isinstance(data, Mapping) else None
        if isinstance(state, Mapping) and state.get("msg_id"):
            self.exact = False  # an Output widget takes what follows out of the cell

    def _add(self, kind: str, content: Mapping[str, Any], marks: tuple[Mark, ...]) -> None:
        if self.clear_waits:
            self._clear(wait=False)
        if kind == "stream":
            self._stream(str(content.get("name")), str(content.get("text")), marks)
            return
        self._count(len(str(value)) for value in _bulk(content))
        self._outputs.append({"output_type": kind, **content} if self.exact else {})
        self._marks.append(marks)

    def _stream(self, name: str, text: str, marks: tuple[Mark, ...]) -> None:
        if any(sign in text for sign in _REWRITTEN):
            self.exact = False
        self._count((len(text),))
        last = self._outputs[-1] if self._outputs else {}
        if last.get("name") == name:
            self._marks[-1] = joined_marks(self._marks[-1], marks)
            if self.exact:
                last["text"].append(text)
            return
        self._outputs.append({"output_type": "stream", "name": name, "text": [text]})
        self._marks.append(marks)

    def _count(self, sizes: Any) -> None:
        self._size += sum(sizes)
        if self._size > _LIMIT and self.exact:
            self.exact = False
            for output in self._outputs:
                for key in ("data", "text", "traceback"):
                    if key in output:
                        output[key] = [] if key != "data" else {}


@cache
def _nothing() -> str:
    return outputs_digest([])


def joined_marks(first: tuple[Mark, ...], second: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks of two pieces of one output."""
    if first == second or not second:
        return first
    return marks_of(tags_of(first) | tags_of(second))


def _bulk(content: Mapping[str, Any]) -> list[Any]:
    data = content.get("data")
    return [v for v in data.values() if isinstance(v, str)] if isinstance(data, Mapping) else []
