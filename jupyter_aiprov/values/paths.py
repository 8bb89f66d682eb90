"""The texts of paths, made by nobody's code."""

from __future__ import annotations

import os
from pathlib import PosixPath, PurePosixPath, PureWindowsPath, WindowsPath
from typing import Any

from .raw import is_a

_PATHS = (PosixPath, WindowsPath, PurePosixPath, PureWindowsPath)


def text_of(path: Any) -> str | None:
    """A path as text: None for a descriptor or nothing, empty for what is not looked into."""
    kind = type(path)
    if kind is str:
        return str(path)
    if path is None or is_a(path, int):
        return None
    if any(kind is one for one in _PATHS):
        return os.fspath(path)  # type: ignore[no-any-return]
    if is_a(path, str):
        return str.__str__(path)
    return os.fsdecode(bytes.__add__(path, b"")) if is_a(path, bytes) else ""
