"""The files a notebook read, as they are on disk now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..record.ledgerfile import project_root
from ..record.run import FileUse
from ..record.store import Notebook
from .filedigest import digest


def changed_files(notebook: Notebook) -> frozenset[tuple[str, str]]:
    """Path and recorded digest of the files whose content is another one now.

    Of a file that is not there, or lies outside the project, nothing is known. At most 8 MB are
    read of a file.
    """
    if notebook.path is None or not notebook.path.is_file():
        return frozenset()
    root = project_root(notebook.path)
    read = {(use.path, use.digest) for use in _read(notebook)}
    return frozenset(
        (path, known)
        for path, known in read
        if known is not None and _is_other(root, notebook.path.parent, path, known)
    )


def _read(notebook: Notebook) -> Iterator[FileUse]:
    for cell in notebook.cells:
        for use in cell.record.run.files if cell.record.run else ():
            if use.mode == "read" and not use.outside:
                yield use


def _is_other(root: Path, folder: Path, path: str, known: str) -> bool:
    """A kernel that knew no notebook named files from where it stood: the folder, mostly."""
    for place in dict.fromkeys((root, folder)):
        found = digest(str(place / path))
        if found is not None:
            return found[0] != known
    return False
