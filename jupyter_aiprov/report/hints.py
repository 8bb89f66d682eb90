"""What the source alone suggests of AI systems: static, always ``inferred``.

A hint is no record. It says that something the source names is known to reach an AI system,
so that a notebook without records is not taken for one without AI.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from .. import providers
from ..record.store import Cell
from ..spec.hints import Comments, Hints
from ..spec.providers import Provider
from ..spec.reading import ours
from .model import Hint

_SHOWN = 80
#: Names too short to say that anything is to be found.
_COMMON = ("ai", "chat")
_SHORT = 2  # letters: such a word must end there
#: Cell magics whose body is Python of this notebook.
_PYTHON_MAGICS = frozenset({"aiprov", "time", "timeit", "capture", "prun", "python", "debug"})
_LINE = re.compile(r"^\s*(?:[\w, ]+=\s*)?[%!]")
_HELP = re.compile(r"^\s*\??\??[\w.*]+\?{1,2}\s*$")


@dataclass(frozen=True)
class Parsed:
    """A cell's source.

    Attributes:
        tree: its Python, None where there is none that parses.
        magic: the cell magic, without ``%%``, empty if there is none.
        lines: magics and shell lines with their numbers, from 1.
    """

    tree: ast.Module | None
    magic: str
    lines: tuple[tuple[int, str], ...]


def parsed(source: str) -> Parsed:
    """Tell the Python of a cell from what IPython adds to it."""
    lines = source.splitlines()
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    magic = ""
    special: list[tuple[int, str]] = []
    if lines and lines[first].startswith("%%"):
        magic = lines[first][2:].split(None, 1)[0] if lines[first][2:].strip() else ""
        special.append((first + 1, lines[first]))
        lines[first] = ""
        if magic not in _PYTHON_MAGICS:
            body = [(i + 1, line) for i, line in enumerate(lines) if line.strip()]
            return Parsed(None, magic, (*special, *body))
    for i, line in enumerate(lines):
        if _LINE.match(line) or _HELP.match(line):
            special.append((i + 1, line))
            lines[i] = f"{line[: len(line) - len(line.lstrip())]}pass"
    return Parsed(_tree("\n".join(lines)), magic, tuple(special))


def _tree(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the user's invalid escapes are not our output
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


PYTHON = (None, "python", "ipython")


class _Words(NamedTuple):
    """What is looked for: the named things, what they are, and what tells quickly of any.

    Attributes:
        known: the words that no provider owns.
        modules: of frameworks and of providers' clients; the longest match stands.
        hosts: and paths, as they stand in a source.
        comments: by which people or tools say that a model wrote what follows.
        any: without a match of this there is nothing to be found, and nothing to be parsed.
    """

    known: Hints
    modules: dict[str, str]
    hosts: dict[str, str]
    comments: re.Pattern[str]
    any: re.Pattern[str]


@cache
def _words() -> _Words:
    known, catalogue = ours("hints", Hints), providers.known()
    modules = dict(known.modules)
    hosts: dict[str, str] = {}
    for provider in catalogue.providers.values():
        modules |= provider.clients
        hosts |= dict(_addresses(provider))
    for interface in catalogue.interfaces.values():
        hosts |= dict.fromkeys(interface.in_source, interface.label)
    roots = {name.split(".")[0] for name in modules} | {n.split(".")[-1] for n in known.calls}
    words = sorted({*roots, *hosts, *known.magics, *known.programs, *known.services} - {*_COMMON})
    quick = "|".join([*map(re.escape, words), "%ai", "%chat", "chat"])
    return _Words(known, modules, hosts, _commenting(known.comments), re.compile(quick))


def _addresses(provider: Provider) -> Iterator[tuple[str, str]]:
    """How a provider's hosts stand in a source: what of a pattern is sure to stand there."""
    texts = [pattern.strip("*") for pattern in provider.hosts if "*" not in pattern.strip("*")]
    for text in texts:
        if not any(other != text and other in text for other in texts):
            yield text, provider.label
    for host in ("localhost", "127.0.0.1") if provider.port is not None else ():
        yield f"{host}:{provider.port}", f"{provider.label}'s usual port"


def _commenting(words: Comments) -> re.Pattern[str]:
    made, by = "|".join(words.made), "|".join(words.by)
    whom = "|".join(rf"{one}\b" if len(one) <= _SHORT else one for one in words.whom)
    said = rf"(code\s+)?({made})\s+({by})\s+(an?\s+|une?\s+)?({whom})"
    return re.compile(rf"#\s*(@?prompt:|{said})", re.IGNORECASE)


def hints(cell: Cell, language: str | None) -> tuple[Hint, ...]:
    """The hints in a code cell's source, in the order of its lines, each thing once."""
    source = cell.source
    words = _words()
    if cell.type != "code" or not (words.any.search(source) or words.comments.search(source)):
        return ()
    if language in PYTHON or source.lstrip().startswith("%%"):
        split = parsed(source)
        found = [*_magics(split), *_shell(split)]
        found += _python(split.tree) if split.tree else _text(source)
        found += _comments(source)
    else:
        found = list(_text(source))
    once = {(hint.kind, hint.text): hint for hint in reversed(found)}
    return tuple(sorted(once.values(), key=lambda hint: hint.line or 0))


def _magics(split: Parsed) -> Iterator[Hint]:
    magics = _words().known.magics
    for number, line in split.lines:
        words = line.strip().lstrip("%").split()
        if line.lstrip().startswith("%") and words:
            if words[0] in magics and not _is_housekeeping(words):
                yield Hint(kind="magic", text=magics[words[0]], line=number)
            elif words[0] in ("load_ext", "reload_ext") and words[-1] in magics:
                yield Hint(kind="magic", text=magics[words[-1]], line=number)


def _is_housekeeping(words: list[str]) -> bool:
    return len(words) > 1 and words[0] == "ai" and words[1] in _words().known.housekeeping


def _shell(split: Parsed) -> Iterator[Hint]:
    programs = _words().known.programs
    bash = split.magic in ("bash", "sh", "script", "!")
    for number, line in split.lines:
        _, mark, command = line.partition("!")
        text = command if mark else line if bash else ""
        words = text.split()
        if words and words[0] in programs:
            yield Hint(kind="shell", text=f"runs {programs[words[0]]}", line=number)
        if text:
            yield from _hosts(text, number)


def _python(tree: ast.Module) -> Iterator[Hint]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _module(alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from _module(node.module, node.lineno, [alias.name for alias in node.names])
        elif isinstance(node, ast.Call):
            yield from _call(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _hosts(node.value, node.lineno)


def _module(name: str, line: int, imported: list[str] | None = None) -> Iterator[Hint]:
    wanted = [name, *(f"{name}.{one}" for one in imported or [])]
    for one in wanted:
        parts = one.split(".")
        for size in range(len(parts), 0, -1):
            label = _words().modules.get(".".join(parts[:size]))
            if label:
                yield Hint(kind="import", text=f"imports {label}", line=line)
                return


def _call(node: ast.Call) -> Iterator[Hint]:
    name = _dotted(node.func)
    for suffix, label in _words().known.calls.items():
        if name == suffix or name.endswith(f".{suffix}"):
            text = f"calls {name[-_SHOWN:]}() ({label})"
            yield Hint(kind="call", text=text, line=node.lineno)
            return
    if name.endswith("client") and _first_text(node) in _words().known.services:
        yield Hint(kind="call", text=f"calls AWS {_first_text(node)}", line=node.lineno)


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return ".".join(reversed(parts))


def _first_text(node: ast.Call) -> str:
    first = node.args[0] if node.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value
    return ""


def _hosts(text: str, line: int) -> Iterator[Hint]:
    for host, label in _words().hosts.items():
        if host in text:
            yield Hint(kind="endpoint", text=f"names {host} ({label})", line=line)


def _text(source: str) -> Iterator[Hint]:
    """Source that does not parse, or of another language: endpoints only."""
    for number, line in enumerate(source.splitlines(), 1):
        yield from _hosts(line, number)


def _comments(source: str) -> Iterator[Hint]:
    for number, line in enumerate(source.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("#") and _words().comments.match(stripped):
            yield Hint(kind="comment", text=f"says “{stripped[:_SHOWN]}”", line=number)
