"""No circle of imports, of any kind: an import in a function or for types alone counts too."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path

import pytest

import jupyter_aiprov

ROOT = Path(jupyter_aiprov.__file__).parent
PACKAGE = ROOT.name


def _modules(root: Path) -> dict[str, Path]:
    found = {}
    for file in sorted(root.rglob("*.py")):
        parts = [root.name, *file.relative_to(root).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def _imported(name: str, modules: Mapping[str, Path]) -> Iterator[str]:
    """The modules that a module's imports name, wherever in it they stand."""
    file = modules[name]
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else ()), *filter(None, (node.module,))])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if inner in modules else base


@cache
def _edges(root: Path) -> Mapping[str, frozenset[str]]:
    modules = _modules(root)
    return {name: frozenset(_imported(name, modules)) & modules.keys() - {name} for name in modules}


def _circles(edges: Mapping[str, Set[str]]) -> list[list[str]]:
    """The groups of modules of which each imports, over others, each."""
    reached: dict[str, set[str]] = {}
    for start in edges:
        seen, left = set[str](), [start]
        while left:
            for other in edges[left.pop()] - seen:
                seen.add(other)
                left.append(other)
        reached[start] = seen
    groups = {
        frozenset({one} | {other for other in seen if one in reached[other]})
        for one, seen in reached.items()
        if one in seen
    }
    return sorted(sorted(group) for group in groups)


@pytest.mark.slow
def test_no_module_imports_itself_over_others() -> None:
    assert _circles(_edges(ROOT)) == []


def test_no_package_imports_itself_over_others() -> None:
    """Within the core; the same of the packages that these files make up."""
    rooms = ("values", "record", "lineage", "kernel.files", "kernel.lineage")
    packages = [f"{PACKAGE}.{room}" for room in rooms]

    def package_of(name: str) -> str | None:
        return next((one for one in packages if f"{name}.".startswith(f"{one}.")), None)

    edges: dict[str, set[str]] = {one: set() for one in packages}
    for name, others in _edges(ROOT).items():
        home = package_of(name)
        if home is not None:
            edges[home] |= {there for other in others if (there := package_of(other))} - {home}
    assert _circles(edges) == []


def test_circles_are_found(tmp_path: Path) -> None:
    root = tmp_path / "some"
    (root / "inner").mkdir(parents=True)
    (root / "__init__.py").write_text("")
    (root / "a.py").write_text("def f():\n    from .inner import b\n")
    (root / "inner" / "__init__.py").write_text("")
    (root / "inner" / "b.py").write_text("if TYPE_CHECKING:\n    from ..c import name\n")
    (root / "c.py").write_text("import some.a\n")
    (root / "d.py").write_text("from . import a\n")
    assert _circles(_edges(root)) == [["some.a", "some.c", "some.inner.b"]]
