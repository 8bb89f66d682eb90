"""The notebooks that a command is about: found by name, saved without loss, trusted as before.

JupyterLab shows active outputs only of notebooks it trusts, by a signature over their content.
Adding a record changes the content and would take that trust away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from ..record.errors import BadInput, Changed
from ..record.leftovers import tidy
from ..record.store import written

T = TypeVar("T")

STREAM = "-"
_TRIES = 8
_SKIPPED_FOLDERS = {".ipynb_checkpoints", "node_modules", "__pycache__"}


def change(work: Callable[[], T]) -> T:
    """Do what reads a notebook and writes it; again on what is there by then if that changed.

    Raises:
        Changed: another program saves it again and again.
    """
    with trust_kept():
        for _ in range(_TRIES - 1):
            with suppress(Changed):
                return work()
        return work()


def find(names: Iterable[str]) -> list[Path]:
    """The notebooks that arguments stand for, each once; what a killed command left is put right.

    Raises:
        BadInput: one matches nothing.
    """
    found = list(dict.fromkeys(path for name in names for path in expand(name)))
    tidy_beside(found)
    return found


def tidy_beside(paths: Iterable[Path]) -> None:
    """Put right what killed commands left in the folders of these files."""
    real = (Path(os.path.realpath(path)) for path in paths if str(path) != STREAM)
    for folder in dict.fromkeys(path.parent for path in real):
        tidy(folder)


def expand(name: str) -> Iterator[Path]:
    """The notebooks one argument stands for; ``-`` stands for standard input.

    Raises:
        BadInput: it matches nothing.
    """
    if not name:
        raise BadInput("An empty name was given; name a notebook, a glob or a folder.")
    path = Path(name)
    if name == STREAM or path.is_file():
        yield path
        return
    found = sorted(_in_folder(path) if path.is_dir() else _matching(name))
    if not found:
        raise BadInput(
            f"No notebook at '{name}'. Give a path to an .ipynb file, a glob or a folder."
        )
    yield from found


def _in_folder(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*.ipynb"):
        parts = path.relative_to(folder).parts[:-1]
        if not any(part in _SKIPPED_FOLDERS or part.startswith(".") for part in parts):
            yield path


def _matching(pattern: str) -> Iterator[Path]:
    import glob

    if glob.has_magic(pattern):
        yield from (p for p in map(Path, glob.iglob(pattern, recursive=True)) if p.is_file())  # noqa: PTH207 - takes absolute patterns too


def progress(items: Iterable[T], label: str) -> Iterable[T]:
    """``items``, with a bar on standard error once they take over two seconds."""
    from tqdm import tqdm

    return tqdm(items, desc=label, delay=2, leave=False, file=sys.stderr, disable=None)


@contextmanager
def trust_kept() -> Iterator[None]:
    """Sign anew each notebook that is written within and was trusted as it was read."""
    token = written.set(_carry)
    try:
        yield
    finally:
        written.reset(token)


def _carry(before: bytes, after: bytes) -> None:
    with suppress(Exception):  # the signatures may be unreadable; the notebook is written anyway
        notary = _notary()
        if notary.check_signature(_parsed(before)):
            notary.sign(_parsed(after))


def _notary() -> Any:
    from nbformat.sign import NotebookNotary

    return NotebookNotary()  # type: ignore[no-untyped-call]


def _parsed(data: bytes) -> Any:
    import nbformat

    return nbformat.reads(data.decode("utf-8-sig"), as_version=4)  # type: ignore[no-untyped-call]
