"""Places where no data of anybody's lie: the interpreter's own files, settings, caches."""

from __future__ import annotations

import os
import sys

_ROOTS = tuple(
    {
        os.path.join(path, "")  # noqa: PTH118 - compared as text
        for path in (sys.prefix, sys.base_prefix, "/proc", "/sys", "/dev", "/usr", "/etc", "/lib")
        if path != "/"
    }
)
if ipython := os.environ.get("IPYTHONDIR"):  # its history is written behind the cells
    _ROOTS += (os.path.join(os.path.abspath(ipython), "profile_"),)  # noqa: PTH100, PTH118
_PARTS = ("/.aiprov/", "/.ipython/", "/.cache/", "/.config/", "/.local/", "/__pycache__/")
#: Files kept in memory lie among the devices.
_MEMORY = "/dev/shm/"  # noqa: S108 - no file is made there


def ignored(path: str) -> bool:
    """Whether a file at this path is left aside."""
    if path.startswith(_ROOTS):
        return not path.startswith(_MEMORY)
    return any(part in path for part in _PARTS)
