"""Notebooks within an RO-Crate, zipped or unpacked: their records come back with them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ..record.errors import BadInput
from ..record.restoring import restore
from ..record.store import Notebook, read

_METADATA = "ro-crate-metadata.json"
_ENDING = ".ipynb"


def import_crate(notebook: Notebook, place: Path | None) -> int:
    """Take over (in memory) the records a crate holds of ``notebook``. How many cells changed.

    The notebook is found by the id in its records, else by the name of its file.

    Raises:
        BadInput: no crate was named, it is none, or the notebook is not in it.
    """
    if place is None:
        raise BadInput("Name the crate: jupyter aiprov import NB --from ro-crate crate.zip")
    found = list(_notebooks(place))
    own = notebook.path.name if notebook.path else None
    same = [one for _, one in found if notebook.record.id and one.record.id == notebook.record.id]
    same = same or [one for name, one in found if name == own]
    if len(same) != 1:
        names = ", ".join(name for name, _ in found) or "none"
        raise BadInput(f"{place} does not hold {own} once; the notebooks in it: {names}.")
    return restore(notebook, same[0])


def _notebooks(place: Path) -> Iterator[tuple[str, Notebook]]:
    if place.is_dir():
        if not (place / _METADATA).is_file():
            raise BadInput(f"{place} is no RO-Crate: it has no {_METADATA}.")
        for path in sorted(place.rglob(f"*{_ENDING}")):
            yield path.name, read(path)
        return
    try:
        with zipfile.ZipFile(place) as archive:
            names = archive.namelist()
            if _METADATA not in names:
                raise BadInput(f"{place} is no RO-Crate: it has no {_METADATA}.")
            for name in sorted(name for name in names if name.endswith(_ENDING)):
                yield Path(name).name, read(io.BytesIO(archive.read(name)))
    except (OSError, zipfile.BadZipFile) as error:
        raise BadInput(f"{place} cannot be read as a zip; give an RO-Crate.") from error
