"""Files used out of sight: by native code, or through a file object that no name stands for.

What native code reads is unknown. A file that grew while a statement with marks ran carries them:
a log's, for one.
"""

from __future__ import annotations

from collections import deque

from ..capture.files.digest import signature
from ..lineage.tags import unknown
from ..lineage.tracker import Came, Step
from .lineage_files import FileBook
from .openfiles import Use

_REASON = "a file read out of sight"
_RECENT = 12


class Unseen:
    """Compares files before and after the statements that may use them."""

    def __init__(self, files: FileBook) -> None:
        self._files = files
        self._recent: deque[str] = deque(maxlen=_RECENT)

    def stand(self, step: Step) -> None:
        """Note how the files stand that a statement may use."""
        for one in step.plan.natives:
            if one.path:
                step.files[one.path] = signature(one.path)
        if step.marked and step.plan.called:
            for path in self._recent:
                step.growing[path] = signature(path)

    def look(self, step: Step) -> None:
        """Take note of what a statement did so far with files that nobody saw it open."""
        fresh, step.looked = step.uses[step.looked :], len(step.uses)
        for use in fresh:
            step.opened.add(use.path)
            if use.kind in ("write", "append") and use.path not in self._recent:
                self._recent.append(use.path)
        for path, before in step.growing.items():
            if path not in step.opened and signature(path) != before:
                step.uses.append(Use("append", path, None))
        self._native(step)

    def _native(self, step: Step) -> None:
        opened = step.opened
        for one in step.plan.natives:
            if one.path in opened or (not one.path and opened):
                continue
            now = signature(one.path) if one.path else None
            if now != step.files.get(one.path):
                step.uses.append(Use("write", one.path, one.start))
            elif now is not None or not one.path:
                tags = (self._files.tags_of(one.path) if one.path else None) or unknown(_REASON)
                came = Came(one.start, tags, one.path)
                if came not in step.came:
                    step.came.append(came)
