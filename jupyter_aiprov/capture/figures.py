"""Figures that carry AI-made or synthetic data say so in the file they are saved to."""

from __future__ import annotations

import functools
import io
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from ..record.run import Mark
from .files import unseen
from .patching import Patch
from .recorder import Recorder
from .shield import shielded

_LIMIT = 50_000_000


def install(recorder: Recorder) -> Callable[[], None]:
    """Follow ``Figure.savefig``; answers the undo."""
    figure = import_module("matplotlib.figure").Figure
    patch = Patch(figure, "savefig", functools.partial(_saving, recorder))
    return patch.undo


def _saving(recorder: Recorder, original: Any, patch: Patch) -> Any:
    @functools.wraps(original)
    def savefig(self: Any, fname: Any, *args: Any, **kwargs: Any) -> Any:
        if not patch.active or recorder.tracker is None:
            return original(self, fname, *args, **kwargs)
        marks = _marks(recorder, self)
        label = None
        if marks and recorder.settings.visible_mark:
            with shielded(recorder.losing(None), "writing a visible mark"):
                label = _label(self, marks)
        target = _Page(recorder, fname, marks) if marks and _is_stream(fname) else None
        try:
            answer = original(self, fname if target is None else target.page, *args, **kwargs)
        finally:
            if label is not None:
                label.remove()
        if target is not None:
            target.hand_over()
        elif marks and isinstance(fname, str | os.PathLike):
            with shielded(recorder.losing(None), "embedding provenance in a figure"):
                _embed(recorder, Path(fname), marks, kwargs.get("format"))
        elif marks:
            recorder.diagnose("AP503", f"({type(fname).__name__})")
        return answer

    return savefig


def _is_stream(target: Any) -> bool:
    """A file object that takes bytes, as matplotlib writes them into it."""
    return isinstance(target, io.RawIOBase | io.BufferedIOBase)


class _Page:
    """What is drawn for a file object: handed over with the provenance in it.

    An object that can only be written could not be mended afterwards.
    """

    def __init__(self, recorder: Recorder, target: Any, marks: tuple[Mark, ...]) -> None:
        self.page = io.BytesIO()
        self._recorder = recorder
        self._target = target
        self._marks = marks

    def hand_over(self) -> None:
        """Write the picture where it was to go; as it was drawn, where nothing can be put in."""
        data = self.page.getvalue()
        with shielded(self._recorder.losing(None), "embedding provenance in a figure"):
            data = _embedded(self._recorder, data, self._marks, type(self._target).__name__)
        self._target.write(data)


def _embedded(recorder: Recorder, data: bytes, marks: tuple[Mark, ...], name: str) -> bytes:
    from .embedding import embed, packet

    after = embed(data, packet(marks)) if len(data) <= _LIMIT else data
    if after == data:
        recorder.diagnose("AP503", f"({name})")
    return after


def _marks(recorder: Recorder, figure: Any) -> tuple[Mark, ...]:
    with shielded(recorder.losing(None), "looking a figure up"):
        if recorder.tracker is not None:
            return recorder.tracker.marks_of(figure)
    return ()


def _label(figure: Any, marks: tuple[Mark, ...]) -> Any:
    from .embedding import described

    return figure.text(0.995, 0.005, described(marks), ha="right", va="bottom", size=6, alpha=0.7)


def _embed(recorder: Recorder, path: Path, marks: tuple[Mark, ...], kind: str | None) -> None:
    from ..record.atomic import write_atomic

    if not path.suffix:
        path = path.with_suffix("." + (kind or str(_default_format())))
    if not path.is_file():
        return
    with unseen():
        before = path.read_bytes() if path.stat().st_size <= _LIMIT else b""
        after = _embedded(recorder, before, marks, path.name)
        if after != before:
            write_atomic(path, after)


def _default_format() -> Any:
    return import_module("matplotlib").rcParams["savefig.format"]
