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

import pytest
from support.random_rules import GIVEN
from support.rules import ANSWERS

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
            ours = json.loads(json.dumps(ANSWERS[name](given)))
            assert ours == json.loads(answer), (name, given)
