"""The texts of paths, of the exact types whose text nobody's code makes."""

from __future__ import annotations

import os
import pathlib
from typing import Any

from .raw import exactly

_PATHS = tuple(
    getattr(pathlib, name)
    for name in ("PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath")
)


def text_of(path: Any) -> str | None:
    """A path as text, None where it is of another type than the standard ones."""
    if type(path) is str:
        return path
    if type(path) is bytes:
        return os.fsdecode(path)
    return str(path) if exactly(path, *_PATHS) else None
