"""Cells that cells write, and work that goes where it cannot be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.kernel

ASSISTANT = """
import os, openai
from IPython.core.magic import register_cell_magic
client = openai.OpenAI(base_url=os.environ["ADDRESS"], api_key="k")
WRITTEN = "def double(x):\\n    return 2 * x"
@register_cell_magic
def ai(line, cell):
    messages = [{"role": "user", "content": cell}]
    client.chat.completions.create(model="gpt-4o", messages=messages)
    get_ipython().set_next_input(WRITTEN, replace=False)
"""
WRITTEN = "def double(x):\n    return 2 * x"


@pytest.fixture
def assisted(kernel: Callable[..., Any], provider: Any) -> Any:
    one = kernel(ADDRESS=f"{provider.address}/v1")
    assert one.run(ASSISTANT).status == "ok"
    return one


def test_an_inserted_cell_is_known_when_it_runs(assisted: Any) -> None:
    asked = assisted.run("%%ai openai-chat:gpt-4o -f code\nA function that doubles")
    assert [record["kind"] for record in asked.records] == ["model-call"]
    ran = assisted.run(WRITTEN + "\n")
    written = next(record for record in ran.records if record["kind"] == "generation")
    assert (written["evidence"], written["channel"]) == ("observed", "set_next_input")
    assert written["system"]["model"] == "gpt-4o"
    assert "ai-code" in [mark["mark"] for mark in ran.run["marks"]]
    assert "ai-code" not in str(assisted.run("def triple(x):\n    return 3 * x").run)


def test_other_inserted_cells_are_not_called_ai(assisted: Any, tmp_path: Any) -> None:
    (tmp_path / "loaded.py").write_text("y = 41\n")
    assisted.run("%load loaded.py")
    assert assisted.run("# %load loaded.py\ny = 41\n").records == []
    text = "z = 43"
    assisted.run(
        "client.chat.completions.create(model='gpt-4o', messages=[])\n"
        f"get_ipython().set_next_input({text!r})"
    )
    inferred = assisted.run(text).records
    assert [(r["kind"], r["evidence"]) for r in inferred] == [("generation", "inferred")]


PROCESSES = {
    "import subprocess, sys; subprocess.run([sys.executable, '-c', '1'])": "python",
    "!echo hello": "sh",
    "%%bash\necho hello": "bash",
    "import concurrent.futures as c; c.ProcessPoolExecutor(1).submit(abs, 1).result()": "worker",
}


def test_other_processes_are_said_to_be_unseen(assisted: Any) -> None:
    for code, program in PROCESSES.items():
        answer = assisted.run(code)
        assert answer.status == "ok", code
        said = [d["message"] for d in answer.run["diagnostics"] if d["code"] == "AP403"]
        assert program in said[0]
    harmless = assisted.run("_ = subprocess.run(['git', '--version'])").run
    assert "AP403" not in str(harmless.get("diagnostics"))
