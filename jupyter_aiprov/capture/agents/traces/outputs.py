"""What ``%%ai`` and other tools left in the outputs saved in the notebook itself."""

from __future__ import annotations

from ....record.chains import Chain
from ...outputs import saved_activities
from . import Found, Request


def trace(request: Request) -> Found:
    """The calls the notebook's own outputs speak of; they claim no characters."""
    found = Found()
    for cell in request.notebook.cells:
        chain = Chain(cell.id, cell.index)
        for _, activity in saved_activities(cell):
            chain.activities[activity.id] = activity
            found.sources += 1
        if chain.activities:
            chain.move(cell.source)
            found.chains.append(chain)
    return found
