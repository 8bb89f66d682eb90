"""A newcomer's field: three files by hand, the generators, and it is on every surface."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import jupyter_aiprov

pytestmark = pytest.mark.slow
PACKAGE = Path(jupyter_aiprov.__file__).parent
FRONT = Path(__file__).parents[2] / "labextension" / "src"

#: File, the text before which a newcomer writes, and what is written: all that is done by hand.
BY_HAND = (
    (
        "record/cell.py",
        "    outputs_sha256: Sha256 | None = None\n",
        '    role: Literal["author", "supervisor"] | None = None\n',
    ),
    ("spec/vocabulary.toml", '"Review.status"', '"Review.role" = "reviewer_role"\n'),
    (
        "spec/vocabulary.toml",
        "[words.seal]",
        (
            "[words.reviewer_role]\n"
            'author = { label = { en = "author", fr = "auteur" } }\n'
            'supervisor = { label = { en = "supervisor", fr = "encadrant" } }\n\n'
        ),
    ),
    (
        "spec/fields.toml",
        "[Passport.origin]",
        (
            '[Review.role]\nlabel = { en = "role", fr = "rôle" }\n'
            'asked = { en = "In which role", fr = "À quel titre" }\n'
            'shown = ["status", "panel", "appendix"]\n\n'
        ),
    ),
)
GENERATORS = ("record.schema", "report.schema", "spec.twins")

PANEL = """
import json, sys
from pathlib import Path
from jupyter_aiprov.report.encode import plain
from jupyter_aiprov.serving.documents import Documents, Question, CellChange
cells = json.loads(Path("a.ipynb").read_text())["cells"]
told = [CellChange(id=one["id"], cell=one) for one in cells]
order = tuple(one["id"] for one in cells)
asked = Question(document="d", revision=1, cells=tuple(told), order=order, metadata={},
                 language=sys.argv[1])
print(json.dumps(plain(Documents().answer(Path("a.ipynb"), asked, 1)), ensure_ascii=False))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("newcomer")
    leave = shutil.ignore_patterns("__pycache__", "static")
    shutil.copytree(PACKAGE, root / "jupyter_aiprov", ignore=leave)
    shutil.copytree(FRONT, root / "labextension" / "src")
    for name, before, text in BY_HAND:
        path = root / "jupyter_aiprov" / name
        whole = path.read_text(encoding="utf-8")
        assert whole.count(before) == 1
        path.write_text(whole.replace(before, text + before), encoding="utf-8")
    for module in GENERATORS:
        run(root, "-m", f"jupyter_aiprov.{module}", "--write")
    cell = {
        "cell_type": "code",
        "id": "c1",
        "source": "x = 1",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (root / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    command(root, "review", "a.ipynb", "--by", "Ada", "--cell", "c1", "--role", "supervisor")
    return root


def run(root: Path, *words: str, code: int = 0) -> str:
    env = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *words], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def command(root: Path, *words: str, code: int = 0) -> str:
    return run(root, "-c", "from jupyter_aiprov.app import main; main()", *words, code=code)


def test_three_files_by_hand_are_enough() -> None:
    assert len({name for name, _, _ in BY_HAND}) == 3
    assert sum(text.count("\n") for _, _, text in BY_HAND) < 16


def test_it_is_in_the_record_and_a_wrong_word_is_named(copy: Path) -> None:
    record = json.loads((copy / "a.ipynb").read_text())["cells"][0]["metadata"]["aiprov"]
    assert record["review"]["role"] == "supervisor"
    words = ("review", "a.ipynb", "--by", "Ada", "--cell", "c1", "--role", "supervizor")
    assert "Did you mean 'supervisor'?" in command(copy, *words, code=2)
    assert "In which role" in command(copy, "review", "--help")


def test_people_read_it(copy: Path) -> None:
    status = re.sub(r"\s+", " ", command(copy, "status", "a.ipynb"))
    assert "supervisor" in status
    for language, said in (("en", "role: supervisor"), ("fr", "rôle\u202f: encadrant")):
        words = ("appendix", "a.ipynb", "--to", "md", "--lang", language, "-o", "-")
        assert said in command(copy, *words)
        (cell,) = json.loads(run(copy, "-c", PANEL, language))["overview"]["cells"]
        assert said in cell["review"]["lines"]


@pytest.mark.parametrize("name", ["prov-json", "prov-n", "ro-crate", "csv", "json"])
def test_programs_read_it(copy: Path, name: str) -> None:
    out = copy / f"out.{name}"
    command(copy, "export", "a.ipynb", "--format", name, "-o", str(out))
    data = out.read_bytes()
    if name == "ro-crate":
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read("ro-crate-metadata.json")
    assert b"supervisor" in data
    assert b"role" in data


def test_the_front_end_gets_its_words_and_its_type(copy: Path) -> None:
    front = copy / "labextension" / "src"
    assert "role?: 'author' | 'supervisor' | null" in (front / "record" / "cell.ts").read_text()
    assert "role" in json.loads((front / "ui" / "fields.json").read_text())["Review"]
    assert "reviewer_role" in json.loads((front / "ui" / "vocabulary.json").read_text())["words"]
