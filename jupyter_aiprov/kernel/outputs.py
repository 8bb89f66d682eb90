"""The outputs of a run, as a front end keeps them: their marks, and digests taken at once."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from functools import cache

from ..lineage.tags import marks_of, tags_of
from ..record.digest import OutputsDigest, outputs_digest
from ..record.run import Mark, OutputTrace

#: Above this many characters of text outputs are counted, no longer kept: no digest then.
_LIMIT = 32_000_000
#: Above this many bytes what is no text takes too long to bring into the form digests need.
_HEAVY = 250_000
#: Front ends rewrite these as a terminal would, each in its own way.
_REWRITTEN = ("\r", "\b")


class Shown:
    """One output: what it carries, its digest, or the text of a stream that may go on."""

    __slots__ = ("marks", "name", "sha256", "texts")

    def __init__(self, marks: tuple[Mark, ...], name: str | None = None) -> None:
        self.marks = marks
        self.name = name
        self.sha256: str | None = None
        self.texts: list[str] = []

    def digest(self) -> str | None:
        """Its digest, None where that could not be taken."""
        if self.name is None:
            return self.sha256
        return outputs_digest([{"output_type": "stream", "name": self.name, "text": self.texts}])


class OutputLog:
    """Follows the messages of one run; nothing that was shown is kept, but text of streams.

    Attributes:
        exact: whether what is known here is what the notebook will hold.
        clear_waits: a ``clear_output(wait=True)`` waits for the next output.
    """

    def __init__(self) -> None:
        self.exact = True
        self.clear_waits = False
        self._shown: list[Shown] = []
        self._whole = OutputsDigest()
        self._updates: list[Mark] = []
        self._size = 0

    def __len__(self) -> int:
        """How many outputs there are."""
        return len(self._shown)

    def carry(self, at: Container[int], marks: tuple[Mark, ...]) -> None:
        """Let the outputs at these positions carry marks too."""
        for index, shown in enumerate(self._shown):
            if index in at:
                shown.marks = joined_marks(shown.marks, marks)

    def streams(self) -> list[bool]:
        """Of each output, whether it is text of a stream."""
        return [shown.name is not None for shown in self._shown]

    def settle(self) -> None:
        """The record is made: the texts of streams are let go of."""
        for shown in self._shown:
            shown.texts.clear()

    def see(self, kind: str, content: Mapping[str, object], marks: tuple[Mark, ...] = ()) -> None:
        """Take note of one message; what is shown other than by a stream is told by :meth:`add`.

        Args:
            kind: of message.
            content: of the message.
            marks: what it carries.
        """
        if kind == "clear_output":
            self._clear(bool(content.get("wait")))
        elif kind == "comm_msg":
            self._comm(content)
        elif kind == "update_display_data":
            self.exact = False  # which output it changes is the front end's knowledge
            self._updates.extend(marks)
        elif kind == "stream":
            self._begin()
            self._stream(str(content.get("name")), str(content.get("text")), marks)

    def add(self, marks: tuple[Mark, ...] = ()) -> Shown:
        """Take note of an output that is no stream; :meth:`read` is to be told its content."""
        self._begin()
        self._shown.append(Shown(marks))
        return self._shown[-1]

    def read(self, shown: Shown, kind: str, wire: bytes, text: int | None = None) -> None:
        """Take the digest of an output by the bytes it leaves in, as they are read elsewhere.

        Args:
            shown: what :meth:`add` gave.
            kind: of the message.
            wire: its content as it leaves.
            text: how much of it is text; None where all is.
        """
        heavy = text is not None and len(wire) - text > _HEAVY
        content = self._content(wire) if self.exact and not heavy else None
        if content is None:
            self.inexact()
            return
        essence = OutputsDigest.essence({"output_type": kind, **content})
        self._whole.add(essence)
        shown.sha256 = OutputsDigest().add(essence).digest()

    def inexact(self) -> None:
        """What the notebook will hold is not known: no digests."""
        self.exact = False
        self._whole = OutputsDigest()
        for shown in self._shown:
            shown.texts.clear()

    def marks(self) -> list[Mark]:
        """The marks of all outputs, and of what was put into others' places."""
        return [mark for shown in self._shown for mark in shown.marks] + self._updates

    def carried(self) -> tuple[OutputTrace, ...]:
        """Position and marks of each output."""
        return tuple(OutputTrace(index=at, marks=one.marks) for at, one in enumerate(self._shown))

    def traces(self) -> tuple[OutputTrace, ...]:
        """Position, digest and marks of each output."""
        return tuple(
            OutputTrace(index=at, sha256=one.digest() if self.exact else None, marks=one.marks)
            for at, one in enumerate(self._shown)
        )

    def digest(self) -> str | None:
        """Digest of all outputs, None where this kernel cannot know what the notebook holds."""
        if not self.exact:
            return None
        return self._whole.digest() if self._shown else _nothing()

    def _begin(self) -> None:
        if self.clear_waits:
            self._clear(wait=False)

    def _clear(self, wait: bool) -> None:
        if wait:
            self.clear_waits = True
            return
        self.clear_waits = False
        self._shown.clear()
        self._whole = OutputsDigest()

    def _comm(self, content: Mapping[str, object]) -> None:
        data = content.get("data")
        state = data.get("state") if type(data) is dict else None
        if (type(state) is dict and state.get("msg_id")) or not (
            data is None or type(data) is dict
        ):
            self.inexact()  # an Output widget takes what follows out of the cell

    def _stream(self, name: str, text: str, marks: tuple[Mark, ...]) -> None:
        last = self._shown[-1] if self._shown else None
        if last is None or last.name != name:
            last = Shown((), name)
            self._shown.append(last)
        last.marks = joined_marks(last.marks, marks)
        self._size += len(text)
        if self._size > _LIMIT or any(sign in text for sign in _REWRITTEN):
            self.inexact()
        if self.exact:
            last.texts.append(text)
            self._whole.stream(name, (text,))

    def _content(self, wire: bytes) -> dict[str, object] | None:
        """What a front end reads; None where it is no JSON, or too much of it."""
        self._size += len(wire)
        if self._size > _LIMIT:
            return None
        try:
            content = json.loads(wire)
        except ValueError:  # the kernel was told to pack messages in another form
            return None
        return content if type(content) is dict else None


def text_in(data: object) -> int | None:
    """How many characters of an output's data are text, None where all of it is."""
    if type(data) is not dict:
        return None if data is None else 0
    parts = list(data.values())
    texts = [len(part) for part in parts if type(part) is str]
    return None if len(texts) == len(parts) else sum(texts)


@cache
def _nothing() -> str:
    return outputs_digest([])


def joined_marks(first: tuple[Mark, ...], second: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks of two pieces of one output."""
    if first == second or not second:
        return first
    return marks_of(tags_of(first) | tags_of(second))
