"""From the records of an earlier format to those of the present one, step by named step.

A cell travels without the notebook that names the format, so a step goes by the shape it finds:
it answers with the changed value where that is of the earlier format, else with the very value
it was given. Nothing is ever lost: what a step does not need stays where it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

#: Takes the JSON value of a record and the name of its type (``CellRecord``, ``OutputRecord``,
#: ``NotebookRecord``, ``Delivery``). Its own name says what changed.
Step = Callable[[Mapping[str, object], str], Mapping[str, object]]

#: The steps in the order of the formats, oldest first. None is ever taken out. Format 1.0 is the
#: first one, so there is none yet.
STEPS: tuple[Step, ...] = ()


def migrate(raw: Mapping[str, object], type_name: str) -> Mapping[str, object]:
    """The value as the present format has it; ``raw`` itself is not changed."""
    for step in STEPS:
        raw = step(raw, type_name)
    return raw
