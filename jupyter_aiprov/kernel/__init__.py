"""The kernel's edge: an IPython extension that makes one record of each run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .. import imports

if TYPE_CHECKING:
    from .extension import Extension

__all__ = ["attach", "keep_out", "load", "loaded", "start", "unload"]

DISABLE = "JUPYTER_AIPROV_DISABLE"
_loaded: Extension | None = None
_kept_out = False


def disabled() -> bool:
    """Whether the environment keeps this extension out."""
    return os.environ.get(DISABLE, "").strip().lower() not in ("", "0", "false", "no")


def load(shell: Any) -> None:
    """Start recording in ``shell``; a second call changes nothing."""
    global _loaded  # noqa: PLW0603 - IPython keeps one shell a process, and so do we
    if disabled() or (_loaded is not None and _loaded.shell is shell):
        return
    unload()
    undo = imports.install()
    with imports.ours():
        from ..capture.signals import held
        from .extension import Extension

        imports.guard(held)
        _loaded = Extension(shell, undo)
        _loaded.install()
        imports.look()


def unload() -> None:
    """Stop recording and put everything back as it was."""
    global _loaded  # noqa: PLW0603 - see load
    if _loaded is not None:
        _loaded.remove()
        _loaded = None


def start() -> None:
    """A start-up file asks for it; another may keep us out, before or after."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is not None and not _kept_out:
        load(shell)


def keep_out() -> None:
    """A start-up file or a person says it: only a person may load us from now on."""
    global _kept_out  # noqa: PLW0603 - see load
    _kept_out = True
    unload()


def loaded() -> Extension | None:
    """What is loaded in this process, if anything is."""
    return _loaded


def attach(path: str | None = None) -> None:
    """A front end says that it reads the metadata of our replies; loads us unless kept out.

    Args:
        path: the notebook's absolute path, where the front end knows it.
    """
    start()
    if _loaded is not None:
        with imports.ours():
            _loaded.place.tell(path)
            _loaded.outbox.attach()
