"""What the next maintainer may rely on: sizes, types that say something, docstrings, the map."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "jupyter_aiprov"
FRONT = ROOT / "labextension" / "src"
MAP = ROOT / "docs" / "architecture.md"

#: Lines a file may have, of the program and of what tests share or try.
_LONGEST, _LONGEST_TEST = 400, 480
#: Uses of ``Any``: of objects of libraries that have no types, and of nothing else.
_MOST_ANY = 150
#: Parameters up to which a name and a type say enough.
_FEW = 2


def _python() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if "labextension" not in path.relative_to(PACKAGE).parts:
            yield path


def _front() -> Iterator[Path]:
    yield from sorted((*FRONT.rglob("*.ts"), *FRONT.rglob("*.tsx")))


def _is_generated(path: Path) -> bool:
    return path.read_text(encoding="utf-8").startswith("// Generated")


def test_no_file_is_too_long() -> None:
    tests = (*ROOT.glob("tests/**/*.py"), *ROOT.glob("labextension/tests/**/*.ts"))
    limits = {
        **dict.fromkeys(tests, _LONGEST_TEST),
        **{path: _LONGEST for path in (*_python(), *_front()) if not _is_generated(path)},
    }
    long = {
        str(path.relative_to(ROOT)): length
        for path, limit in limits.items()
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > limit
    }
    assert not long


@pytest.mark.slow
def test_any_is_kept_for_what_has_no_types() -> None:
    uses = {path.relative_to(ROOT): _count(path) for path in _python()}
    most = sorted(uses.items(), key=lambda item: -item[1])[:10]
    assert sum(uses.values()) < _MOST_ANY, f"most in: {[(str(p), n) for p, n in most]}"


def _count(path: Path) -> int:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return sum(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(tree))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _public(body: list[ast.stmt], within: str) -> Iterator[tuple[str, Function]]:
    for node in body:
        name = getattr(node, "name", "_")
        if name.startswith("_"):
            continue
        if isinstance(node, ast.ClassDef):
            yield from _public(node.body, f"{within}.{name}")
        elif isinstance(node, Function):
            yield f"{within}.{name}", node


def _parameters(function: Function) -> list[str]:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    rest = [one for one in (given.vararg, given.kwarg) if one]
    return [one.arg for one in (*named, *rest) if one.arg not in ("self", "cls")]


def _is_said_elsewhere(function: Function) -> bool:
    """Whether the words stand at what it overrides, or at what it is a form of."""
    marks = {getattr(one, "id", "") for one in function.decorator_list}
    return bool(marks & {"override", "overload"})


def _missing(function: Function) -> list[str]:
    said = ast.get_docstring(function) or ""
    missing = [] if "Args:" in said else ["Args"]
    answer = function.returns
    answers = not (isinstance(answer, ast.Constant) and answer.value is None)
    if answers and not re.search(r"Returns:|Yields:", said):
        missing.append("Returns")
    raises = any(isinstance(node, ast.Raise) and node.exc for node in ast.walk(function))
    if raises and "Raises:" not in said:
        missing.append("Raises")
    return missing


@pytest.mark.parametrize("path", list(_python()), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_function_of_many_parameters_says_what_they_are(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {
        name: missing
        for name, function in _public(tree.body, path.stem)
        if len(_parameters(function)) > _FEW
        and not _is_said_elsewhere(function)
        and (missing := _missing(function))
    }
    assert not silent


def test_the_map_names_files_that_exist() -> None:
    text = MAP.read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w./-]+\.(?:py|ts|tsx|toml|json|md))`", text))
    assert named, "the map names no file"
    missing = sorted(name for name in named if not _exists(name))
    assert not missing


def _exists(name: str) -> bool:
    return any((base / name).is_file() for base in (ROOT, PACKAGE, FRONT))


def test_the_map_names_each_package() -> None:
    text = MAP.read_text(encoding="utf-8")
    packages = [path.parent.relative_to(PACKAGE) for path in PACKAGE.rglob("__init__.py")]
    folders = {path.parent.relative_to(FRONT) for path in _front()}
    named = [
        *(f"`{path}/`" for path in packages if path.parts and path.parts[0] != "labextension"),
        *(f"`{path}/`" for path in folders if path.parts),
    ]
    assert not [name for name in named if name not in text]
