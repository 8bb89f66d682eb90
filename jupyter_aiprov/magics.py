"""``%aiprov`` and ``%%aiprov`` in a cell; each subcommand has a Python twin in ``api``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .kernel.options import OptionError, cell_parser, line_parser, split

if TYPE_CHECKING:
    from .kernel.extension import Extension


def register(extension: Extension) -> Callable[[], None]:
    """Give the shell our magics; answers the undo."""
    manager = extension.shell.magics_manager

    def aiprov(line: str) -> None:
        _run(line)

    def aiprov_cell(_line: str, cell: str) -> None:
        extension.shell.run_cell(cell)  # the transformer takes our line out; this is the rest

    aiprov.__doc__ = line_parser().format_help()
    aiprov_cell.__doc__ = cell_parser().format_help()
    manager.register_function(aiprov, "line", "aiprov")
    manager.register_function(aiprov_cell, "cell", "aiprov")

    def undo() -> None:
        manager.magics["line"].pop("aiprov", None)
        manager.magics["cell"].pop("aiprov", None)

    return undo


def _run(line: str) -> Any:
    try:
        options = line_parser().parse_args(split(line))
    except OptionError as error:
        sys.stderr.write(f"%aiprov: {error}\n")
        return
    sys.stdout.write(f"{options}\n")
