"""Kernels of other languages than Python, as released: all but their runs is recorded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbformat.v4 import new_code_cell
from playwright.sync_api import expect
from support.browser.actions import ONLY, PROVIDER, accept, complete, edit, fill
from support.browser.lab import Lab, Server, read

pytest.importorskip("bash_kernel", reason="needs make test’s environment of tools")

# By name: the language, what a model suggests, a cell for the form, and what the two show.
KERNELS = {
    "bash": ("bash", "total=$((1 + 2))\necho $total", "echo $((total * 2))", ["3", "6"]),
    "ir": ("R", "total <- 1 + 2\nprint(total)", "print(total * 2)", ["[1] 3", "[1] 6"]),
}
PROGRAM = Path(sys.executable).with_name("jupyter-aiprov")
OUTPUT = """(panel, index) => {
  const {outputs} = panel.model.cells.get(index);
  return outputs.length === 1 ? outputs.get(0).toJSON().text : `${outputs.length} outputs`;
}"""


@pytest.fixture(scope="module")
def server(tools: Server) -> Server:
    return tools


def sent(lab: Lab) -> list[bytes]:
    """What goes to servers by sockets, from now on."""
    frames: list[bytes] = []

    def keep(frame: str | bytes) -> None:
        frames.append(frame.encode() if isinstance(frame, str) else frame)

    lab.page.on("websocket", lambda socket: socket.on("framesent", keep))
    return frames


def told(path: Path, *arguments: str) -> str:
    """What the command line says of a notebook."""
    name, *options = arguments
    command = [PROGRAM, name, str(path), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=path.parent)
    return done.stdout


def write(server: Server, name: str, cells: list[Any]) -> Path:
    path = server.write(f"{name}.ipynb", cells)
    node = nbformat.read(path, 4)
    language = KERNELS[name][0]
    node.metadata.kernelspec = {"name": name, "display_name": language, "language": language}
    del node.metadata["language_info"]
    nbformat.write(node, path)
    return path


@pytest.mark.parametrize("name", KERNELS)
def test_kernel(lab: Lab, server: Server, name: str) -> None:
    if name != "bash" and name not in KernelSpecManager().find_kernel_specs():
        pytest.skip(f"needs the {KERNELS[name][0]} kernel: apt-get install r-cran-irkernel")
    _, suggested, declared, shown = KERNELS[name]
    path = write(server, name, [new_code_cell(""), new_code_cell(declared)])
    frames = sent(lab)
    messages: list[str] = []
    lab.page.on("console", lambda one: messages.append(one.text) if one.type == "error" else None)
    lab.open(path.name)
    lab.js(PROVIDER, [suggested])
    lab.js(ONLY, "test-bot")
    edit(lab)
    lab.page.keyboard.type("# typed\n")
    complete(lab)
    lab.select(1)
    lab.command("aiprov:declare")
    fill(lab, model="mistral-large", name="Ada Lovelace")
    accept(lab)
    for index in (0, 1):
        lab.run(index)
    assert [lab.js(OUTPUT, index).strip() for index in (0, 1)] == shown
    verify(lab)
    lab.save()
    assert not any(b"jupyter_aiprov" in one for one in frames)
    assert [one for one in messages if "aiprov" in one] == []

    cells = read(path)["cells"]
    spans = cells[0]["metadata"]["aiprov"]["authorship"]["spans"]
    assert [by for _, _, by, *_ in spans] == ["human", "ai"]
    assert all("run" not in one["metadata"]["aiprov"] for one in cells)
    said = json.loads(told(path, "status", "--json"))["notebooks"][0]["cells"]
    assert said[0]["authorship"] == {"ai": len(suggested), "human": 8, "unknown": 0}
    assert [one["review"] for one in said] == ["verified", "none"]
    appendix = told(path, "appendix", "--to", "md", "-o", "-")
    assert "mistral-large" in appendix
    assert "Test Bot" in appendix

    lab.open(path.name)
    badges = lab.page.locator(".jp-Notebook .jp-aiprov-Badge")
    # Of a run nothing is known but the cell it came from.
    expect(badges).to_have_text(["✓", "AI+", "AI+1", "AI", "AI+1"])
    lab.shot(f"kernel-{name}")
    assert not lab.dirty()


def verify(lab: Lab) -> None:
    """Review the first cell by keyboard."""
    lab.command("aiprov:review")
    lab.page.locator(".jp-aiprov-Review [name=reviewer-name]").fill("Ada Lovelace")
    lab.page.keyboard.press("Enter")
    lab.select(0)
    for key in ("2", "Escape", "v"):
        lab.page.keyboard.press(key)
    lab.page.locator(".jp-Notebook .jp-aiprov-Badge.jp-mod-verified").wait_for()
