"""What a cell asks of its shell: magics that run code, magics without data, commands."""

from __future__ import annotations

import ast
import re

from ..spec.effects import effects
from ..values.raw import MISSING
from .effects import EMPTY, Val, World, joined
from .expressions import Expressions
from .tags import unknown

_FOLLOWED = effects("shell", "followed", frozenset[str])
_CLEAN = effects("shell", "clean", frozenset[str])
_COMMANDS = effects("shell", "commands", frozenset[str])
_BRACED, _NAME = re.compile(r"\{([^{}]*)\}"), re.compile(r"\b[^\W\d]\w*\b")


class Shell:
    """What a cell's text means to the shell that runs it; to this one, nothing beyond Python."""

    def transform(self, text: str) -> str:
        """The text of a cell as Python."""
        return text

    def script(self, _name: str) -> str | None:
        """The text of a script, None where it cannot be read."""
        return None


class ShellCalls(Expressions):
    """Evaluates calls of ``get_ipython()``'s methods."""

    depth = 0

    def __init__(self, world: World, shell: Shell | None = None) -> None:
        super().__init__(world)
        self._host = shell or Shell()

    def run(self, text: str) -> Val:
        """Follow Python source as if it stood here; statements know how."""
        raise NotImplementedError

    def _shell(self, node: ast.Call, method: str) -> Val | None:
        words = [self.peek(arg) for arg in node.args]
        if method in _COMMANDS:
            return self._process(words)
        if method not in ("run_line_magic", "run_cell_magic", "magic", "run_cell"):
            return None
        texts = [word for word in words if type(word) is str]
        if not words or len(texts) < len(words):
            return self._unseen("code made up as it runs")
        if method == "run_cell":
            return self.run(self._host.transform(texts[0]))
        return self._magic(texts[0], texts[1] if len(texts) > 1 else "", texts[2:])

    def _magic(self, name: str, line: str, body: list[str]) -> Val:
        if name in _CLEAN:
            return EMPTY
        if name == "run":
            return self._run_script(line)
        if name in _FOLLOWED:
            text = body[0] if body else _without_options(line)
            return self.run(self._host.transform(text)) if text.strip() else EMPTY
        if name in ("set_env", "env"):
            return self._unseen("environment variable")
        return self._process([line, *body])

    def _run_script(self, line: str) -> Val:
        words = [word for word in line.split() if not word.startswith("-")]
        text = self._host.script(words[0].strip("'\"")) if words else None
        return self.run(self._host.transform(text)) if text is not None else self._unseen("%run")

    def _process(self, words: list[object]) -> Val:
        """A shell command: what is put into it is known, what comes out of it is not."""
        names = {
            part.strip("{}$[]().,;\"'")
            for word in words
            if type(word) is str
            for part in word.replace("$", " ").replace("{", " ").replace("}", " ").split()
        }
        names.update(
            name
            for word in words
            if type(word) is str
            for braced in _BRACED.findall(word)
            for name in _NAME.findall(braced)
        )
        known = [self.name(name) for name in sorted(names) if self.look(name) is not MISSING]
        found = self._unseen("a process")
        return Val(joined(known).tags | found.tags)

    def _unseen(self, reason: str) -> Val:
        self.effects.hidden = self.effects.hidden or reason
        return Val(unknown(reason))


def is_shell(node: ast.expr) -> bool:
    """Whether an expression is ``get_ipython()``."""
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return called and node.func.id == "get_ipython"  # type: ignore[attr-defined]


def _without_options(line: str) -> str:
    """A line magic's code: what follows its options."""
    words = line.split(" ")
    while words and words[0].startswith("-"):
        takes = words.pop(0)[1:] in ("n", "r", "t", "s", "T", "D", "l")
        if takes and words:
            words.pop(0)
    return " ".join(words)
