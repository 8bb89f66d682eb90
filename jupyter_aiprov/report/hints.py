"""What the source alone suggests of AI systems: static, always ``inferred``.

A hint is no record. It says that something the source names is known to reach an AI system,
so that a notebook without records is not taken for one without AI.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..record.store import Cell
from .clients import CALLS, COMMENTS, HOSTS, HOUSEKEEPING, MAGICS, MODULES, SHELL
from .model import Hint
from .source import Parsed, parsed

PYTHON = (None, "python", "ipython")
_SHOWN = 80
#: Without one of these words there is nothing to be found, and nothing needs to be parsed.
_WORTH_READING = re.compile(
    "|".join(
        re.escape(word)
        for word in sorted(
            {
                *(name.split(".")[0] for name in MODULES),
                *(name.split(".")[-1] for name in CALLS),
                *HOSTS,
                *MAGICS,
                *SHELL,
                "-runtime",
            }
        )
        if word not in ("ai", "chat")
    )
    + "|%ai|%chat|chat"
)


def hints(cell: Cell, language: str | None) -> tuple[Hint, ...]:
    """The hints in a code cell's source, in the order of its lines, each thing once."""
    source = cell.source
    if cell.type != "code" or not (_WORTH_READING.search(source) or COMMENTS.search(source)):
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
    for number, line in split.lines:
        words = line.strip().lstrip("%").split()
        if line.lstrip().startswith("%") and words:
            if words[0] in MAGICS and not _is_housekeeping(words):
                yield Hint(kind="magic", text=MAGICS[words[0]], line=number)
            elif words[0] in ("load_ext", "reload_ext") and words[-1] in MAGICS:
                yield Hint(kind="magic", text=MAGICS[words[-1]], line=number)


def _is_housekeeping(words: list[str]) -> bool:
    return len(words) > 1 and words[0] == "ai" and words[1] in HOUSEKEEPING


def _shell(split: Parsed) -> Iterator[Hint]:
    bash = split.magic in ("bash", "sh", "script", "!")
    for number, line in split.lines:
        _, mark, command = line.partition("!")
        text = command if mark else line if bash else ""
        words = text.split()
        if words and words[0] in SHELL:
            yield Hint(kind="shell", text=f"runs {SHELL[words[0]]}", line=number)
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
            label = MODULES.get(".".join(parts[:size]))
            if label:
                yield Hint(kind="import", text=f"imports {label}", line=line)
                return


def _call(node: ast.Call) -> Iterator[Hint]:
    name = _dotted(node.func)
    for suffix, label in CALLS.items():
        if name == suffix or name.endswith(f".{suffix}"):
            text = f"calls {name[-_SHOWN:]}() ({label})"
            yield Hint(kind="call", text=text, line=node.lineno)
            return
    if name.endswith("client") and _first_text(node) in ("bedrock-runtime", "sagemaker-runtime"):
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
    for host, label in HOSTS.items():
        if host in text:
            yield Hint(kind="endpoint", text=f"names {host} ({label})", line=line)


def _text(source: str) -> Iterator[Hint]:
    """Source that does not parse, or of another language: endpoints only."""
    for number, line in enumerate(source.splitlines(), 1):
        yield from _hosts(line, number)


def _comments(source: str) -> Iterator[Hint]:
    for number, line in enumerate(source.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("#") and COMMENTS.match(stripped):
            yield Hint(kind="comment", text=f"says “{stripped[:_SHOWN]}”", line=number)
