"""Figures that statements touch without naming them: those pyplot holds, the one on display."""

from __future__ import annotations

import sys
from types import FrameType

from ...values.kinds import of_library

_DISPLAY = "IPython.core.display_functions"
_DEPTH = 60


def figures() -> list[object]:
    """The figures pyplot holds open; none where pyplot was never imported."""
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    if helpers is None:
        return []
    return [manager.canvas.figure for manager in list(helpers.Gcf.figs.values())]


def current_figure() -> object:
    """The figure pyplot draws into, None where there is none."""
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    active = helpers.Gcf.get_active() if helpers is not None else None
    return active.canvas.figure if active is not None else None


def shown_figure() -> object:
    """The figure that ``display`` is showing in this thread, None where it shows something else."""
    drawn = "matplotlib.figure"
    if drawn not in sys.modules:
        return None
    frame = _frame("display", _DISPLAY)
    shown = (frame.f_locals.get("objs") or ()) if frame is not None else ()
    return next((one for one in shown if of_library(one, drawn, "FigureBase")), None)


def _frame(function: str, module: str) -> FrameType | None:
    """The nearest call of a module's function on this thread's stack."""
    frame: FrameType | None = sys._getframe(2)
    for _ in range(_DEPTH):
        if frame is None:
            return None
        # Asking a frame for its code calls every audit hook there is.
        named = dict.get(frame.f_globals, "__name__")
        if type(named) is str and named == module and frame.f_code.co_name == function:
            return frame
        frame = frame.f_back
    return None
