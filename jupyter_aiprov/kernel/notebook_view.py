"""What the kernel can say of its notebook's file, as saved; it never writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..record.errors import BadInput

if TYPE_CHECKING:
    from .notebook_path import NotebookPath

_UNKNOWN = (
    "This kernel does not know its notebook's file. In a terminal: jupyter aiprov {} NOTEBOOK.ipynb"
)


def path_of(place: NotebookPath, command: str) -> Path:
    """The notebook's file.

    Raises:
        BadInput: it is unknown; the message names the command to use instead.
    """
    path = place.path()
    if path is None:
        raise BadInput(_UNKNOWN.format(command))
    return path


def waiting(place: NotebookPath) -> str:
    """The cells that wait for a review, one a line, and how to give it.

    Raises:
        BadInput: the file is unknown or cannot be read.
    """
    from ..record.collect import open_notebook
    from ..record.review import needs_review, review_state

    path = path_of(place, "review")
    notebook = open_notebook(path)
    lines = []
    for cell in filter(needs_review, notebook.cells):
        state = review_state(cell.record.review, cell.source, cell.outputs)
        word = "stale review" if state == "stale" else "not reviewed"
        lines.append(f"cell {cell.index} ({cell.id}): {word}")
    if not lines:
        return f"{path.name}, as saved: nothing waits for a review."
    hint = f'To review: jupyter aiprov review "{path}" --by "YOUR NAME" --cell ID'
    return "\n".join([f"{path.name}, as saved:", *lines, hint])


def show_appendix(place: NotebookPath, lang: str, preset: str) -> str:
    """The appendix of the notebook as saved, shown as rich text.

    Args:
        place: names the notebook's file.
        lang: ``en`` or ``fr``.
        preset: a journal's or institution's statement; empty for none.

    Returns:
        Nothing to print: it is shown.

    Raises:
        BadInput: the file is unknown or cannot be read.
    """
    from IPython.display import Markdown, display

    from .. import seams
    from ..capture.files.changed import changed_files
    from ..record.collect import open_notebook
    from ..report.build import build

    report = build([open_notebook(path_of(place, "appendix"))], changed=changed_files)
    options = {"lang": lang, "preset": preset} if preset else {"lang": lang}
    text = seams.load("exporters", "md")(report, options)
    display(Markdown(text.decode()))  # type: ignore[no-untyped-call]
    return ""
