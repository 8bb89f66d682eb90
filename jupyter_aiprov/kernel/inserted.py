"""Cells that a cell writes: what ``set_next_input`` inserts is remembered, and known when run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..capture.recorder import Recorder
from ..capture.runs import RunHandle
from ..record.activity import Activity, Evidence, System
from ..record.base import utc_now
from ..record.digest import new_id
from .hosts import Shell

_ASSISTANT = re.compile(r"^%%?ai[ \t]+(?P<options>.*)$", re.MULTILINE)
_MODEL = re.compile(r"^(?:(?P<provider>[\w.-]+)[:/])?(?P<model>[\w.:/@-]+)$")
_CHANNEL = "set_next_input"


def announce(shell: Shell, run: RunHandle, recorder: Recorder) -> None:
    """Tell the recorder of the cells this run inserts, where an AI system wrote them.

    A cell's text may be inserted by other magics, such as ``%load``: it is an AI system's where
    an assistant's magic stands in the cell, and held to be one's where a model was called.

    Args:
        shell: whose payloads tell what is inserted.
        run: the run that ends.
        recorder: is told of each cell.
    """
    texts = list(_inserted(shell))
    if not texts:
        return
    found = _author(run)
    if found is None:
        return
    system, evidence = found
    for text in texts:
        activity = Activity(
            id=new_id(),
            kind="generation",
            evidence=evidence,
            channel=_CHANNEL,
            time=utc_now(),
            system=system,
            task="code-generation",
            response=recorder.content(text),
        )
        recorder.announce(text, activity)


def _inserted(shell: Shell) -> Iterator[str]:
    manager = getattr(shell, "payload_manager", None)
    for item in manager.read_payload() if manager is not None else ():
        if item.get("source") == _CHANNEL and isinstance(item.get("text"), str):
            yield item["text"]


def _author(run: RunHandle) -> tuple[System, Evidence] | None:
    """Who wrote what the run inserts, and how that is known."""
    magic = _ASSISTANT.search(run.source)
    calls = [a for a in run.activities.values() if a.kind == "model-call" and a.system]
    system = calls[-1].system if calls else None
    if magic is not None:
        return system or _named(magic["options"]), "observed"
    return (system, "inferred") if system is not None else None


def _named(options: str) -> System:
    """The system a magic's line names: ``provider:model``, before or among its options."""
    words = options.split()
    first = _MODEL.match(words[0]) if words else None
    if first is None or words[0].startswith("-"):
        return System(tool="jupyter-ai")
    return System(tool="jupyter-ai", provider=first["provider"], model=first["model"])
