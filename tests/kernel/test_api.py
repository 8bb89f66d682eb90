"""The magics' Python twins, and ``%aiprov review`` and ``appendix`` of a saved notebook."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.kernels import Kernel

from jupyter_aiprov.record.digest import sha256_text

pytestmark = pytest.mark.kernel

START = "import jupyter_aiprov as aiprov"


@pytest.fixture
def ready(live: Kernel) -> Kernel:
    live.run(START, store_history=False)
    return live


def test_declare(ready: Kernel) -> None:
    code = "aiprov.declare('generated', model='m', tool='T', parameter=['temperature=0.2'])"
    answer = ready.run(code)
    (record,) = answer.records
    assert (record["origin"], record["evidence"]) == ("generated", "declared")
    assert record["system"] == {"tool": "T", "model": "m"}
    assert record["parameters"] == {"gen_ai.request.temperature": 0.2}
    assert record["source_sha256"] == sha256_text(code)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("aiprov.declare('maybe')", "invalid choice: 'maybe'"),
        ("aiprov.declare('human', modle='m')", "unrecognized arguments: --modle=m"),
        ("aiprov.protect(1, 'private')", "choose personal, secret"),
        ("aiprov.explain('nothing_of_that_name')", "no variable 'nothing_of_that_name'"),
        ("aiprov.dataset('d', {'biases': 3})", "has a wrong field"),
        ("aiprov.dataset('d', 'none.toml')", "cannot be read"),
    ],
)
def test_a_callers_mistake_is_told_to_the_caller(ready: Kernel, code: str, message: str) -> None:
    answer = ready.run(code)
    assert answer.status == "error"
    assert answer.visible[-1]["ename"] == "BadInput"
    assert message in answer.visible[-1]["evalue"]


def test_values_come_back_as_they_went_in(ready: Kernel) -> None:
    code = (
        "rows = [1, 2, 3]\n"
        "assert aiprov.protect(rows, 'personal') is rows\n"
        "assert aiprov.mark_synthetic(rows, generator='g', seed=[1], parameters={'n': 3}) is rows"
    )
    answer = ready.run(code)
    assert answer.status == "ok", answer.text
    made = next(r for r in answer.records if r["kind"] == "synthetic-data")
    assert made["data"]["generator"] == {"name": "g", "seed": [1], "parameters": {"n": 3}}
    shown = ready.run("rows")
    marks = {mark["mark"] for mark in shown.visible[0]["metadata"]["aiprov"]["marks"]}
    assert {"synthetic", "protected"} <= marks
    assert "rows" in ready.run("print(aiprov.explain('rows'))").text


def test_a_passport_from_fields_or_file(ready: Kernel, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('origin = "cohort X"\nbiases = "urban"', "utf-8")
    (tmp_path / "p.yaml").write_text("origin: cohort X\nbiases: urban", "utf-8")
    for passport in ("{'origin': 'cohort X', 'biases': 'urban'}", "'p.toml'", "'p.yaml'"):
        code = passport.replace("p.", f"{tmp_path}/p.")
        answer = ready.run(f"aiprov.dataset('patients', {code}); None")
        assert answer.status == "ok", answer.text
        (found,) = answer.deliveries[0]["datasets"]
        assert (found["name"], found["origin"], found["biases"]) == (
            "patients",
            "cohort X",
            "urban",
        )


def test_outside_a_kernel_the_remedy_is_named() -> None:
    import jupyter_aiprov
    from jupyter_aiprov.record.errors import AiprovError

    with pytest.raises(AiprovError, match="%load_ext jupyter_aiprov"):
        jupyter_aiprov.mark_synthetic([1])
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        jupyter_aiprov.nothing  # noqa: B018 - the access is what is tested
    assert "declare" in dir(jupyter_aiprov)


def test_review_and_appendix_of_the_saved_notebook(
    kernel: Callable[..., Kernel], tmp_path: Path
) -> None:
    source = "%%aiprov generated --model m\nx = 1"
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "c0",
        "metadata": {},
        "outputs": [],
        "source": source,
    }
    path = tmp_path / "study.ipynb"
    raw = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(raw), "utf-8")
    one = kernel(JPY_SESSION_NAME=str(path))
    one.run(source)
    said = one.run("%aiprov review").text
    assert "cell 0 (c0): not reviewed" in said
    assert f'jupyter aiprov review "{path}"' in said
    shown = one.run("%aiprov appendix --lang fr").visible
    assert shown, "an appendix is shown"
    assert "annexe" in shown[0]["data"]["text/markdown"].lower()


def test_without_a_path_the_command_is_named(ready: Kernel) -> None:
    for command in ("review", "appendix"):
        answer = ready.run(f"%aiprov {command}")
        assert f"jupyter aiprov {command} NOTEBOOK.ipynb" in answer.text
        assert answer.status == "ok"
