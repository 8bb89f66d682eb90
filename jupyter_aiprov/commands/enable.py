"""``jupyter aiprov enable``."""

from __future__ import annotations

from traitlets import Bool

from .autoload import keeping_out, put, startup_file
from .base import ALIASES, DONE, FLAGS, Command

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
