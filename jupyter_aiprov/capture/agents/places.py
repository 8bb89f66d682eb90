"""Whether a path a trace names lies within the project, seen with links resolved and without."""

from __future__ import annotations

import os
from pathlib import Path

from ...record.ledgerfile import project_root, relative


class Outside(Exception):  # noqa: N818 - named after what happened
    """The path leads out of the project."""


def inside(path: str, base: Path) -> tuple[Path, Path, str]:
    """The file, the root of its own project, and its name in records.

    Args:
        path: as the trace names it, absolute or relative to ``base``.
        base: the folder the agent works in; its project is the limit.

    Raises:
        Outside: it leads elsewhere, by ``..``, by a link, or plainly.
    """
    if not path or "\0" in path:
        raise Outside("it names no file")
    path = path.removeprefix("file://")
    whole = Path(os.path.abspath(base / path))  # noqa: PTH100 - a link's own place counts
    limit = project_root(base)
    for file, place in ((whole, limit), (whole.resolve(), limit.resolve())):
        if not file.is_relative_to(place):
            raise Outside(f"{whole.name} is outside the project {limit.name}")
    root = project_root(whole)
    return whole, root, relative(whole, root)
