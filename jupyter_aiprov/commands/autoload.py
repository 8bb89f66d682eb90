"""Where kernels find the line that loads the extension, and putting it there or away."""

from __future__ import annotations

import os
import sys
from importlib.resources import files
from pathlib import Path

from ..record.errors import NotWritable

STARTUP_NAME = "50-aiprov.py"


def startup_text() -> bytes:
    """The start-up line as shipped."""
    return (files("jupyter_aiprov") / "_shared" / STARTUP_NAME).read_bytes()


def startup_file(user: bool) -> Path:
    """The start-up file of this environment, or of the user's default IPython profile."""
    if user:
        base = os.environ.get("IPYTHONDIR") or Path.home() / ".ipython"
        return Path(base) / "profile_default" / "startup" / STARTUP_NAME
    return Path(sys.prefix) / "etc" / "ipython" / "startup" / STARTUP_NAME


def put(target: Path) -> bool:
    """Write the start-up file; False where it already stands.

    Raises:
        NotWritable: the folder cannot be written.
    """
    text = startup_text()
    if target.is_file() and target.read_bytes() == text:
        return False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)
    except OSError as error:
        raise _refused(target, error) from error
    return True


def take_away(target: Path) -> bool:
    """Remove the start-up file; False where there is none.

    Raises:
        NotWritable: the folder cannot be written.
    """
    try:
        target.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _refused(target, error) from error
    return True


def _refused(target: Path, error: OSError) -> NotWritable:
    return NotWritable(
        f"Cannot write {target} ({error.strerror}). Use --user for your own profile, or ask "
        "whoever administers this environment."
    )
