"""The kernel's edge: an IPython extension that makes one record of each run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from .. import imports
from .recording import loaded

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from .extension import Extension
    from .hosts import Shell

__all__ = ["attach", "keep_out", "load", "loaded", "start", "unload"]

DISABLE = "JUPYTER_AIPROV_DISABLE"
_extension: Extension | None = None
_kept_out = False


def disabled() -> bool:
    """Whether the environment keeps this extension out."""
    return os.environ.get(DISABLE, "").strip().lower() not in ("", "0", "false", "no")


def load(interactive_shell: InteractiveShell) -> None:
    """Start recording in a shell; a second call changes nothing."""
    global _extension  # noqa: PLW0603 - IPython keeps one shell a process, and so do we
    shell = cast("Shell", interactive_shell)
    if disabled() or (_extension is not None and _extension.shell is shell):
        return
    unload()
    undo = imports.install()
    with imports.ours():
        from ..capture.signals import held
        from .extension import Extension

        imports.guard(held)
        _extension = Extension(shell, undo)
        _extension.install()
        imports.look()


def unload() -> None:
    """Stop recording and put everything back as it was."""
    global _extension  # noqa: PLW0603 - see load
    if _extension is not None:
        _extension.remove()
        _extension = None


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


def attach(path: str | None = None) -> None:
    """A front end says that it reads the metadata of our replies; loads us unless kept out.

    Args:
        path: the notebook's absolute path, where the front end knows it.
    """
    start()
    recording = loaded()
    if recording is not None:
        with imports.ours():
            recording.place.tell(path)
            recording.outbox.attach()
