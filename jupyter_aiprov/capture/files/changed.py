"""The files a notebook read, as they are on disk now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ...record.ledgerfile import project_root
from ...record.run import FileUse
from ...record.store import Notebook
from .digest import digest


def changed_files(notebook: Notebook) -> frozenset[tuple[str, str]]:
    """Path and recorded digest of the files whose content is another one now.

    Of a file that is not there, or lies outside the project, nothing is known. At most 8 MB are
    read of a file.
    """
    if notebook.path is None:
        return frozenset()
    read = ((use.path, use.digest) for use in _read(notebook))
    known = {(path, content) for path, content in read if content is not None}
    return changed_among(notebook.path, known)


def changed_among(notebook: Path, known: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Of files as a notebook's records name them, with their digests: those that changed."""
    if not notebook.is_file():
        return frozenset()
    root = project_root(notebook)
    return frozenset(
        (path, content)
        for path, content in known
        if _is_other(root, notebook.parent, path, content)
    )


def _read(notebook: Notebook) -> Iterator[FileUse]:
    for cell in notebook.cells:
        for use in cell.record.run.files if cell.record.run else ():
            if use.mode == "read" and not use.outside:
                yield use


def _is_other(root: Path, folder: Path, path: str, known: str) -> bool:
    """A kernel that knew no notebook named files from where it stood: the folder, mostly.

    Whoever wrote the notebook wrote the path: one that leads out of the project, or to what is no
    regular file and may never end, is not followed.
    """
    named = PurePosixPath(path)
    if named.is_absolute() or ".." in named.parts:
        return False
    for place in dict.fromkeys((root, folder)):
        file = place / path
        found = digest(str(file)) if file.is_file() else None
        if found is not None:
            return found[0] != known
    return False
