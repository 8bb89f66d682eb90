"""The texts of paths, made by nobody's code."""

from __future__ import annotations

import os
from pathlib import PosixPath, PurePosixPath, PureWindowsPath, WindowsPath

from .raw import exactly, is_a


def text_of(path: object) -> str | None:
    """A path as text: None for a descriptor or nothing, empty for what is not looked into."""
    kind = type(path)
    if kind is str:
        return str(path)
    if path is None or is_a(path, int):
        return None
    if exactly(path, PosixPath, WindowsPath) or exactly(path, PurePosixPath, PureWindowsPath):
        return os.fspath(path)
    if is_a(path, str):
        return str.__str__(path)
    return os.fsdecode(bytes.__add__(path, b"")) if is_a(path, bytes) else ""
