"""Where kernels find the line that loads the extension, or keeps it out, and putting it there."""

from __future__ import annotations

import os
import sys
from importlib.resources import files
from pathlib import Path

from ..record.errors import NotWritable

STARTUP_NAME = "50-aiprov.py"
_OFF = "50-aiprov-off.py"


def startup_text(*, on: bool) -> bytes:
    """The start-up line as shipped, or the one that keeps the extension out."""
    return (files("jupyter_aiprov") / "_shared" / (STARTUP_NAME if on else _OFF)).read_bytes()


def startup_file(user: bool) -> Path:
    """The start-up file of this environment, or of the user's default IPython profile."""
    if user:
        base = os.environ.get("IPYTHONDIR") or Path.home() / ".ipython"
        return Path(base) / "profile_default" / "startup" / STARTUP_NAME
    return Path(sys.prefix) / "etc" / "ipython" / "startup" / STARTUP_NAME


def put(target: Path, *, on: bool) -> bool:
    """Write the start-up file; False where it already stands.

    Off is a file too: where there is none, JupyterLab loads the extension by itself.

    Raises:
        NotWritable: the folder cannot be written.
    """
    text = startup_text(on=on)
    if target.is_file() and target.read_bytes() == text:
        return False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)
    except OSError as error:
        raise _refused(target, error) from error
    return True


def keeping_out() -> Path | None:
    """The start-up file that keeps the extension out, if one does: it wins over the other."""
    files_ = (startup_file(user) for user in (False, True))
    off = startup_text(on=False)
    return next((one for one in files_ if one.is_file() and one.read_bytes() == off), None)


def _refused(target: Path, error: OSError) -> NotWritable:
    return NotWritable(
        f"Cannot write {target} ({error.strerror}). Use --user for your own profile, or ask "
        "whoever administers this environment."
    )
