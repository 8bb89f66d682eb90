"""The extension's capture without a kernel: one recorder, one run, every adapter."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_aiprov.capture.context import carry_into_threads, enter
from jupyter_aiprov.capture.recorder import Recorder
from jupyter_aiprov.capture.runs import RunHandle
from jupyter_aiprov.capture.settings import Settings
from jupyter_aiprov.kernel.adapters import Adapters
from jupyter_aiprov.record.activity import Activity

INPUT, OUTPUT = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"


class Watching:
    """What was recorded while the block lasts."""

    def __init__(self, settings: Settings) -> None:
        self.recorder = Recorder(settings)
        self.run: RunHandle = self.recorder.begin("a cell")

    def taken(self) -> list[Activity]:
        """The activities so far, and none of them again."""
        gc.collect()
        found = list(self.run.activities.values())
        self.run.activities.clear()
        assert not self.recorder.diagnostics, self.recorder.diagnostics
        return found

    def one(self) -> Activity:
        """The one activity so far."""
        found = self.taken()
        assert len(found) == 1, found
        return found[0]


@contextmanager
def watching(**settings: Any) -> Iterator[Watching]:
    """Every adapter installed, a run going on; all of it undone at the end."""
    one = Watching(Settings(**settings))
    adapters = Adapters(one.recorder)
    undo, threads = adapters.install(), carry_into_threads()
    adapters.ready(60)
    before = enter(one.run)
    try:
        yield one
    finally:
        enter(before)
        threads()
        undo()
