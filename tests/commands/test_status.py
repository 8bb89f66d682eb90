"""``jupyter aiprov status`` as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from pathlib import Path

import pytest
from support import reports as cases

from jupyter_aiprov.commands.overview import ai_share, terminal_safe
from jupyter_aiprov.report.model import Characters

SCRIPT = str(Path(sysconfig.get_path("scripts")) / "jupyter-aiprov")


def status(*arguments, **options):
    command = [SCRIPT, "status", *map(str, arguments)]
    plain = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    options.setdefault("env", plain)
    done = subprocess.run(command, capture_output=True, timeout=60, check=False, **options)
    assert b"Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def saved(tmp_path):
    made = cases.full()
    path = tmp_path / "analysis.ipynb"
    made.save(path)
    return path


def test_table_says_what_is_known_and_what_is_not(saved):
    before = saved.read_bytes()
    done = status(saved)
    text = done.stdout.decode()
    assert done.returncode == 0
    for words in (
        "ai-generated", "(declared)", "human (observed)", "ai-output, synthetic",
        "verified by Ada", "stale: changed since", "not reviewed", "not available",
        "3 of unknown origin", "outputs older than their source: cells 5",
        "cell 6 (inferred)", "remote: not available", "1 text cells of unknown origin",
    ):  # fmt: skip
        assert words in " ".join(text.split()), words
    assert saved.read_bytes() == before
    assert "\x1b" not in text


def test_table_fits_a_narrow_terminal(saved):
    lines = status(saved, env={**os.environ, "COLUMNS": "80"}).stdout.decode().splitlines()
    assert max(map(len, lines)) <= 80
    (head,) = (line for line in lines if "origin" in line and "carries" in line)
    assert head.split() == ["#", "cell", "origin", "AI", "carries", "systems", "energy", "review"]


def test_json_is_the_report(saved):
    done = status(saved, "--json")
    report = json.loads(done.stdout)
    assert report["schema"] == "aiprov-report-1.0"
    assert report["notebooks"][0]["path"] == str(saved)
    assert len(report["notebooks"][0]["cells"]) == 7


def test_stream_folder_glob(saved):
    assert json.loads(status("-", "--json", input=saved.read_bytes()).stdout)["notebooks"]
    (saved.parent / "more").mkdir()
    (saved.parent / "more" / "b.ipynb").write_bytes(saved.read_bytes())
    both = json.loads(status(saved.parent, "--json").stdout)
    assert len(both["notebooks"]) == 2
    assert b"2 notebooks together" in status(saved.parent).stdout
    assert len(json.loads(status(saved.parent / "*.ipynb", "--json").stdout)["notebooks"]) == 1


def test_bad_input_is_named_and_the_rest_is_shown(saved):
    (saved.parent / "cut.ipynb").write_text('{"cells": [')
    done = status(saved.parent)
    assert done.returncode == 2
    assert b"cut.ipynb is truncated" in done.stderr
    assert b"analysis.ipynb" in done.stdout
    assert status().returncode == 2
    assert status(saved.parent / "none.ipynb").returncode == 2


def test_help_has_an_example():
    done = status("--help")
    assert b"jupyter aiprov status analysis.ipynb" in done.stdout


def test_nothing_steers_the_terminal():
    text = terminal_safe("a\x1b[31m\x00\u202eb\u2066c\ud800 é👩‍🔬\n")
    assert text == "a�[31m��b�c� é👩‍🔬�"


@pytest.mark.parametrize(
    ("ai", "human", "unknown", "text"),
    [
        (0, 0, 0, "–"),
        (0, 0, 5, "?"),
        (0, 5, 5, "?"),
        (5, 5, 0, "50 %"),
        (5, 0, 5, "50 % +?"),
        (0, 5, 0, "0 %"),
        (1, 999, 0, "<1 %"),
    ],
)
def test_share(ai, human, unknown, text):
    assert ai_share(Characters(ai=ai, human=human, unknown=unknown)) == text
