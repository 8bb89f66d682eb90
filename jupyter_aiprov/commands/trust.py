"""Jupyter's trust in a notebook: kept when a command of ours writes it.

JupyterLab shows active outputs only of notebooks it trusts, by a signature over their content.
Adding a record changes the content and would take that trust away.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ..record.store import written


@contextmanager
def kept() -> Iterator[None]:
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
