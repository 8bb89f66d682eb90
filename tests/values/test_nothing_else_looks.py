"""Rooms that meet a user's values ask ``values`` about them; nothing else looks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import jupyter_aiprov

ROOT = Path(jupyter_aiprov.__file__).parent
ROOMS = (
    *("values/*.py", "lineage/*.py", "kernel/lineage/*.py"),
    *("kernel/files/uses.py", "capture/context.py", "capture/processes.py"),
    *("capture/generators/*.py", "capture/models/*.py"),
)
#: What runs, or may run, the code of a value or of its class.
ASKING = frozenset(
    ("isinstance", "issubclass", "hasattr", "getattr", "vars", "repr", "iter", "dir", "format")
)
#: Attributes that a class may answer itself.
TELLING = frozenset(("__class__", "__dict__", "__mro__", "__bases__", "__subclasses__"))
#: Ours, the interpreter's or the shell's own things that are asked all the same.
OURS = (
    *(
        "RunState)",
        "RunLineage)",
        "ast.",
        "Placeholder)",
        "CodeType)",
        "vars(builtins)",
        "vars(object)",
        "vars(itertools)",
    ),
    *("getattr(pathlib,", "getattr(shell,", "getattr(sys,", "getattr(ast", "hasattr(ast,"),
    *("getattr(node", "getattr(part", "getattr(tree"),
    *(
        "getattr(result,",
        "getattr(run.state",
        "getattr(_busy",
    ),
    *("isinstance(node.args", "isinstance(part.value", "isinstance(body,", "isinstance(sets,"),
    *("isinstance(word, str)", "isinstance(key, str)", "hasattr(threading,", "iter(made)"),
    # of a library's own module, as an adapter finds its functions
    *("getattr(module, inner", "vars(held)", "isinstance(kind, type)", "vars(kind)"),
    *("hasattr(proxy,", "getattr(server, name)", "hasattr(_signal,"),
    *("type.__dict__", "io.IOBase.__mro__", "dir(module)"),
    "repr(sorted(parameters.items()))",  # plain values alone get there
    "repr(state)",  # of a generator of numpy's own
    "iter(reversed(dict.values(value)))",
    *("next(iter(modules.values())", "iter(modules.values())"),
)


def _asked(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in ASKING:
                yield node.lineno, ast.unparse(node)
        elif (isinstance(node, ast.Attribute) and node.attr in TELLING) or (
            isinstance(node, ast.Import | ast.ImportFrom) and "weakref" in ast.unparse(node)
        ):
            yield node.lineno, ast.unparse(node)


def _files() -> list[Path]:
    return [file for room in ROOMS for file in sorted(ROOT.glob(room))]


@pytest.mark.parametrize("file", _files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_values_are_asked_nothing(file: Path) -> None:
    tree = ast.parse(file.read_text())
    found = [f"{line}: {text}" for line, text in _asked(tree) if not any(o in text for o in OURS)]
    if file.name == "context.py":  # the item of a pool's queue is the pool's own
        found = [one for one in found if "import weakref" not in one]
    assert found == []


def test_the_rule_would_find_them() -> None:
    bad = (
        "import weakref\nisinstance(value, int)\nhasattr(value, 'a')\nvalue.__class__\nvars(value)"
    )
    assert len(list(_asked(ast.parse(bad)))) == 5
    assert len(_files()) > 50


#: Where a broad ``except`` ends an exception all the same, and why it is not the user's.
ENDING = {
    "kernel/lineage/statements.py",  # shows it, as the shell does
    "kernel/adapters.py",  # takes hooks out, on demand
    "kernel/extension.py",  # see above
    "kernel/magics.py",  # where a magic of ours fails; the cell goes on
    "capture/plugins.py",  # in a plugin's own thread
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "room",
    [
        *("kernel/**/*.py", "lineage/*.py", "values/*.py", "capture/*.py"),
        "capture/files/*.py",
    ],
)
def test_no_exception_ends_but_at_the_shield(room: str) -> None:
    files = [file for file in sorted(ROOT.glob(room)) if _name(file) not in ENDING]
    trees = [(_name(file), ast.walk(ast.parse(file.read_text()))) for file in files]
    found = [(name, ast.unparse(node)) for name, tree in trees for node in tree if _is_broad(node)]
    assert found == []


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _is_broad(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node) == "suppress(Exception)"
    if not isinstance(node, ast.ExceptHandler):
        return False
    kinds = set(ast.unparse(node.type).strip("()").split(", ")) if node.type else {"Exception"}
    passes = any(isinstance(one, ast.Raise) for one in ast.walk(node))
    return bool(kinds & {"Exception", "BaseException"}) and not passes
