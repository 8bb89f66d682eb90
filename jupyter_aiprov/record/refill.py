"""What a lost ledger knew of files, taken again from the notebooks that wrote them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from .errors import AiprovError
from .ledger import Ledger, relative
from .run import Run
from .store import read

#: So many bytes of notebooks are looked through, the latest first.
_LIMIT = 50_000_000
_LOOKED_AT = 2000
_WALKED = 20_000
_SKIPPED = frozenset(("node_modules", "site-packages", "__pycache__"))


def refill(ledger: Ledger) -> int:
    """Tell a new ledger which files the project's notebooks say they wrote; how many these are.

    What it has been told since stands. Notebooks that cannot be read are passed over.
    """
    known = 0
    for path in _notebooks(ledger.root):
        try:
            cells = read(path).cells
        except (AiprovError, OSError):
            continue
        for cell in cells:
            if cell.record.run is not None:
                known += _files(ledger, relative(path, ledger.root), cell.record.run)
    return known


def _files(ledger: Ledger, notebook: str, run: Run) -> int:
    known = 0
    for use in run.files:
        if use.mode != "write" or use.digest is None or use.outside:
            continue
        if ledger.artefact(sha256=use.digest, path=use.path) is None:
            origin = {"run": run.id, "session": run.session, "notebook": notebook}
            known += ledger.put_artefact(use.digest, use.path, use.marks, origin)
    return known


def _notebooks(root: Path) -> Iterator[Path]:
    """Notebooks with records of ours, within the limit."""
    found, left = [], _LIMIT
    for path in _within(root):
        found.append((path.stat().st_mtime_ns, path))
        if len(found) == _LOOKED_AT:
            break
    for _, path in sorted(found, reverse=True):
        left -= path.stat().st_size
        if left < 0:
            return
        if b'"aiprov"' in path.read_bytes():
            yield path


def _within(root: Path) -> Iterator[Path]:
    left = _WALKED
    for folder, inner, names in os.walk(root):
        left -= len(names) + len(inner)
        if left < 0:
            return
        inner[:] = [name for name in inner if not name.startswith(".") and name not in _SKIPPED]
        yield from (Path(folder, name) for name in names if name.endswith(".ipynb"))
