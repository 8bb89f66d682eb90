"""No object is given what it works with after it was made, where its constructor can take it.

An attribute that holds a part, a function, or something whose type nobody says is to be bound by
the class that declares it: in its constructor, or by a method with a signature. Values that
change, such as counts, texts and records, may be set by whoever has the object.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import jupyter_aiprov

ROOT = Path(jupyter_aiprov.__file__).parent

#: Bases of classes that are values, whatever methods they have.
_VALUES = frozenset(("Record", "Struct", "NamedTuple", "TypedDict", "Enum", "Exception", "local"))
_UNTYPED = frozenset(("Any", "object", "Callable"))


@dataclass
class _Class:
    """What a class declares: whether it works, and the annotation of each attribute."""

    works: bool
    attributes: dict[str, ast.expr | None] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)  # attributes that begin as a function


def _trees(root: Path) -> dict[str, ast.Module]:
    files = sorted(root.rglob("*.py"))
    return {file.relative_to(root).as_posix(): ast.parse(file.read_text("utf-8")) for file in files}


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from target.elts if isinstance(target, ast.Tuple) else [target]
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        yield node.target


def _is_own(target: ast.expr) -> bool:
    return (
        isinstance(target, ast.Attribute)
        and isinstance(target.value, ast.Name)
        and target.value.id in ("self", "cls")
    )


def _class_of(node: ast.ClassDef) -> _Class:
    bases = {ast.unparse(base).rpartition(".")[2].partition("[")[0] for base in node.bases}
    decorators = " ".join(map(ast.unparse, node.decorator_list))
    methods = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    found = _Class(
        works=not ("dataclass" in decorators or bases & _VALUES)
        and any(not m.name.startswith("__") and not m.decorator_list for m in methods)
    )
    if "frozen=True" in decorators or "local" in bases:  # set by nobody, or seen by one thread
        return found
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            found.attributes[one.target.id] = one.annotation
    for inner in (inner for method in methods for inner in ast.walk(method)):
        for target in _targets(inner):
            if not _is_own(target) or not isinstance(target, ast.Attribute):
                continue
            if isinstance(inner, ast.AnnAssign):
                found.attributes[target.attr] = inner.annotation
            else:
                found.attributes.setdefault(target.attr, None)
            if isinstance(getattr(inner, "value", None), ast.Lambda):
                found.functions.add(target.attr)
    return found


class _House:
    """The classes of a package, and what is assigned to their attributes from outside."""

    def __init__(self, root: Path) -> None:
        self._trees = _trees(root)
        self._classes: dict[str, list[_Class]] = {}
        self._functions: set[str] = set()  # names of types that are functions
        for tree in self._trees.values():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    self._classes.setdefault(node.name, []).append(_class_of(node))
            for node in tree.body:
                if isinstance(node, ast.Assign) and "Callable[" in ast.unparse(node.value):
                    self._functions |= {one.id for one in node.targets if isinstance(one, ast.Name)}

    def bound_from_outside(self) -> Iterator[tuple[str, str]]:
        """File and target of each assignment that gives an object what it works with."""
        for file, tree in self._trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.AugAssign):
                    continue
                for target in _targets(node):
                    if not isinstance(target, ast.Attribute) or _is_own(target):
                        continue
                    if self._is_part(target.attr):
                        yield file, ast.unparse(target)

    def _is_part(self, name: str) -> bool:
        return any(
            name in one.functions or self._works(one.attributes.get(name))
            for several in self._classes.values()
            for one in several
        )

    def _works(self, annotation: ast.expr | None) -> bool:
        """Whether an attribute of this type does something, or nobody says what it is."""
        if annotation is None:
            return False
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            annotation = ast.parse(annotation.value, mode="eval").body
        if isinstance(annotation, ast.BinOp):
            return self._works(annotation.left) or self._works(annotation.right)
        if isinstance(annotation, ast.Subscript):
            return self._works(annotation.value)  # a table of parts is a value
        name = ast.unparse(annotation).rpartition(".")[2]
        if name in _UNTYPED or name in self._functions:
            return True
        return any(one.works for one in self._classes.get(name, ()))


@pytest.mark.slow
def test_parts_are_given_to_the_constructor() -> None:
    found = list(_House(ROOT).bound_from_outside())
    assert found == [], "give it to the constructor, or by a method"


@pytest.mark.parametrize(
    ("declared", "bound"),
    [
        ("self.tell: Callable[[], None] = print", True),
        ("self.tell = lambda: None", True),
        ("self.tell: Any = None", True),
        ("self.tell: Part | None = None", True),
        ("self.tell: Value | None = None", False),
        ("self.tell: list[Part] = []", False),
        ("self.tell = 0", False),
    ],
)
def test_it_finds_one(declared: str, bound: bool, tmp_path: Path) -> None:
    source = (
        "class Part:\n    def work(self): ...\n"
        "@dataclass\nclass Value:\n    def shown(self): ...\n"
        f"class Whole:\n    def __init__(self):\n        {declared}\n"
        "def wire(whole, part):\n    whole.tell = part\n"
    )
    (tmp_path / "one.py").write_text(source)
    found = [("one.py", "whole.tell")] if bound else []
    assert list(_House(tmp_path).bound_from_outside()) == found
