"""``jupyter aiprov``: the list of commands."""

from __future__ import annotations

import sys

from .capture.energy.remote import estimate_new
from .commands.arguments import leading_command, names_of, nearest, spelled
from .commands.base import ALIASES, FLAGS, Command, launch
from .kernel.settings import load
from .record.errors import BadInput

#: Each command by the module of ``commands`` it stands in, and what it does.
_COMMANDS = {
    "status": ("status", "What a notebook holds: origin, marks, review and cost of each cell."),
    "appendix": ("appendix", "Write the provenance appendix of one paper's notebooks."),
    "export": ("export", "Write the report in a machine-readable format."),
    "import": ("importing", "Take in what other tools recorded."),
    "hook": ("importing", "Take one event of an agent from standard input."),
    "trailers": ("git", "Say which AI systems wrote some of a commit, as trailers or a git note."),
    "merge": (
        "git",
        "Merge two versions of a notebook with their records; a merge driver for git.",
    ),
    "verify": (
        "records",
        "Find what is stale, unreviewed, unsealed or forbidden; exit 1 if anything is.",
    ),
    "review": ("review", "Say who checked which cells, and how."),
    "seal": ("records", "Close a notebook's records with a digest."),
    "redact": ("records", "Remove kept prompts and responses; their digests stay."),
    "collect": ("records", "Fold records from outputs and the ledger into cell metadata."),
    "enable": ("startup", "Load the extension in every kernel of this environment."),
    "disable": ("startup", "Stop loading it."),
    "doctor": ("doctor", "What works here and what does not."),
}


class AiprovApp(Command):
    """Say, truthfully, what AI did in a notebook."""

    name = "jupyter-aiprov"
    description = "Say, truthfully, what AI did in a notebook."
    examples = "jupyter aiprov status analysis.ipynb\njupyter aiprov appendix *.ipynb --lang fr"
    flags = FLAGS
    aliases = ALIASES
    subcommands = {
        name: (f"jupyter_aiprov.commands.{module}.{name.capitalize()}", text)
        for name, (module, text) in _COMMANDS.items()
    }

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
    estimate_new(lambda: load().zone)
    launch(AiprovApp)
