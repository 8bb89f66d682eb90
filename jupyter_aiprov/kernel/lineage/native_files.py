"""Files used out of sight: by native code, or through a file object that no name stands for.

What native code reads is unknown. A file that grew while a statement with marks ran carries them:
a log's, for one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from ...capture.files.digest import Signature, signature
from ...lineage.execution import Arrival, Execution
from ...lineage.tags import Tags, unknown
from ..files.uses import WRITES, Use

_REASON = "a file read out of sight"
_RECENT = 12


class RecentFiles:
    """The files that were written last: they may be open still, and grow.

    Attributes:
        paths: the last of them last.
    """

    def __init__(self) -> None:
        self.paths: deque[str] = deque(maxlen=_RECENT)

    def add(self, use: Use) -> None:
        """A file was used in sight."""
        if use.kind in WRITES and use.path not in self.paths:
            self.paths.append(use.path)


class NativeFiles:
    """Compares files before and after the statement that may use them.

    Args:
        execution: the statement, which is about to run.
        recent: the files that were written last.

    Attributes:
        compares: whether it may use any in native code.
    """

    def __init__(self, execution: Execution, recent: RecentFiles) -> None:
        self._execution = execution
        self._recent = recent
        #: How those stand that it names in a call of native code.
        self._named: dict[str, Signature | None] = {}
        #: How those stand that may grow.
        self._growing: dict[str, Signature | None] = {}
        #: How many uses of files in sight were looked at, and which files these opened.
        self._looked = 0
        self._opened: set[str] = set()
        for call in execution.effects.natives:
            if call.path:
                self._named[call.path] = signature(call.path)
        if execution.marked and execution.effects.called:
            for path in recent.paths:
                self._growing[path] = signature(path)
        self.compares = bool(self._named)

    def look(self, uses: list[Use], tags_of: Callable[[str], Tags]) -> None:
        """Take note of what the statement did so far with files that nobody saw it open.

        Args:
            uses: those in sight; what is found is added.
            tags_of: tells the marks of a file as it is now.
        """
        fresh, self._looked = uses[self._looked :], len(uses)
        for use in fresh:
            self._opened.add(use.path)
            self._recent.add(use)
        for path, before in self._growing.items():
            if path not in self._opened and signature(path) != before:
                uses.append(Use("append", path, None))
        self._by_calls(uses, tags_of)

    def _by_calls(self, uses: list[Use], tags_of: Callable[[str], Tags]) -> None:
        for call in self._execution.effects.natives:
            if call.path in self._opened or (not call.path and self._opened):
                continue
            now = signature(call.path) if call.path else None
            if now != self._named.get(call.path):
                uses.append(Use("write", call.path, call.start))
            elif now is not None or not call.path:
                tags = (tags_of(call.path) if call.path else None) or unknown(_REASON)
                arrival = Arrival(call.start, tags, call.path)
                if arrival not in self._execution.arrivals:
                    self._execution.arrivals.append(arrival)
