"""Git's merge driver for notebooks: the records first, by cell id, then the text by git itself.

The merged record is put into all three versions, so that git finds it alike on every side: no
conflict marker can fall into it, whether or not the rest of the text merges.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from ...record.atomic import write_atomic
from ...record.cell import CellRecord
from ...record.errors import AiprovError, BadInput
from ...record.merging import merged_cell, merged_notebook, merged_source
from ...record.store import Cell, Notebook, read

Sides = tuple[Notebook, Notebook, Notebook]


def merge(versions: Sequence[Path], result: Path, marker_size: int = 7) -> int:
    """Merge base, ours and theirs into ``result``, written once.

    Args:
        versions: the files of base, ours and theirs.
        result: the file to write.
        marker_size: how many signs a marker of a conflict has, as git says.

    Returns:
        How many conflicts are left; they are marked in the file, never within a record.

    Raises:
        BadInput: git cannot merge them.
        OSError: git cannot be asked.
    """
    notebooks = _read(*versions)
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder, "merged")
        if notebooks is None:
            text, conflicts = _text(versions, marker_size)
            merged.write_bytes(text)
        else:
            conflicts = _merged(notebooks, _read(*versions) or notebooks, merged, marker_size)
        write_atomic(result, merged.read_bytes())
    return conflicts


def _merged(versions: Sides, untouched: Sides, merged: Path, marker_size: int) -> int:
    originals = _cells(untouched)
    _agree(versions)
    paths = [merged.with_name(name) for name in ("base", "ours", "theirs")]
    for path, notebook in zip(paths, versions, strict=True):
        path.write_bytes(b"".join(notebook.chunks()))
    text, conflicts = _text(paths, marker_size)
    merged.write_bytes(text)
    if conflicts == 0:
        _finish(merged, originals)
    return conflicts


def _read(*paths: Path) -> Sides | None:
    """The versions, None if one is not a notebook or of a newer format: git alone merges then."""
    try:
        base, ours, theirs = (read(path) for path in paths)
    except AiprovError:
        return None
    return None if base.newer or ours.newer or theirs.newer else (base, ours, theirs)


def _cells(versions: Sides) -> tuple[Mapping[str, Cell], ...]:
    return tuple({cell.id: cell for cell in one.cells if cell.id} for one in versions)


def _agree(versions: Sides) -> None:
    """Give every version the merged records."""
    base, ours, theirs = _cells(versions)
    merged = {
        key: merged_cell(base.get(key), ours.get(key), theirs.get(key))
        for key in {**ours, **theirs}
    }
    record = merged_notebook(*(one.record for one in versions))
    for notebook in versions:
        for cell in notebook.cells:
            if cell.id in merged and cell.record != merged[cell.id]:
                notebook.set_cell(cell.index, merged[cell.id])
        if record != notebook.record:
            notebook.set_record(record)
    _agree_on_outputs(base, ours, theirs, versions)


def _agree_on_outputs(
    base: Mapping[str, Cell],
    ours: Mapping[str, Cell],
    theirs: Mapping[str, Cell],
    versions: Sides,
) -> None:
    """An output that is the same on both sides carries one record: that of the later run."""
    for key in ours.keys() & theirs.keys():
        a, b = ours[key], theirs[key]
        if [_bare(o) for o in a.outputs] != [_bare(o) for o in b.outputs]:
            continue
        run = a.record.run
        chosen = b if run and any(r and r.run == run.id for r in b.output_records) else a
        for notebook, cells in zip(versions, (base, ours, theirs), strict=True):
            cell = cells.get(key)
            if cell is None or [_bare(o) for o in cell.outputs] != [_bare(o) for o in a.outputs]:
                continue
            for at, record in enumerate(chosen.output_records):
                if record is not None and cell.output_records[at] != record:
                    notebook.set_output(cell.index, at, record)


def _bare(output: Mapping[str, object]) -> dict[str, object]:
    return {
        key: value for key, value in output.items() if key not in ("metadata", "execution_count")
    }


def _text(paths: Sequence[Path], marker_size: int) -> tuple[bytes, int]:
    base, ours, theirs = (str(path.absolute()) for path in paths)
    named = [word for label in ("ours", "base", "theirs") for word in ("-L", label)]
    size = f"--marker-size={marker_size}"
    done = subprocess.run(
        ["git", "merge-file", "-p", size, *named, ours, base, theirs],
        capture_output=True,
        check=False,
    )
    if done.returncode < 0 or done.returncode >= 128:  # noqa: PLR2004 - git's own errors
        raise BadInput(f"git cannot merge them: {os.fsdecode(done.stderr).strip()}")
    return done.stdout, done.returncode


def _finish(path: Path, originals: tuple[Mapping[str, Cell], ...]) -> None:
    """Where both sides changed a cell's source, say who wrote which of the merged text."""
    try:
        notebook = read(path)
    except AiprovError:
        return  # the merged text is no notebook: git's word stands, and the person sees it
    base, ours, theirs = originals
    for cell in notebook.cells:
        a, b = ours.get(cell.id or ""), theirs.get(cell.id or "")
        before = base.get(cell.id or "")
        if a and b and cell.source not in (a.source, b.source) and before:
            record: CellRecord = merged_source(cell, a, b)
            if record != cell.record:
                notebook.set_cell(cell.index, record)
    notebook.save()
