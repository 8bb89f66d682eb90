"""``%aiprov`` and ``%%aiprov`` in a cell; each subcommand has a Python twin in ``api``."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

from ..capture.shield import shielded
from ..record.errors import AiprovError, BadInput
from .options import (
    CLASSES,
    COMMANDS,
    ORIGINS,
    HelpAsked,
    OptionError,
    cell_parser,
    command_parser,
    line_parser,
    split,
)

if TYPE_CHECKING:
    from .hosts import Shell
    from .recording import Recording


#: So many names are told one by one.
_NAMED = 12
_COLUMN = re.compile(r"^(?P<frame>\w+)\[(?P<name>.+)\]$")  # the line's quotes are gone by then


class Magics:
    """The two magics of one shell."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._shell = recording.shell

    @property
    def _api(self) -> ModuleType:
        from . import api  # off the kernel's start

        return api

    def line(self, line: str) -> None:
        """``%aiprov``: a mistake is told in one line, it never ends the cell."""
        answered = False
        with shielded(self._recording.recorder.diagnose, "answering %aiprov"):
            self._answer(line)
            answered = True
        if not answered:
            sys.stderr.write("%aiprov: this did not work; the record says why (AP001).\n")

    def _answer(self, line: str) -> None:
        try:
            text = self._do(line_parser().parse_args(split(line)))
        except HelpAsked as asked:
            text = str(asked)
        except (OptionError, AiprovError) as error:
            sys.stderr.write(f"%aiprov: {error}\n")
            return
        if text:
            self._say(text.rstrip("\n") + "\n")

    def _say(self, text: str) -> None:
        lineage = self._recording.lineage
        with lineage.aside() if lineage is not None else nullcontext():
            sys.stdout.write(text)

    def cell(self, _line: str, cell: str) -> None:
        """``%%aiprov`` where its input transformer was taken away: run the rest all the same."""
        self._shell.run_cell(cell)

    def _do(self, options: Namespace) -> str:
        if options.command is None:
            return str(self._api.status())
        done: str = getattr(self, f"_{options.command}")(options)
        return done

    def _synthetic(self, options: Namespace) -> str:
        self._api.mark_synthetic(
            self._value(options.name),
            name=options.name,
            generator=options.generator,
            version=options.version,
            seed=_number(options.seed),
            source=options.source,
            purpose=options.purpose,
            channel="magic",
        )
        return self._reached()

    def _protect(self, options: Namespace) -> str:
        self._api.protect(self._value(options.name), options.class_, name=options.name)
        return self._reached()

    def _reached(self) -> str:
        """What a mark reached that was made from the value before the mark was put."""
        lineage = self._recording.lineage
        found = lineage.take_reached() if lineage is not None else None
        if found is None:
            return ""
        parts = [_listed("value", found.names), _listed("cell", found.cells)]
        parts.append(_listed("file", found.files))
        return "Marked too, made from it before: " + "; ".join(filter(None, parts)) + "."

    def _lineage(self, options: Namespace) -> str:
        text = str(self._api.explain(options.name))
        if not options.graph:
            return text
        from IPython.display import display

        drawn = self._recording.lineage.graph(options.name) if self._recording.lineage else ""
        shown = {"text/vnd.mermaid": drawn, "text/plain": text}
        display(shown, raw=True)  # type: ignore[no-untyped-call]
        return ""

    def _dataset(self, options: Namespace) -> str:
        from ..capture.files.passports import missing

        passport = self._api.dataset(options.name, options.passport)
        said = f"Passport of {passport.name} recorded"
        said += f" for {', '.join(passport.files)}." if passport.files else "."
        left = missing(passport)
        return f"{said} Left open: {', '.join(left)}." if left else said

    def _review(self, _options: Namespace) -> str:
        return str(self._api.review())

    def _appendix(self, options: Namespace) -> str:
        from .notebook_view import show_appendix

        return show_appendix(self._recording.place, options.lang, options.preset)

    def _value(self, name: str) -> object:
        column = _COLUMN.match(name)
        if column and column["frame"] in self._shell.user_ns:
            try:
                return self._shell.user_ns[column["frame"]][column["name"]]
            except (KeyError, TypeError) as error:
                raise BadInput(f"There is no column {name} here.") from error
        if name not in self._shell.user_ns:
            raise BadInput(f"There is no variable '{name}' here.")
        return self._shell.user_ns[name]


class _Magic:
    # Its documentation is its parser's help, made when somebody asks for it: building parsers
    # takes several milliseconds of a kernel's start.
    __doc__ = property(lambda self: self._parser().format_help())

    def __init__(self, call: Callable[..., None], parser: Callable[[], ArgumentParser]) -> None:
        self._call = call
        self._parser = parser

    def __call__(self, *arguments: str) -> None:
        self._call(*arguments)


def register(recording: Recording) -> Callable[[], None]:
    """Give the shell our magics and their completion; answers the undo."""
    shell, magics = recording.shell, Magics(recording)

    line, cell = _Magic(magics.line, line_parser), _Magic(magics.cell, cell_parser)
    shell.magics_manager.register_function(line, "line", "aiprov")
    shell.magics_manager.register_function(cell, "cell", "aiprov")
    shell.set_hook("complete_command", _complete, re_key=r"%{1,2}aiprov")

    def undo() -> None:
        for kind in ("line", "cell"):
            shell.magics_manager.magics[kind].pop("aiprov", None)
        dispatcher = shell.strdispatchers.get("complete_command")
        if dispatcher is not None:
            for chain in dispatcher.regexs.values():
                chain.chain[:] = [pair for pair in chain.chain if pair[1] is not _complete]

    return undo


def _complete(shell: Shell, event: SimpleNamespace) -> list[str]:
    """What may follow on the line: a subcommand, an option, a variable."""
    words = event.line.split()
    if event.line.startswith("%%"):
        return [*ORIGINS, *_options(cell_parser())]
    if len(words) < 2 or (len(words) == 2 and not event.line.endswith(" ")):  # noqa: PLR2004
        return list(COMMANDS)
    if "--class" in words[-2:]:
        return list(CLASSES)
    names = [name for name in shell.user_ns if not name.startswith("_")]
    return [*names, *_options(command_parser(words[1]))]


def _options(parser: ArgumentParser | None) -> list[str]:
    actions = parser._actions if parser is not None else []
    return [name for action in actions for name in action.option_strings]


def _listed(what: str, names: Sequence[str]) -> str:
    """``values a, b, c and 4 more``; empty where there are none."""
    if not names:
        return ""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{what}{'s' * (len(names) > 1)} {', '.join(names[:_NAMED])}{more}"


def _number(text: str | None) -> int | str | None:
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        return text
