"""Files that native code uses: nothing tells of it, so what such a call brings in is unknown."""

from __future__ import annotations

from ..capture.filedigest import signature
from ..lineage.tags import unknown
from ..lineage.tracker import Came, Step
from .lineage_files import FileBook
from .openfiles import Use

_REASON = "a file read out of sight"


def stand(step: Step) -> None:
    """Note how the files stand that a statement may use out of sight."""
    for one in step.plan.natives:
        if one.path:
            step.files[one.path] = signature(one.path)


def unobserved(step: Step, files: FileBook) -> None:
    """Take note of what a statement did with files that nobody saw it open."""
    opened = {use.path for use in step.uses}
    for one in step.plan.natives:
        if one.path in opened or (not one.path and opened):
            continue
        now = signature(one.path) if one.path else None
        if now != step.files.get(one.path):
            step.uses.append(Use("write", one.path, one.start))
        elif now is not None or not one.path:
            tags = (files.tags_of(one.path) if one.path else None) or unknown(_REASON)
            came = Came(one.start, tags, one.path)
            if came not in step.came:
                step.came.append(came)
