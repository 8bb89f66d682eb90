"""Where in its cell a thread is."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from ..capture.runs import RunHandle
from ..lineage.step import Step
from ..values.raw import address
from .run_state import state_of


def line_here(run: RunHandle, step: Step | None, names: dict[str, Any]) -> int | None:
    """The line of a run's cell that this thread is executing, None outside it.

    The frame of a statement is found once; after that the frames above it alone are looked at.
    """
    found: list[FrameType] = []
    frame: FrameType | None = sys._getframe(1)
    line = line_of(frame, step) if step is not None else None
    if line is not None:
        return line
    while frame is not None:
        # Asking a frame for its code calls every audit hook there is.
        if frame.f_globals is names and frame.f_code.co_name == "<module>":
            found.append(frame)
        frame = frame.f_back
    if not found:
        return None
    if step is not None and len(found) == 1 and state_of(run).line([0, 1]) == 0:
        step.frame = address(found[0])
    return int(state_of(run).line([one.f_lineno for one in found[::-1]]))


def line_of(frame: FrameType | None, step: Step) -> int | None:
    """The line of a statement that led to ``frame``, None where its own frame is not known."""
    known = step.frame
    while known and frame is not None:
        if address(frame) == known:
            return frame.f_lineno
        frame = frame.f_back
    return None
