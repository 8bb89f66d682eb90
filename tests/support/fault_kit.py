"""Breaks pieces of the recorder from within a kernel; copied beside the notebook as ``kit``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from jupyter_aiprov.capture.shield import shielded
from jupyter_aiprov.kernel import loaded
from jupyter_aiprov.record.activity import Activity, System
from jupyter_aiprov.record.digest import new_id

_undo: list[Callable[[], None]] = []
Where = tuple[str, str, int]


def ask() -> str:
    """A client of a model whose call an adapter saw."""
    system = System(provider="p", model="m")
    seen = Activity(
        id=new_id(), kind="model-call", evidence="observed", channel="http", system=system
    )
    recorder = loaded().recorder
    with shielded(recorder.diagnose, "recording a call"):  # as adapters do
        recorder.add(seen)
    return "an answer"


def break_(place: str, times: int) -> None:
    """Let an attribute of the extension raise, so many times."""
    *path, name = place.split(".")
    owner: Any = loaded()
    for part in path:
        owner = getattr(owner, part)
    original, left = getattr(owner, name), [times]

    def broken(*args: Any, **kwargs: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise RuntimeError("injected")
        return original(*args, **kwargs)

    setattr(owner, name, broken)
    _undo.append(lambda: setattr(owner, name, original))


def mend() -> list[str]:
    """Put everything back; answers the codes of the session's diagnostics."""
    sys.setprofile(None)
    while _undo:
        _undo.pop()()
    recorder = loaded().recorder
    said = [one.code for one in recorder.diagnostics]
    recorder.diagnostics.clear()
    recorder.unknown.clear()
    return said


_seen: dict[Where, int] = {}


def listen() -> None:
    """Note the code of ours that runs from here on."""

    def note(frame: Any, event: str, _arg: Any) -> None:
        if event == "call" and "/jupyter_aiprov/" in frame.f_code.co_filename:
            code = frame.f_code
            _seen[code.co_filename, code.co_name, code.co_firstlineno] = 0

    sys.setprofile(note)


def heard() -> list[Where]:
    """The code that ran since :func:`listen`."""
    sys.setprofile(None)
    return list(_seen)


def strike(where: Where) -> None:
    """Raise as this code of ours is called next, once."""
    name, _, line = where

    def raise_(frame: Any, event: str, _arg: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_firstlineno == line and code.co_filename == name:
            sys.setprofile(None)
            raise RuntimeError("injected")

    sys.setprofile(raise_)
