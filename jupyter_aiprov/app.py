"""``jupyter aiprov``: the list of commands."""

from __future__ import annotations

import sys

from .capture.agents.estimate import use
from .commands.arguments import leading_command, names_of, nearest, spelled
from .commands.base import ALIASES, FLAGS, Command, launch
from .kernel.settings import load
from .record.errors import BadInput

_COMMANDS = {
    "status": "What a notebook holds: origin, marks, review and cost of each cell.",
    "appendix": "Write the provenance appendix of one paper's notebooks.",
    "export": "Write the report in a machine-readable format.",
    "import": "Take in what other tools recorded.",
    "hook": "Take one event of an agent from standard input.",
    "trailers": "Say which AI systems wrote some of a commit, as trailers or a git note.",
    "merge": "Merge two versions of a notebook with their records; a merge driver for git.",
    "verify": "Find what is stale, unreviewed, unsealed or forbidden; exit 1 if anything is.",
    "review": "Say who checked which cells, and how.",
    "seal": "Close a notebook's records with a digest.",
    "redact": "Remove kept prompts and responses; their digests stay.",
    "collect": "Fold records from outputs and the ledger into cell metadata.",
    "enable": "Load the extension in every kernel of this environment.",
    "disable": "Stop loading it.",
    "doctor": "What works here and what does not.",
}


def _target(name: str) -> str:
    module = "import_" if name == "import" else name
    return f"jupyter_aiprov.commands.{module}.{name.capitalize()}"


class AiprovApp(Command):
    """Say, truthfully, what AI did in a notebook."""

    name = "jupyter-aiprov"
    description = "Say, truthfully, what AI did in a notebook."
    examples = "jupyter aiprov status analysis.ipynb\njupyter aiprov appendix *.ipynb --lang fr"
    flags = FLAGS
    aliases = ALIASES
    subcommands = {name: (_target(name), text) for name, text in _COMMANDS.items()}

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Find the subcommand; an unknown one is named.

        Raises:
            BadInput: there is no such subcommand.
        """
        words = list(sys.argv[1:] if argv is None else argv)
        words = leading_command(words, _COMMANDS, {spelled(name) for name in names_of(FLAGS)})
        if words and not words[0].startswith("-") and words[0] not in _COMMANDS:
            near = nearest(words[0], _COMMANDS)
            raise BadInput(
                f"There is no command '{words[0]}'.{near} `jupyter aiprov --help` lists them."
            )
        super().parse_command_line(words)


def main() -> None:
    """Run the application."""
    use(lambda: load().zone)
    launch(AiprovApp)
