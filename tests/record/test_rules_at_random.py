"""Random records and texts: Python and the front end answer alike.

``AIPROV_RANDOM_CASES`` says how many (10,000 unless it is set), ``AIPROV_RANDOM_SEED`` which.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest
from support.random_rules import GIVEN
from support.rules import ANSWERS

from jupyter_aiprov.record.base import encode
from jupyter_aiprov.record.schema import ROOTS
from jupyter_aiprov.record.tolerant import read_record

ROOT = Path(__file__).parents[2]
ANSWERING = ROOT / "labextension" / "tests" / "record" / "answering.mjs"
CASES = int(os.environ.get("AIPROV_RANDOM_CASES", "10000"))
BATCH = 50_000

pytestmark = pytest.mark.skipif(
    not (shutil.which("node") and (ROOT / "node_modules").is_dir()), reason="needs node_modules"
)


@pytest.mark.slow
def test_both_languages_say_the_same() -> None:
    chance = Random(int(os.environ.get("AIPROV_RANDOM_SEED", "1")))
    for done in range(0, CASES, BATCH):
        names = [chance.choice(list(GIVEN)) for _ in range(min(BATCH, CASES - done))]
        asked = [(name, GIVEN[name](chance)) for name in names]
        lines = "".join(json.dumps(one) + "\n" for one in asked)
        told = subprocess.run(
            ["node", str(ANSWERING)],
            cwd=ROOT,
            input=lines,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        answers = told.stdout.removesuffix("\n").split("\n")
        assert len(answers) == len(asked)
        for (name, given), answer in zip(asked, answers, strict=True):
            ours, theirs = json.loads(json.dumps(ANSWERS[name](given))), json.loads(answer)
            assert _agree(name, given, ours, theirs), (name, given, ours, theirs)


def _agree(rule: str, given: Any, ours: Any, theirs: Any) -> bool:
    """Whether both say the same, which of a record they may write in more than one way."""
    if ours == theirs:
        return True
    if rule == "fold":
        kind = given["fold"]
        return _read(ours, kind) == _read(theirs, kind)
    if rule == "reading":
        aside = _doubles(ours["invalid"]) == _doubles(theirs["invalid"])
        kind = given["type"]
        return aside and _read(ours["record"], kind) == _read(theirs["record"], kind)
    return rule == "review" and theirs == "unknown" and _is_lost(given)


def _read(raw: object, kind: str) -> object:
    """A record as whoever reads it finds it: defaults may be written, or left out."""
    record, invalid = read_record(raw, ROOTS[kind])
    return _doubles([encode(record), [[one.path, one.value] for one in invalid]])


def _doubles(value: Any) -> Any:
    """A JSON value, its numbers as a browser reads them."""
    if isinstance(value, dict):
        return {key: _doubles(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_doubles(item) for item in value]
    return float(value) if type(value) is int else value


def _is_lost(given: dict[str, Any]) -> bool:
    """Whether a review is by the first rule, of outputs whose digits no browser can tell."""
    return given["review"].get("digest_rule", 1) == 1 and any(map(_is_odd, given["outputs"]))


def _is_odd(value: Any) -> bool:
    """Whether a JSON value holds a large whole number, or what is no text where text belongs."""
    if isinstance(value, dict):
        parts = any(map(_is_odd, value.values()))
        return parts or isinstance(value.get("name"), list) or not all(map(_is_text, _texts(value)))
    if isinstance(value, list):
        return any(map(_is_odd, value))
    return isinstance(value, int | float) and float(value).is_integer() and abs(value) >= 2**53


def _texts(output: dict[str, Any]) -> list[Any]:
    """What stands in an output where text belongs."""
    data = output.get("data")
    kinds = data.items() if isinstance(data, dict) else ()
    told = [output.get("text"), output.get("name")] if output.get("output_type") == "stream" else []
    return [*told, *(item for kind, item in kinds if "json" not in kind)]


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str | list)
