"""Rules that stand in Python and in TypeScript: both sides answer the shared cases alike."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from support.rules import ANSWERS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "cases"
RECORD = ROOT / "labextension" / "src" / "record"
REGISTRY = json.loads((FOLDER / "rules.json").read_text(encoding="utf-8"))
_EXPORT = re.compile(r"^export (?:function|class) (\w+)", re.MULTILINE)


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


def test_every_rule_has_cases_and_every_folder_a_rule() -> None:
    folders = {folder.name for folder in FOLDER.iterdir() if any(folder.glob("*.json"))}
    assert folders == set(REGISTRY["rules"]) == set(ANSWERS)


def test_every_function_named_is_there() -> None:
    for rule in REGISTRY["rules"].values():
        for name in rule["python"]:
            module, _, function = name.partition(":")
            assert hasattr(importlib.import_module(f"jupyter_aiprov.record.{module}"), function)


def test_every_function_of_the_front_ends_record_is_of_a_rule_or_of_none() -> None:
    exported = {
        f"{file.stem}:{name}"
        for file in RECORD.glob("*.ts")
        for name in _EXPORT.findall(file.read_text(encoding="utf-8"))
    }
    bound = {name for rule in REGISTRY["rules"].values() for name in rule["typescript"]}
    assert exported == bound | set(REGISTRY["no_rule"])
    assert not bound & set(REGISTRY["no_rule"])
