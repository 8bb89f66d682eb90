"""``jupyter aiprov disable``."""

from __future__ import annotations

from .autoload import startup_file, take_away
from .base import DONE
from .enable import StartupCommand


class Disable(StartupCommand):
    """Stop loading the extension in kernels, from their next start on."""

    name = "jupyter-aiprov-disable"
    description = (
        "Stop loading the extension in kernels, from their next start on. What is recorded in "
        "notebooks stays. For one kernel alone, set JUPYTER_AIPROV_DISABLE=1 in its environment."
    )
    examples = "jupyter aiprov disable\njupyter aiprov disable --user"

    def run(self) -> int:
        """Remove the start-up file."""
        target = startup_file(self.user)
        state = "Disabled" if take_away(target) else "Already disabled"
        self.say(f"{state}: {target}")
        return DONE
