"""Figures that carry AI-made or synthetic data say so in the file they are saved to."""

from __future__ import annotations

import functools
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
_ENDINGS = (".png", ".jpg", ".jpeg", ".svg", ".pdf")


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
            with shielded(recorder.diagnose, "writing a visible mark"):
                label = _label(self, marks)
        try:
            answer = original(self, fname, *args, **kwargs)
        finally:
            if label is not None:
                label.remove()
        if marks and isinstance(fname, str | os.PathLike):
            with shielded(recorder.diagnose, "embedding provenance in a figure"):
                _embed(recorder, Path(fname), marks, kwargs.get("format"))
        return answer

    return savefig


def _marks(recorder: Recorder, figure: Any) -> tuple[Mark, ...]:
    with shielded(recorder.diagnose, "looking a figure up"):
        if recorder.tracker is not None:
            return recorder.tracker.marks_of(figure)
    return ()


def _label(figure: Any, marks: tuple[Mark, ...]) -> Any:
    from .embedding import described

    return figure.text(0.995, 0.005, described(marks), ha="right", va="bottom", size=6, alpha=0.7)


def _embed(recorder: Recorder, path: Path, marks: tuple[Mark, ...], kind: str | None) -> None:
    from ..record.atomic import write_atomic
    from .embedding import embed, packet

    if not path.suffix:
        path = path.with_suffix("." + (kind or str(_default_format())))
    if path.suffix.lower() not in _ENDINGS or not path.is_file() or path.stat().st_size > _LIMIT:
        return
    with unseen():
        before = path.read_bytes()
        after = embed(before, packet(marks))
        if after == before:
            recorder.diagnose("AP503", f"({path.name})")
            return
        write_atomic(path, after)


def _default_format() -> Any:
    return import_module("matplotlib").rcParams["savefig.format"]
