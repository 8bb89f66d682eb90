"""``jupyter aiprov doctor``."""

from __future__ import annotations

from .base import DONE, FINDINGS, Command
from .checks import all_findings

_SIGNS = {"ok": "ok      ", "missing": "optional", "broken": "BROKEN  "}


class Doctor(Command):
    """Look at everything this program needs; exit 1 if something is broken."""

    name = "jupyter-aiprov-doctor"
    description = "What works here and what does not. Exits 1 if something is broken."
    examples = "jupyter aiprov doctor"

    def run(self) -> int:
        """Print one line a finding."""
        findings = list(all_findings())
        width = max(len(found.subject) for found in findings)
        for found in findings:
            self.say(f"{_SIGNS[found.state]}  {found.subject:{width}}  {found.text}")
        return FINDINGS if any(found.state == "broken" for found in findings) else DONE
