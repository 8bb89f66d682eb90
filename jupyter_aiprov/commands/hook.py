"""``jupyter aiprov hook``."""

from __future__ import annotations

import sys
from pathlib import Path

from traitlets import Unicode

from ..record.errors import BadInput
from .base import ALIASES, DONE, Command


class Hook(Command):
    """Take one event of an agent from standard input; never make the agent's step fail."""

    name = "jupyter-aiprov-hook"
    description = (
        "Take one event of an agent from standard input into the project's ledger. At the next "
        "status or collect its edits are joined to cells, character by character. "
        "Agents: claude-code, codex, opencode, gemini-cli, cursor, copilot-cli; any other tool "
        "may send an aiprov-event 1.0. The exit code is 0 whatever the event holds."
    )
    examples = (
        "jupyter aiprov hook claude-code < event.json\n"
        "jupyter aiprov hook --install claude-code\n"
        "jupyter aiprov hook --uninstall claude-code"
    )
    aliases = {**ALIASES, "install": "Hook.install", "uninstall": "Hook.uninstall"}
    install = Unicode("", help="Put our hook into this agent's settings of the project.").tag(
        config=True
    )
    uninstall = Unicode("", help="Take it out again.").tag(config=True)

    def run(self) -> int:
        """Take the event, or change the agent's settings."""
        if self.install or self.uninstall:
            return self._configure()
        from ..capture.agents.receive import receive

        if len(self.extra_args) != 1:
            raise BadInput("Name the agent, for example: jupyter aiprov hook claude-code")
        receive(self.extra_args[0], sys.stdin.buffer)
        return DONE

    def _configure(self) -> int:
        from ..capture.agents.install import change
        from ..record.ledger import project_root

        agent = self.install or self.uninstall
        file, diff = change(agent, project_root(Path.cwd()), install=bool(self.install))
        self.say(diff.rstrip("\n") if diff else f"{file}: nothing to change")
        return DONE
