"""Observed and made-up data brought together, which a reader should not have to find out."""

from __future__ import annotations

import ast

from ...lineage.callees import Variable
from ...lineage.execution import Execution
from ...lineage.tags import Tags
from ...lineage.tracker import Tracker
from ...values.identity import figure_of
from ...values.kinds import is_module, is_plain
from ...values.raw import address, exactly, module_of, space_of, text_in
from ...values.tables import shape
from .figures import current_figure

MADE = frozenset(("synthetic", "ai-output"))
_DRAWING = frozenset(("matplotlib", "mpl_toolkits", "seaborn"))


class Mixing:
    """What the statements of one run brought together, by themselves or in one figure."""

    def __init__(self) -> None:
        self._drawn: dict[int, dict[bool, set[str]]] = {}  # by the figure's address

    def said(self, execution: Execution, tracker: Tracker, tags: Tags) -> str:
        """The names that meet: unmarked ones, then made ones; empty where none do.

        Args:
            execution: the statement that ran.
            tracker: what is known of the names.
            tags: of all the statement touched.

        Returns:
            Words in brackets for the message, empty where no kinds of data meet.
        """
        figure = _drawn_in(execution, tracker) if tracker.memory else None
        if figure is None and not is_made(tags):
            return ""
        names: dict[bool, set[str]] = {True: set(), False: set()}
        if figure is not None:
            names = self._drawn.setdefault(address(figure), names)
        for variable in execution.effects.reads:
            value = tracker.memory.value(variable)
            if _is_data(value):
                names[is_made(tracker.tags_of(value))].add(variable.name)
        if not (names[True] and names[False]):
            return ""
        return f"({', '.join(sorted(names[False]))} with {', '.join(sorted(names[True]))})"


def is_made(tags: Tags) -> bool:
    """Whether something was made up, by a generator or by a model."""
    return any(tag.mark in MADE for tag in tags)


def _is_data(value: object) -> bool:
    """Whether a value is a table, an array, or a list of plain values: what is called data."""
    if exactly(value, list, tuple):
        return bool(value) and exactly(value[0], int, float, complex)
    if is_plain(value) or exactly(value, dict, set, frozenset):
        return False
    return len(shape(value)) > 0


def _drawn_in(execution: Execution, tracker: Tracker) -> object:
    """The figure that a statement draws in: a call of pyplot, of axes, of a frame's ``plot``."""
    call = execution.node.value if isinstance(execution.node, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return None
    node = call.func
    plots = False
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        plots |= isinstance(node, ast.Attribute) and node.attr in ("plot", "hist", "boxplot")
        node = node.func if isinstance(node, ast.Call) else node.value
    value = tracker.memory.value(Variable("", node.id)) if isinstance(node, ast.Name) else None
    drawing = text_in(space_of(value), "__name__") if is_module(value) else module_of(type(value))
    if drawing.partition(".")[0] not in _DRAWING:
        return current_figure() if plots else None
    return current_figure() if is_module(value) else figure_of(value)
