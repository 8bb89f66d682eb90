"""Which notebook file this kernel works for, as far as the kernel itself can tell."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_SERVER = "JPY_SESSION_NAME"
_VSCODE = "__vsc_ipynb_file__"


class NotebookPath:
    """The notebook's path: told by an attached front end, by VS Code, or by the server.

    A kernel that a notebook starts (nbclient in a cell) inherits the server's variable from
    the notebook's kernel: it would then write into the wrong record. Such a value is ignored.
    """

    def __init__(self, namespace: Mapping[str, object]) -> None:
        self._namespace = namespace
        self._told: Path | None = None
        self._served = _served()

    def tell(self, path: str | None) -> None:
        """The front end knows the path, also after a rename."""
        self._told = Path(path) if path else self._told

    @property
    def named(self) -> bool:
        """Whether anybody named a file; no file is looked at, which may take its time."""
        return any(self._candidates())

    def path(self) -> Path | None:
        """The notebook's file, None where it is unknown or does not exist any more."""
        return next((one for one in self._candidates() if one is not None and one.is_file()), None)

    def _candidates(self) -> tuple[Path | None, ...]:
        return self._told, self._vscode(), self._served

    def _vscode(self) -> Path | None:
        name = self._namespace.get(_VSCODE)
        return Path(name) if isinstance(name, str) and name.endswith(".ipynb") else None


def _served() -> Path | None:
    name = os.environ.get(_SERVER, "")
    if not name.endswith(".ipynb") or _inherited(name):
        return None
    return Path(name).absolute()


def _inherited(name: str) -> bool:
    import psutil

    try:
        parent = psutil.Process(os.getppid())
        return bool(parent.environ().get(_SERVER) == name)
    except (psutil.Error, OSError):
        return False
