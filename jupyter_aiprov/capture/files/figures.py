"""Figures that carry AI-made or synthetic data say so in the file they are saved to.

The call is the user's: it sees the same arguments, raises the same exceptions with the same
traceback, and writes into a file object of the user's by the same calls. The packet is put into
the file afterwards, in its place, so that links, owner and rights stay as they are.
"""

from __future__ import annotations

import functools
import io
import os
import stat
from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

from ...record.run import Mark
from ...values.raw import name_of, path_text
from ..patching import Original, Patch, without_us
from ..recorder import Recorder
from ..shield import shielded
from . import audit
from .audit import unseen

_LIMIT = 50_000_000


def install(recorder: Recorder) -> Callable[[], None]:
    """Follow ``Figure.savefig``; answers the undo."""
    figure = import_module("matplotlib.figure").Figure
    patch = Patch(figure, "savefig", functools.partial(_saving, recorder))
    return patch.undo


def _saving(recorder: Recorder, original: Original, patch: Patch) -> Original:
    @functools.wraps(original)
    def savefig(*args: object, **kwargs: object) -> object:
        page: _Saving | None = None
        if patch.active and recorder.marker is not None:
            with shielded(recorder.diagnose, "looking a figure up"):
                page = _begun(recorder, args, kwargs)
        before = audit.saving(args[0] if args and patch.active else None)
        try:
            if page is None:
                return original(*args, **kwargs)
            answer = original(*page.args, **page.kwargs)
        except BaseException as error:
            if page is not None:
                page.failed()
            without_us(error)
            raise
        finally:
            audit.saving(before)
        page.done()
        return answer

    return savefig


def _begun(
    recorder: Recorder, args: tuple[object, ...], kwargs: dict[str, object]
) -> _Saving | None:
    """The saving of a figure with marks, None where there is nothing to put in."""
    named = "fname" in kwargs
    if len(args) != (1 if named else 2) or recorder.marker is None:
        return None
    marks = recorder.marker.marks_of(args[0])
    return _Saving(recorder, args, kwargs, marks) if marks else None


class _Artist(Protocol):
    """Something drawn on a figure."""

    def remove(self) -> None:
        """Take it off again."""


class _Saving:
    """One call of ``savefig`` of a figure with marks.

    Attributes:
        args: what the original is called with.
        kwargs: the same by name.
    """

    def __init__(
        self,
        recorder: Recorder,
        args: tuple[object, ...],
        kwargs: dict[str, object],
        marks: tuple[Mark, ...],
    ) -> None:
        self.args = args
        self.kwargs = kwargs
        self._recorder = recorder
        self._marks = marks
        self._target = kwargs["fname"] if "fname" in kwargs else args[1]
        self._page: io.BytesIO | None = None
        self._label: _Artist | None = (
            _label(args[0], marks) if recorder.settings.visible_mark else None
        )
        if _is_plain_stream(self._target):
            self._page = io.BytesIO()
            if "fname" in kwargs:
                self.kwargs = {**kwargs, "fname": self._page}
            else:
                self.args = (args[0], self._page)

    def failed(self) -> None:
        """What was drawn so far is where it would be."""
        with shielded(self._recorder.diagnose, "saving a figure", loses=None):
            self._unlabel()
            if self._page is not None:
                _write(self._target, self._page.getvalue())

    def done(self) -> None:
        """Put the provenance in."""
        with shielded(self._recorder.diagnose, "embedding provenance in a figure", loses=None):
            self._unlabel()
        if self._page is not None:
            self._hand_over(self._page.getvalue())
            return
        with shielded(self._recorder.diagnose, "embedding provenance in a figure", loses=None):
            path = path_text(self._target)
            if path:
                self._embed_at(path)
            else:
                self._recorder.diagnose("AP503", f"({name_of(type(self._target))})")

    def _hand_over(self, drawn: bytes) -> None:
        """Write the picture where it was to go; as it was drawn, where nothing can be put in."""
        data = drawn
        with shielded(self._recorder.diagnose, "embedding provenance in a figure", loses=None):
            data = self._embedded(drawn, name_of(type(self._target)))
        _write(self._target, data)

    def _embed_at(self, path: str) -> None:
        if not os.path.splitext(path)[1] and self.kwargs.get("format") is None:  # noqa: PTH122
            path = f"{path.rstrip('.')}.{_default_format()}"
        with unseen():
            if not os.path.isfile(path):  # noqa: PTH113 - the path is text
                return
            with open(path, "r+b") as file:  # noqa: PTH123 - the path is text
                small = os.fstat(file.fileno()).st_size <= _LIMIT
                before = file.read() if small else b""
                after = self._embedded(before, os.path.basename(path))  # noqa: PTH119
                if after != before:
                    _replace(file, before, after)

    def _embedded(self, data: bytes, name: str) -> bytes:
        from .embedding import embed, packet

        after = embed(data, packet(self._marks)) if 0 < len(data) <= _LIMIT else data
        if after == data:
            self._recorder.diagnose("AP503", f"({name})")
        return after

    def _unlabel(self) -> None:
        if self._label is not None:
            self._label.remove()
            self._label = None


def _is_plain_stream(target: object) -> bool:
    """A file object of the interpreter's own that leads to memory or to a regular file.

    Nobody sees by which calls such a one is written. One of the user's own, a pipe or a socket
    gets what matplotlib writes, as matplotlib writes it.
    """
    if type(target) is io.BytesIO:
        return not target.closed
    raw: object = target
    if type(target) is io.BufferedWriter or type(target) is io.BufferedRandom:
        raw = target.raw
    if type(raw) is not io.FileIO or raw.closed or not raw.writable():
        return False
    return stat.S_ISREG(os.fstat(raw.fileno()).st_mode)


def _write(target: Any, data: bytes) -> None:
    """Write all of it; an unbuffered file may take a part at a time."""
    left = memoryview(data)
    while left:
        left = left[target.write(left) :]


def _replace(file: Any, before: bytes, after: bytes) -> None:
    """Other content in the place of a file's; its own again where that fails."""
    try:
        file.seek(0)
        file.write(after)
        file.flush()
    except BaseException:
        with io.FileIO(file.fileno(), "r+b", closefd=False) as raw:
            raw.truncate(len(before))
            raw.seek(0)
            _write(raw, before)
        raise


def _label(figure: Any, marks: tuple[Mark, ...]) -> _Artist:
    from .embedding import described

    words = described(marks)
    drawn: _Artist = figure.text(0.995, 0.005, words, ha="right", va="bottom", size=6, alpha=0.7)
    return drawn


def _default_format() -> object:
    return import_module("matplotlib").rcParams["savefig.format"]
