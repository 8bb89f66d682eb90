"""Options of ``%aiprov`` and ``%%aiprov``: one description for parsing, help and completion."""

from __future__ import annotations

import argparse
from functools import cache
from typing import NoReturn

ORIGINS = ("generated", "assisted", "human")
CLASSES = ("personal", "secret", "strategic", "unpublished", "ip")
COMMANDS = ("synthetic", "protect", "lineage", "dataset", "review", "appendix")
PROMPT_MODES = ("hash", "redacted", "full")


class OptionError(Exception):
    """A line that cannot be understood; the message is for the person who wrote it."""


class HelpAsked(OptionError):  # noqa: N818 - nothing went wrong
    """``--help``: the message is the help text."""


class _Parser(argparse.ArgumentParser):
    """A parser that neither prints nor leaves the process."""

    def error(self, message: str) -> NoReturn:
        raise OptionError(message)

    def print_help(self, _file: object = None) -> NoReturn:
        raise HelpAsked(self.format_help())


def split(line: str) -> list[str]:
    """The words of a line, quotes as in a shell.

    Raises:
        OptionError: a quote is not closed.
    """
    import shlex

    try:
        return shlex.split(line)
    except ValueError as error:
        raise OptionError(f"{error}") from error


@cache
def cell_parser() -> argparse.ArgumentParser:
    """Options of the declaration ``%%aiprov``."""
    parser = _Parser(
        prog="%%aiprov",
        allow_abbrev=False,
        description="Say where this cell's source came from, and run it as if the line were not "
        "there.",
    )
    parser.add_argument("origin", choices=ORIGINS, help="who wrote the source")
    _system_options(parser)
    parser.add_argument("--prompt", help="what was asked; kept as its SHA-256 unless you choose")
    parser.add_argument("--prompt-mode", choices=PROMPT_MODES, help="how the prompt is kept")
    parser.add_argument(
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the model, such as temperature=0.2; repeatable",
    )
    _person_options(parser, "who declares this")
    return parser


@cache
def line_parser() -> argparse.ArgumentParser:
    """Subcommands of ``%aiprov``."""
    return _line_parsers()[0]


def command_parser(name: str) -> argparse.ArgumentParser | None:
    """Options of one subcommand, None where there is no such one."""
    return _line_parsers()[1].get(name)


@cache
def _line_parsers() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    parser = _Parser(
        prog="%aiprov",
        allow_abbrev=False,
        description="What AI did in this notebook. Alone it shows the notebook's state.",
    )
    commands = parser.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")
    _synthetic(commands.add_parser("synthetic", help="mark a value as generated or simulated"))
    _protect(commands.add_parser("protect", help="mark a value as protected"))
    lineage = commands.add_parser("lineage", help="show what a value derives from")
    lineage.add_argument("name", metavar="NAME", help="the variable, or a file")
    lineage.add_argument("--graph", action="store_true", help="as a graph, where one can be drawn")
    _dataset(commands.add_parser("dataset", help="give a data set its passport"))
    commands.add_parser("review", help="list what waits for a review")
    _appendix(commands.add_parser("appendix", help="show the appendix of this notebook"))
    return parser, dict(commands.choices)


def _synthetic(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the variable")
    parser.add_argument("--generator", help="what made it, such as sklearn.make_classification")
    parser.add_argument("--generator-version", dest="version", help="its version")
    parser.add_argument("--seed", help="its seed")
    parser.add_argument("--source", help="the real data it was modelled on")
    parser.add_argument("--purpose", help="what it is for")


def _protect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the variable")
    parser.add_argument("--class", dest="class_", required=True, choices=CLASSES)


def _dataset(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the variable, or the data set's name")
    parser.add_argument("--passport", required=True, metavar="FILE", help="JSON, YAML or TOML")


def _appendix(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("en", "fr"), default="en")
    parser.add_argument("--preset", default="", help="a journal's or institution's statement")


def _system_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", help="the model's name")
    parser.add_argument("--model-version", help="the version served")
    parser.add_argument("--provider", help="who serves it")
    parser.add_argument("--tool", help="the program it was used through")
    parser.add_argument("--tool-version", help="that program's version")
    parser.add_argument("--purpose", help="what it was for, in a few words")
    parser.add_argument("--task", help="kind of task, such as code-generation")


def _person_options(parser: argparse.ArgumentParser, role: str) -> None:
    parser.add_argument("--person", help=role)
    parser.add_argument("--orcid", help="that person's ORCID iD")
