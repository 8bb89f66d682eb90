"""Released tools that write a cell's text anew: a formatter, and a notebook's text (jupytext)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell
from support.browser.actions import ONLY, PROVIDER, SAID, complete, edit
from support.browser.lab import Lab, Server, read

pytest.importorskip("jupytext", reason="needs make test’s environment of tools")
pytest.importorskip("jupyterlab_code_formatter", reason="needs make test’s environment of tools")


@pytest.fixture(scope="module")
def server(tools: Server) -> Server:
    return tools


def start(lab: Lab, server: Server, name: str, typed: str, made: str) -> Path:
    """A notebook paired with a script; a person began its first cell, a model went on."""
    cells = [new_code_cell(""), new_code_cell("old = 1")]
    path = server.write(name, cells, jupytext={"formats": "ipynb,py:percent"})
    lab.open(name)
    lab.js(PROVIDER, [made])
    lab.js(ONLY, "test-bot")
    edit(lab)
    lab.page.keyboard.type(typed)
    complete(lab)
    lab.save()
    return path


def revert(lab: Lab) -> None:
    lab.js("async panel => { await panel.context.revert(); return null; }")


def test_black(lab: Lab, server: Server) -> None:
    start(lab, server, "black.ipynb", "names=['a','b'];", "total=sum( len(x) for x in names )")
    lab.command("jupyterlab_code_formatter:black")
    lab.page.locator(".jp-Cell").first.get_by_text("total = sum(").wait_for()
    lab.save()
    # The line between them is black's.
    assert lab.js(SAID, 0) == 'names = ["a", "b"]:human|total = sum(len(x) for x in names):ai'


def test_the_script_of_a_paired_notebook(lab: Lab, server: Server) -> None:
    path = start(lab, server, "paired.ipynb", "values = [1]\n", "total = sum(values)")
    before = lab.js(SAID, 0)
    assert before == "values = [1]\n:human|total = sum(values):ai"
    script = path.with_suffix(".py")
    text = script.read_text()
    assert "aiprov" not in text.replace("cell_metadata_filter: -aiprov", "")
    time.sleep(1.1)  # the later of the two files is believed
    script.write_text(text.replace("old = 1", "old = 1\nnew = 2").replace("values)", "values) + 1"))
    revert(lab)
    lab.page.locator(".jp-Cell").nth(1).get_by_text("new = 2").wait_for()
    edit(lab, 1)
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type("  # so")
    lab.save()
    assert lab.js(SAID, 0) == before  # what was added elsewhere is unknown
    assert lab.js(SAID, 1) == "  # so:human"
    assert "new = 2  # so" in script.read_text()
    assert len(read(path)["cells"][0]["metadata"]["aiprov"]["records"]) == 1
    revert(lab)
    assert lab.js(SAID, 0) == before
