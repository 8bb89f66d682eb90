"""Tools that write with a model, as released: what they put in a notebook is known as theirs."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell
from support.browser.actions import ONLY
from support.browser.answers import Answers
from support.browser.lab import Lab, Server

pytest.importorskip("notebook_intelligence", reason="needs make test’s environment of tools")

NBI = "@plmbr/notebook-intelligence"
JUPYTERNAUT = "@jupyternaut/persona:completer"


RUN = """async (panel, [name, args], app) => (await app.commands.execute(name, args)) ?? null"""


@pytest.fixture(scope="module")
def server(tools: Server) -> Server:
    return tools


def known(lab: Lab, index: int) -> dict[str, Any]:
    """By the text of each span its author: the tool's activity, or the word for a person."""
    lab.save()
    text = lab.js("(panel, index) => panel.model.cells.get(index).sharedModel.getSource()", index)
    record = lab.cell(index) or {}
    records = {one["id"]: one for one in record.get("records", [])}
    spans = (record.get("authorship") or {}).get("spans", [])
    return {text[s[0] : s[1]]: records[s[3]] if s[2] == "ai" else s[2] for s in spans}


def test_in_the_editor(lab: Lab, server: Server, answers: Answers) -> None:
    cells = [new_code_cell("values = [1, 2]\n"), new_code_cell(""), new_code_cell("x = 1")]
    server.write("editor.ipynb", cells)
    lab.open("editor.ipynb")
    systems = {
        NBI: {"tool": "Notebook Intelligence", "provider": "openai-compatible"},
        JUPYTERNAUT: {"tool": "Jupyternaut", "provider": "generic", "model": "small"},
    }
    answers.text = "total = sum(values)"
    for index, (provider, system) in enumerate(systems.items()):
        complete(lab, index, provider)
        [(text, activity)] = known(lab, index).items()
        assert text == answers.text
        assert activity["system"] == system
        assert activity["usage"]["aiprov.suggestions.accepted"] == 1
    lab.js(ONLY, "none")
    answers.text = "x = 1\ny = x + 1"
    code_asked_for(lab)
    found = known(lab, 2)
    activity = found.pop("\ny = x + 1")
    assert found == {"\nz = 0": "human"}  # "x = 1", which the model gave back, stays unknown
    assert activity["kind"] == "edit"
    assert activity["channel"] == "notebook-intelligence:editor-generate-code"
    assert activity["system"]["tool"] == "Notebook Intelligence"


def complete(lab: Lab, index: int, provider: str) -> None:
    """Ask one provider, and accept what it suggests."""
    lab.js(ONLY, provider)
    lab.page.locator(".jp-Cell .cm-content").nth(index).click()
    lab.page.keyboard.press("Control+End")
    lab.command("inline-completer:invoke")
    lab.page.locator(".jp-GhostText").first.wait_for()
    lab.page.keyboard.press("Tab")
    lab.page.locator(".jp-Cell").nth(index).locator(".jp-aiprov-Text").wait_for()


def code_asked_for(lab: Lab) -> None:
    """Type a line, select the one above, and have it changed as asked."""
    lab.page.locator(".jp-Cell .cm-content").nth(2).click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type("\nz = 0")
    lab.page.keyboard.press("Control+Home")
    lab.page.keyboard.press("Shift+End")
    lab.command("notebook-intelligence:editor-generate-code")
    lab.page.locator(".inline-prompt-container textarea").wait_for()
    lab.page.keyboard.type("add y")
    lab.page.keyboard.press("Enter")
    lab.page.locator(".inline-popover .modified .view-line", has_text="y").first.wait_for()
    lab.page.locator(".inline-popover-footer .jp-mod-accept").click()
    lab.page.locator(".jp-aiprov-Text", has_text="y").wait_for()


def test_by_command(lab: Lab, server: Server) -> None:
    server.write("commands.ipynb", [new_code_cell("old = 1\n"), new_code_cell("")])
    lab.open("commands.ipynb")
    lab.js(ONLY, "none")
    code, markdown = "made = 1", "# Made by a model"
    calls = {
        "notebook-intelligence:add-code-as-new-cell": {"code": code},
        "notebook-intelligence:add-code-cell-to-active-notebook": {"source": code},
        "notebook-intelligence:add-markdown-cell-to-active-notebook": {"source": markdown},
        "notebook-intelligence:add-code-cell-to-notebook": {"path": "commands.ipynb", "code": code},
        "notebook-intelligence:insert-cell-at-index": {
            "cellIndex": 1,
            "cellType": "code",
            "source": code,
        },
        "jupyterlab-ai-commands:add-cell": {"content": code, "cellType": "code"},
    }
    for name, arguments in calls.items():
        lab.js(RUN, [name, arguments])
    lab.page.wait_for_function(
        "count => document.querySelectorAll('.jp-Cell').length === count", arg=len(calls) + 2
    )
    cells = range(lab.js("panel => panel.model.cells.length"))
    found = [known(lab, index) for index in cells]
    assert sum(not one for one in found) == 2  # what stood there stays unknown
    assert {one["channel"] for made in found for one in made.values()} == set(calls)
    assert {text for made in found for text in made} == {code, markdown}
    edit_taken_back(lab, found.index({}))


def edit_taken_back(lab: Lab, index: int) -> None:
    """An agent's edit shown and rejected: each text is again whose it was."""
    lab.page.locator(".jp-Cell .cm-content").nth(index).click()
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.type("alpha = 1")
    cell = lab.js("(panel, index) => panel.model.cells.get(index).id", index)
    arguments = {"cellId": cell, "content": "omega = 2"}
    lab.js(RUN, ["jupyterlab-ai-commands:set-cell-content", arguments])
    [activity] = {one["id"]: one for one in known(lab, index).values() if one != "human"}.values()
    assert (activity["kind"], activity["outcome"]) == ("edit", "accepted")
    lab.page.get_by_text("Reject All").click()
    lab.page.locator(".jp-Cell").nth(index).get_by_text("alpha = 1").wait_for()
    assert known(lab, index) == {"alpha = 1": "human"}
    [activity] = lab.cell(index)["records"]
    assert activity["outcome"] == "rejected"
