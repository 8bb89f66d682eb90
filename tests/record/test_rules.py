"""Rules that stand in Python and in TypeScript: both sides answer the shared cases alike.

``tests/cases/rules.json`` names them. ``rules``: in both languages. ``python_only``: in Python
alone; what is sent of it is in the cases as ``wire``, and ``read_by`` are the functions by which
the front end reads it. ``no_rule``: functions of the front end that decide nothing of records, by
why. ``namesakes``: functions that are called like one of Python's and are not the same, by why.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from support import views
from support.rules import ANSWERS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "cases"
FRONT = ROOT / "labextension" / "src"
PACKAGE = ROOT / "jupyter_aiprov"
REGISTRY = json.loads((FOLDER / "rules.json").read_text(encoding="utf-8"))
BOTH, ALONE = REGISTRY["rules"], REGISTRY["python_only"]
NO_RULE, NAMESAKES = REGISTRY["no_rule"], REGISTRY["namesakes"]
#: What the front end may hold of a rule that stands in Python alone.
READING = {name for rule in ALONE.values() for name in rule["read_by"]}
BOUND = {name for rule in BOTH.values() for name in rule["typescript"]}
NAMED = BOUND | READING | {name for names in NO_RULE.values() for name in names}

_EXPORT = re.compile(
    r"^export (?:async )?(?:function\*?|class) (\w+)"
    r"|^export const (\w+)[^=\n]*=\s*(?:async )?(?:\([^)]*\)[^=;]*=>|\w+ =>)",
    re.MULTILINE,
)
_FUNCTION = re.compile(
    r"^[ \t]*(?:export )?(?:async )?function\*? (\w+)"
    r"|^[ \t]*(?:export )?const (\w+)[^=\n]*=\s*(?:async )?(?:\([^)]*\)[^=;]*=>|\w+ =>)",
    re.MULTILINE,
)
_IMPORT = re.compile(r"^import (?!type\b)([^;]*?)\bfrom '[^.'][^']*';", re.MULTILINE)
#: Where Python keeps rules: what derives from records, not what is seen, written or worded.
_RULES = ("record/*.py", "lineage/*.py", "report/*.py")


def _cases() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*/*.json")):
        cases = json.loads(file.read_text(encoding="utf-8"))
        for case in cases if isinstance(cases, list) else [cases]:
            name = f"{file.parent.name}/{file.stem}: {case['title']}"
            found.append(pytest.param(file.parent.name, case, id=ascii(name)))
    return found


@pytest.mark.parametrize(("rule", "case"), _cases())
def test_a_shared_case(rule: str, case: dict[str, Any]) -> None:
    answer = ANSWERS[rule](case["given"])
    assert json.loads(json.dumps(answer)) == case["expected"]
    assert ("wire" in case) == (rule in ALONE)
    if rule in ALONE:
        assert json.loads(json.dumps(views.wire(case["given"]))) == case["wire"]


def test_every_rule_has_cases_and_every_folder_a_rule() -> None:
    folders = {folder.name for folder in FOLDER.iterdir() if any(folder.glob("*.json"))}
    assert folders == {*BOTH, *ALONE} == set(ANSWERS)


def test_every_function_named_is_there() -> None:
    for rule in (*BOTH.values(), *ALONE.values()):
        for name in rule["python"]:
            module, _, function = name.partition(":")
            assert reduce(getattr, function.split("."), _module(module))
    there = {name for file in _front() for name in _names(file, _EXPORT)}
    assert there >= NAMED


def _module(name: str) -> object:
    return importlib.import_module(f"jupyter_aiprov.{name}")


def test_no_function_is_named_twice() -> None:
    listed = [*BOUND, *READING, *(name for names in NO_RULE.values() for name in names)]
    assert len(listed) == len(NAMED)


def _front() -> Iterator[Path]:
    yield from sorted((*FRONT.rglob("*.ts"), *FRONT.rglob("*.tsx")))


def _names(file: Path, pattern: re.Pattern[str]) -> list[str]:
    stem = file.relative_to(FRONT).with_suffix("").as_posix()
    found = pattern.findall(file.read_text(encoding="utf-8"))
    return [f"{stem}:{function or constant}" for function, constant in found]


def _is_pure(file: Path) -> bool:
    """Whether a module could hold a rule: it uses nothing of Lab, the editor or the page."""
    if FRONT / "record" in file.parents:
        return True
    imports = _IMPORT.findall(file.read_text(encoding="utf-8"))
    return all(re.fullmatch(r"\{(\s*type \w+,?)+\s*\}\s*", names) for names in imports)


def test_every_function_of_the_front_end_that_could_be_a_rule_is_named() -> None:
    exported = {name for file in filter(_is_pure, _front()) for name in _names(file, _EXPORT)}
    assert exported - NAMED == set()


def test_no_function_of_the_front_end_is_a_second_home_of_one_of_pythons() -> None:
    """By its name, wherever it stands: rules that are asked of the server come back that way."""
    python = {name.replace("_", "").lower() for name in _public()}
    alike = {
        name
        for file in _front()
        if FRONT / "record" not in file.parents  # whose functions are all of a rule, or of none
        for name in _names(file, _FUNCTION)
        if name.partition(":")[2].lower() in python and not name.partition(":")[2][0].isupper()
    }
    assert alike - NAMED == {name for names in NAMESAKES.values() for name in names}


def _public() -> Iterator[str]:
    for files in _RULES:
        for file in PACKAGE.glob(files):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield node.name
