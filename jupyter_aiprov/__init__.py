"""jupyter_aiprov: what AI did in a notebook, said truthfully and without effort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["__version__", "load_ipython_extension", "unload_ipython_extension"]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Start recording in this kernel; a second call changes nothing."""
    from .kernel import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Stop recording and put everything back as it was."""
    from .kernel import unload

    unload(shell)
