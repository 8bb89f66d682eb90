"""What every command shares: paths, progress, exit codes, one clear line on an error."""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from jupyter_core.application import JupyterApp, NoStart
from traitlets import TraitError
from traitlets.config.loader import ArgumentError

from .._version import __version__
from ..record.errors import AiprovError, BadInput
from . import streams
from .arguments import Loader
from .notebooks import STREAM, change, find, progress

DONE, FINDINGS, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
DEBUG = "--debug"

FLAGS = {
    "debug": (
        {"JupyterApp": {"log_level": 10}},
        "Log what happens, in detail, and show where an unforeseen error arose.",
    ),
    "y": ({"JupyterApp": {"answer_yes": True}}, "Answer yes to every question."),
}
ALIASES = {"log-level": "JupyterApp.log_level", "config": "JupyterApp.config_file"}


class Command(JupyterApp):
    """A subcommand of ``jupyter aiprov``: traitlets options, then :meth:`run`.

    Exit codes: 0 done, 1 findings, 2 bad input.
    """

    version = __version__
    flags = FLAGS
    aliases = ALIASES

    def _config_file_name_default(self) -> str:
        return "jupyter_aiprov_config"

    # traitlets would log these methods' errors and leave with 1, which says "findings" here.
    initialize = inspect.unwrap(JupyterApp.initialize)
    initialize_subcommand = inspect.unwrap(JupyterApp.initialize_subcommand)
    parse_command_line = inspect.unwrap(JupyterApp.parse_command_line)

    def _create_loader(self, argv: Any, aliases: Any, flags: Any, classes: Any) -> Loader:
        return Loader(argv, aliases, flags, classes=classes, log=self.log)

    def start(self) -> NoReturn:
        """Run the command and leave with its exit code."""
        super().start()
        self.exit(self.run())
        raise AssertionError

    def run(self) -> int:
        """Do the work; return the exit code."""
        raise BadInput("Name a subcommand; `jupyter aiprov --help` lists them.")

    def say(self, text: str = "") -> None:
        """One line on standard output."""
        sys.stdout.write(f"{text}\n")

    def warn(self, text: str) -> None:
        """One line on standard error."""
        sys.stderr.write(f"{text}\n")


class NotebookCommand(Command):
    """A command over notebooks given as paths, globs, folders, or ``-`` for a stream."""

    def notebooks(self) -> list[Path]:
        """The notebooks named on the command line, each once, in the order given.

        Raises:
            BadInput: none was named, or a name matches nothing.
        """
        if not self.extra_args:
            raise BadInput(
                f"Name at least one notebook, for example: jupyter aiprov {self.short_name} a.ipynb"
            )
        return find(self.extra_args)

    def each(self, work: Callable[[Path], int]) -> int:
        """Do ``work`` on every notebook named; the gravest of its exit codes.

        A notebook that cannot be used is named on standard error, and the others are done.
        """
        code = DONE
        for path in progress(self.notebooks(), self.short_name):
            try:
                code = max(code, change(partial(work, path)))
            except AiprovError as error:
                code = _refuse(str(error))
        return code

    def tell(self, path: Path, text: str) -> None:
        """One line about a notebook: on standard output, unless the notebook itself goes there."""
        (self.warn if str(path) == STREAM else self.say)(f"{path}: {text}")

    @property
    def short_name(self) -> str:
        """The word after ``jupyter aiprov``."""
        return str(self.name).removeprefix("jupyter-aiprov-")


def launch(app_class: type[JupyterApp], argv: list[str] | None = None) -> NoReturn:
    """Run an application; say an error in one line and leave with the exit code."""
    sys.exit(_guarded(app_class, argv))


def _guarded(app_class: type[JupyterApp], argv: list[str] | None) -> int:
    streams.prepare()
    try:
        code = _run(app_class, argv)
        if fault := streams.flush():
            streams.let_go()
            return _refuse(f"standard output could not be written: {fault}.")
    except BrokenPipeError:
        streams.let_go()
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _run(app_class: type[JupyterApp], argv: list[str] | None) -> int:
    code = DONE
    try:
        app: Any = app_class()
        app.initialize(argv)
        app.start()
    except NoStart:
        pass
    except AiprovError as error:
        code = _refuse(str(error))
    except (ArgumentError, TraitError) as error:
        code = _refuse(f"{error} See --help.")
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else BAD_INPUT
    except Exception as error:  # noqa: BLE001 - one line, whatever it was
        code = _unforeseen(error, sys.argv[1:] if argv is None else argv)
    return code


def _unforeseen(error: Exception, words: list[str]) -> int:
    if DEBUG in words:
        traceback.print_exc()
        return BAD_INPUT
    said = " ".join(str(error).split()) or "no more is known"
    return _refuse(f"{type(error).__name__}: {said} (run it with {DEBUG} to see where)")


def _refuse(message: str) -> int:
    sys.stderr.write(f"jupyter aiprov: {message}\n")
    return BAD_INPUT
