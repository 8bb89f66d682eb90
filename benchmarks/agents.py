"""What it costs to take in agents' traces: a hook, a long transcript, a long git history.

python -m benchmarks.agents [ROUNDS]
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from jupyter_aiprov.capture.agents.importing import import_traces
from jupyter_aiprov.record.collect import open_notebook

from ._harness import Row, at_most_more, at_most_times, interleave, main

CELLS, COMMITS, MEGABYTES = 100, 200, 100
SIGNED = "Co-Authored-By: Claude <noreply@anthropic.com>"


def measure(rounds: int = 3) -> list[Row]:
    """A hook's whole process, 100 MB of transcript, 200 commits of 100 cells."""
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study.ipynb"
        _history(study)
        transcript = Path(folder) / "session.jsonl"
        _transcript(study, transcript)
        event = _event(study)
        times = interleave(
            {
                "hook": lambda: _process([_program(), "hook", "claude-code"], event),
                "log": lambda: _git(study.parent, "log", "-p", "--", study.name),
                "blame": lambda: import_traces(open_notebook(study), "git", None, print),
                "session": lambda: import_traces(
                    open_notebook(study), "claude-code", transcript, print
                ),
            },
            rounds=rounds,
            warmup=1,
        )
    return [
        at_most_more("hook of an agent, whole process", 0.0, times["hook"], 0.150),
        at_most_more("transcript of 100 MB", 0.0, times["session"], 3.0),
        at_most_more("history of 200 commits, 100 cells", 0.0, times["blame"], 5.0),
        at_most_times("the same against git log -p", times["log"], times["blame"], 2),
    ]


def _program() -> str:
    return str(Path(sys.executable).with_name("jupyter-aiprov"))


def _process(command: list[str], given: bytes) -> None:
    subprocess.run(command, input=given, check=True, capture_output=True)


def _git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def _write(study: Path, cells: list[str]) -> None:
    raw = [
        {
            "cell_type": "code",
            "id": f"c{number:07x}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source.splitlines(keepends=True),
        }
        for number, source in enumerate(cells)
    ]
    notebook = {"cells": raw, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    study.write_text(json.dumps(notebook, indent=1))


def _history(study: Path) -> None:
    chance = random.Random(1)
    cells = ["\n".join(_line(chance) for _ in range(12)) for _ in range(CELLS)]
    _git(study.parent, "init", "-q")
    for number in range(COMMITS):
        _write(study, cells)
        _git(study.parent, "add", study.name)
        _git(study.parent, "commit", "-q", "-m", "work", "-m", SIGNED if number % 3 == 0 else "-")
        for at in chance.sample(range(CELLS), 3):
            rows = cells[at].split("\n")
            rows[chance.randrange(len(rows))] = _line(chance)
            cells[at] = "\n".join(rows)
    _write(study, cells)


def _line(chance: random.Random) -> str:
    return f"value_{chance.randrange(10**6)} = measure(cohort, {chance.randrange(10**6)})"


def _transcript(study: Path, path: Path) -> None:
    """Mostly talk, as sessions are; an edit of the notebook every 20 lines."""
    talk = {"type": "user", "message": {"content": [{"type": "text", "text": "z" * 20_000}]}}
    line = json.dumps(talk) + "\n"
    with path.open("w") as file:
        number = 0
        while file.tell() < MEGABYTES * 1_000_000:
            number += 1
            file.write(line)
            if number % 20 == 0:
                file.writelines(_edit(study, number))


def _edit(study: Path, number: int) -> list[str]:
    given = {
        "notebook_path": str(study),
        "cell_id": f"c{number % CELLS:07x}",
        "new_source": f"value = measure({number})\n" * 10,
    }
    block = {"type": "tool_use", "id": f"toolu_{number}", "name": "NotebookEdit", "input": given}
    base = {"sessionId": "s", "cwd": str(study.parent), "timestamp": "2026-01-01T00:00:00.000Z"}
    said = {"id": f"msg_{number}", "model": "claude-opus-4-6", "usage": {"output_tokens": 9}}
    asked = {**base, "type": "assistant", "message": {**said, "content": [block]}}
    result = [{"type": "tool_result", "tool_use_id": f"toolu_{number}", "content": "ok"}]
    done = {**base, "type": "user", "message": {"content": result}, "toolUseResult": given}
    return [json.dumps(asked) + "\n", json.dumps(done) + "\n"]


def _event(study: Path) -> bytes:
    given = {"notebook_path": str(study), "cell_id": "c0000001", "new_source": "value = 1"}
    event = {"hook_event_name": "PostToolUse", "cwd": str(study.parent), "tool_use_id": "t"}
    return json.dumps({**event, "tool_name": "NotebookEdit", "tool_input": given}).encode()


if __name__ == "__main__":
    sys.exit(main(measure(int(sys.argv[1]) if sys.argv[1:] else 3)))
