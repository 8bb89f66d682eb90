"""Run the example notebook with a real model, write its appendix, show what was recorded.

Usage: python examples/demo.py          run headless, write examples/output/
       python examples/demo.py --lab    open the notebook in JupyterLab instead
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import model_server
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
OUTPUT = HERE / "output"
NAME = "first_notebook.ipynb"


def main() -> int:
    lack = model_server.missing()
    if lack:
        print(f"No local model here ({lack}); the notebook goes on with its declared parts.")
    server: AbstractContextManager[str | None] = (
        nullcontext(None) if lack else model_server.served()
    )
    with server as address:
        environment = _with_model(address)
        if "--lab" in sys.argv[1:]:
            command = ["jupyter", "lab", str(HERE / NAME)]
            if hasattr(os, "geteuid") and os.geteuid() == 0:
                command.append("--allow-root")  # in a container there is often nobody else
            return subprocess.call(_in_environment(command), env=environment)
        _run_notebook(environment)
    notebook = str(OUTPUT / NAME)
    _aiprov("collect", notebook)
    for extension in ("html", "md"):
        _aiprov("appendix", notebook, "-o", str(OUTPUT / f"appendix.{extension}"))
    _aiprov("status", notebook, show=True)
    for name in (NAME, "appendix.html", "appendix.md"):
        print(OUTPUT / name)
    return 0


def _with_model(address: str | None) -> dict[str, str]:
    environment = dict(os.environ)
    if address:
        environment |= {"OPENAI_BASE_URL": address, "OPENAI_API_KEY": "not-needed-on-loopback"}
    return environment


def _run_notebook(environment: dict[str, str]) -> None:
    OUTPUT.mkdir(exist_ok=True)
    shutil.copytree(HERE / "data", OUTPUT / "data", dirs_exist_ok=True)
    print(f"Running {NAME} …")
    notebook = nbformat.read(HERE / NAME, as_version=4)
    client = NotebookClient(notebook, resources={"metadata": {"path": str(OUTPUT)}})
    client.execute(env=environment)
    nbformat.write(notebook, OUTPUT / NAME)


def _aiprov(*words: str, show: bool = False) -> None:
    sys.stdout.flush()
    subprocess.run(
        _in_environment(["jupyter-aiprov", *words]),
        check=True,
        stdout=None if show else subprocess.PIPE,
    )


def _in_environment(command: list[str]) -> list[str]:
    return [str(Path(sys.executable).with_name(command[0])), *command[1:]]


if __name__ == "__main__":
    sys.exit(main())
