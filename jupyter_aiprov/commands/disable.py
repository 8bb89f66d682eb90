"""``jupyter aiprov disable``."""

from __future__ import annotations

from .autoload import put, startup_file
from .base import DONE
from .enable import StartupCommand


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
