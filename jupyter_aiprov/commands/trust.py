"""Jupyter's trust in a notebook: kept when a command of ours writes it.

JupyterLab shows active outputs only of notebooks it trusts, by a signature over their content.
Adding a record changes the content and would take that trust away.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


@contextmanager
def kept(path: Path) -> Iterator[None]:
    """Sign the notebook anew if it was trusted before and what is done within changed it."""
    before = _bytes(path)
    yield
    after = _bytes(path)
    if before is None or after is None or before == after:
        return
    with suppress(Exception):  # the signatures may be unreadable; the notebook is written anyway
        notary = _notary()
        if notary.check_signature(_parsed(before)):
            notary.sign(_parsed(after))


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _notary() -> Any:
    from nbformat.sign import NotebookNotary

    return NotebookNotary()  # type: ignore[no-untyped-call]


def _parsed(data: bytes) -> Any:
    import nbformat

    return nbformat.reads(data.decode("utf-8-sig"), as_version=4)  # type: ignore[no-untyped-call]
