"""What a session learns about itself, in one thread, after the kernel has answered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from ..capture.recorder import Recorder
from ..capture.shield import shielded

Job = tuple[str, Callable[[], Any]]


class Background:
    """Jobs done one after the other, shielded, a moment after loading."""

    def __init__(self, recorder: Recorder, jobs: Sequence[Job], delay: float) -> None:
        self._recorder = recorder
        self._jobs = jobs
        self._delay = delay
        self._stop = threading.Event()

    def start(self) -> Callable[[], None]:
        """Begin; answers what calls off the jobs not yet begun."""
        if self._jobs:
            threading.Thread(target=self._run, name="aiprov-background", daemon=True).start()
        return self._stop.set

    def _run(self) -> None:
        self._stop.wait(self._delay)
        for what, job in self._jobs:
            if self._stop.is_set():
                return
            with shielded(self._recorder.diagnose, what, loses=None):
                job()
