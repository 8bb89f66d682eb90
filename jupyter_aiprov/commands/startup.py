"""Where kernels find the line that loads the extension: putting it there, and keeping it out."""

from __future__ import annotations

import os
import sys
from importlib.resources import files
from pathlib import Path

from traitlets import Bool

from ..record.errors import NotWritable
from .base import ALIASES, DONE, FLAGS, Command

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


USER_FLAG = {
    "user": (
        {"StartupCommand": {"user": True}},
        "Your own default IPython profile instead of this whole environment.",
    )
}


class StartupCommand(Command):
    """A command about the start-up file."""

    flags = {**FLAGS, **USER_FLAG}
    aliases = ALIASES
    user = Bool(False, help="Act on the user's profile, not the environment.").tag(config=True)


class Enable(StartupCommand):
    """Load the extension in every kernel of this environment, from its next start on."""

    name = "jupyter-aiprov-enable"
    description = "Load the extension in every kernel of this environment, from its next start on."
    examples = "jupyter aiprov enable\njupyter aiprov enable --user"

    def run(self) -> int:
        """Write the start-up file."""
        target = startup_file(self.user)
        state = "Enabled" if put(target, on=True) else "Already enabled"
        self.say(f"{state}: {target}")
        if off := keeping_out():
            self.say(f"Kernels are still kept out by {off}")
        return DONE


class Disable(StartupCommand):
    """Keep the extension out of kernels, from their next start on."""

    name = "jupyter-aiprov-disable"
    description = (
        "Keep the extension out of kernels, from their next start on. What is recorded in "
        "notebooks stays. For one kernel alone, set JUPYTER_AIPROV_DISABLE=1 in its environment."
    )
    examples = "jupyter aiprov disable\njupyter aiprov disable --user"

    def run(self) -> int:
        """Write the start-up file that keeps it out."""
        target = startup_file(self.user)
        state = "Disabled" if put(target, on=False) else "Already disabled"
        self.say(f"{state}: {target}")
        return DONE
