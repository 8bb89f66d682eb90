"""jupyter_aiprov: what AI did in a notebook, said truthfully and without effort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from .kernel.api import (
        dataset,
        declare,
        explain,
        mark_synthetic,
        protect,
        review,
        span_processor,
        status,
    )

__all__ = [
    "__version__",
    "dataset",
    "declare",
    "explain",
    "load_ipython_extension",
    "mark_synthetic",
    "protect",
    "review",
    "span_processor",
    "status",
    "unload_ipython_extension",
]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Start recording in this kernel; a second call changes nothing."""
    from .kernel import load

    load(shell)


def unload_ipython_extension(_shell: InteractiveShell) -> None:
    """Stop recording and put everything back as it was."""
    from .kernel import keep_out

    keep_out()


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "jupyter_aiprov.server"}]


def __getattr__(name: str) -> Any:
    """The functions for Python code, imported when first asked for."""
    if name in __all__:
        from .kernel import api

        return getattr(api, name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
