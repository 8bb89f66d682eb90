"""Two people in one notebook, each in a browser of their own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import Browser
from support.browser.lab import Lab, Server, read

pytest.importorskip("jupyter_collaboration", reason="needs jupyter-collaboration")

SPANS = """panel => {
  const cell = panel.model.cells.get(0);
  const source = cell.sharedModel.getSource();
  const spans = cell.getMetadata('aiprov')?.authorship?.spans ?? [];
  return spans.map(([from, to, by]) => `${source.slice(from, to)}:${by}`).join('|');
}"""


@pytest.fixture
def pair(browser: Browser, server: Server) -> Iterator[tuple[Lab, Lab]]:
    with ExitStack() as stack:
        labs = []
        for _ in range(2):
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(30_000)
            labs.append(Lab(page, server))
        yield labs[0], labs[1]
        for lab in labs:
            assert lab.errors == []


def wait_for(lab: Lab, text: str) -> None:
    lab.page.wait_for_function(
        "text => document.querySelector('.jp-Cell .cm-content')?.textContent.includes(text)",
        arg=text,
    )


def on_disk(path: Path) -> dict[str, Any]:
    cell: dict[str, Any] = read(path)["cells"][0]
    return cell


def test_each_records_what_they_typed(pair: tuple[Lab, Lab], server: Server) -> None:
    path = server.write("together.ipynb", [new_code_cell("")])
    ours, theirs = pair
    for lab in pair:
        lab.open("together.ipynb", kernel=False)
    ours.page.locator(".jp-Cell .cm-content").first.click()
    ours.page.keyboard.type("ours ")
    wait_for(theirs, "ours ")
    theirs.js(
        """panel => {
          const view = panel.content.widgets[0].editor.editor;
          view.dispatch({changes: {from: 5, insert: 'program '}});
        }"""
    )
    theirs.page.locator(".jp-Cell .cm-content").first.click()
    theirs.page.keyboard.press("Control+End")
    theirs.page.keyboard.type("theirs")
    wait_for(ours, "theirs")
    known = "ours :human|theirs:human"
    end = time.monotonic() + 30
    while time.monotonic() < end and {ours.js(SPANS), theirs.js(SPANS)} != {known}:
        ours.page.wait_for_timeout(200)
    assert {ours.js(SPANS), theirs.js(SPANS)} == {known}

    end = time.monotonic() + 30
    while time.monotonic() < end and "aiprov" not in on_disk(path)["metadata"]:
        ours.page.wait_for_timeout(200)
    cell = on_disk(path)
    assert "".join(cell["source"]) == "ours program theirs"
    assert cell["metadata"]["aiprov"]["authorship"]["spans"] == [
        [0, 5, "human"],
        [13, 19, "human"],
    ]
