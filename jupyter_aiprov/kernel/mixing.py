"""Observed and made-up data brought together, which a reader should not have to find out."""

from __future__ import annotations

import ast
from typing import Any

from ..lineage.callees import Variable
from ..lineage.tags import NONE, Tags
from ..lineage.tracker import Step, Tracker
from ..values.kinds import is_module
from ..values.raw import address, module_of, space_of, text_in
from ..values.reach import figure_of
from .lineage_shell import current_figure, is_data

MADE = frozenset(("synthetic", "ai-output"))
_DRAWING = frozenset(("matplotlib", "mpl_toolkits", "seaborn"))


class Mixing:
    """What the statements of one run brought together, by themselves or in one figure."""

    def __init__(self) -> None:
        self._drawn: dict[int, dict[bool, set[str]]] = {}  # by the figure's address

    def said(self, step: Step, tracker: Tracker, tags: Tags) -> str:
        """The names that meet: unmarked ones, then made ones; empty where none do.

        Args:
            step: the statement that ran.
            tracker: what is known of the names.
            tags: of all the statement touched.
        """
        figure = _drawn_in(step, tracker) if tracker.memory else None
        if figure is None and not is_made(tags):
            return ""
        names: dict[bool, set[str]] = {True: set(), False: set()}
        if figure is not None:
            names = self._drawn.setdefault(address(figure), names)
        for place in step.plan.reads:
            value = tracker.memory.value(place)
            if is_data(value):
                names[is_made(tracker.world.of_value(value) or NONE)].add(place.name)
        if not (names[True] and names[False]):
            return ""
        return f"({', '.join(sorted(names[False]))} with {', '.join(sorted(names[True]))})"


def is_made(tags: Tags) -> bool:
    """Whether something was made up, by a generator or by a model."""
    return any(tag.mark in MADE for tag in tags)


def _drawn_in(step: Step, tracker: Tracker) -> Any:
    """The figure that a statement draws in: a call of pyplot, of axes, of a frame's ``plot``."""
    call = getattr(step.node, "value", None)
    if not isinstance(step.node, ast.Expr) or not isinstance(call, ast.Call):
        return None
    node: Any = call.func
    plots = False
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        plots |= isinstance(node, ast.Attribute) and node.attr in ("plot", "hist", "boxplot")
        node = node.func if isinstance(node, ast.Call) else node.value
    value = tracker.memory.value(Variable("", node.id)) if isinstance(node, ast.Name) else None
    drawing = text_in(space_of(value), "__name__") if is_module(value) else module_of(type(value))
    if drawing.partition(".")[0] not in _DRAWING:
        return current_figure() if plots else None
    return current_figure() if is_module(value) else figure_of(value)
