"""A person types, an AI system completes; the file says who wrote which characters."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell
from playwright.sync_api import expect
from support.browser.actions import PROVIDER, complete, edit
from support.browser.lab import Lab, Server, read


def source(cell: dict[str, Any]) -> str:
    """A cell's source, which files hold as a list of lines."""
    return "".join(cell["source"])


def authors(cell: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """Text, author and record of each span; the digest must be the source's."""
    text = source(cell)
    said = cell["metadata"]["aiprov"]["authorship"]
    assert said["source_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    return [(text[s[0] : s[1]], s[2], s[3] if len(s) > 3 else None) for s in said["spans"]]


def saved(lab: Lab, path: Path) -> list[dict[str, Any]]:
    lab.save()
    assert not lab.dirty()
    cells: list[dict[str, Any]] = read(path)["cells"]
    return cells


def test_typed_completed_undone(lab: Lab, server: Server) -> None:
    path = server.write("authors.ipynb", [new_code_cell(""), new_code_cell("old = 1")])
    lab.open("authors.ipynb")
    lab.js(PROVIDER, ["range(10))"])
    edit(lab)
    lab.page.keyboard.type("x = sum(")
    lab.page.keyboard.press("Delete")  # the bracket the editor closed by itself
    complete(lab)
    lab.page.keyboard.type("  # é🎉")
    first, old = saved(lab, path)
    spans = authors(first)
    [activity] = first["metadata"]["aiprov"]["records"]
    assert spans == [
        ("x = sum(", "human", None),
        ("range(10))", "ai", activity["id"]),
        ("  # é🎉", "human", None),
    ]
    assert "aiprov" not in old["metadata"]
    assert activity["kind"] == "completion"
    assert activity["evidence"] == "observed"
    assert activity["channel"] == "inline-completion"
    assert activity["system"] == {"tool": "Test Bot"}
    assert activity["outcome"] == "accepted"

    text = lab.page.locator(".jp-aiprov-Text")
    expect(text).to_have_text(["range(10))"])
    text.first.hover()
    tip = lab.page.locator(".jp-aiprov-Tooltip")
    expect(tip).to_contain_text("Test Bot")
    expect(tip).to_contain_text("observed")
    lab.shot("authorship-light")
    lab.theme("JupyterLab Dark")
    lab.shot("authorship-dark")
    lab.theme("JupyterLab Light")

    edit(lab)
    for _ in range(3):
        lab.page.keyboard.press("Control+z")
    first, _ = saved(lab, path)
    assert "range" not in source(first)
    [activity] = first["metadata"]["aiprov"]["records"]
    assert activity["outcome"] == "rejected"
    expect(text).to_have_count(0)


def test_marks_move_nothing(lab: Lab, server: Server) -> None:
    server.write("still.ipynb", [new_code_cell("")])
    lab.open("still.ipynb")
    lab.js(PROVIDER, ["a = 1\nb = 2"])
    edit(lab)
    complete(lab)
    line = lab.page.locator(".cm-line").first
    lab.page.locator(".jp-aiprov-Line").first.wait_for()
    boxes = []
    for level in ("off", "subtle", "full"):
        lab.page.evaluate("level => { document.body.dataset.aiprovMarks = level; }", level)
        boxes.append((line.bounding_box(), lab.page.locator(".cm-content").first.bounding_box()))
    assert boxes[0] == boxes[1] == boxes[2]


def test_split_merged_moved_and_pasted(lab: Lab, server: Server) -> None:
    path = server.write("cells.ipynb", [new_code_cell(""), new_code_cell("")])
    lab.open("cells.ipynb")
    lab.js(PROVIDER, ["second = 2\n"])
    edit(lab)
    lab.page.keyboard.type("first = 1\n")
    complete(lab)
    lab.page.keyboard.type("third = 3")
    lab.page.keyboard.press("Home")
    lab.command("notebook:split-cell-at-cursor")
    lab.page.wait_for_function("() => document.querySelectorAll('.jp-Cell').length === 3")
    above, below, _ = saved(lab, path)
    assert [by for _, by, _ in authors(above)] == ["human", "ai"]
    assert authors(below) == [("third = 3", "human", None)]

    lab.select(0)
    for command in ("enter-command-mode", "merge-cell-below", "move-cell-down"):
        lab.js("async (p, id, app) => { await app.commands.execute(id); }", f"notebook:{command}")
    lab.js("async (p, id, app) => { await app.commands.execute(id); }", "notebook:copy-cell")
    lab.js("async (p, id, app) => { await app.commands.execute(id); }", "notebook:paste-cell-below")
    cells = saved(lab, path)
    held = [cell for cell in cells if "third" in source(cell)]
    assert len(held) == 2
    for cell in held:
        texts = {(text.strip(), by) for text, by, _ in authors(cell)}
        assert texts == {("first = 1", "human"), ("second = 2", "ai"), ("third = 3", "human")}
        assert len(cell["metadata"]["aiprov"]["records"]) == 1


def test_agent_writes_through_a_command(lab: Lab, server: Server) -> None:
    path = server.write("agent.ipynb", [new_code_cell("kept = 1")])
    lab.open("agent.ipynb")
    lab.js(
        """(panel, _, app) => {
          const id = 'jupyterlab-ai-commands:set-cell-content';
          if (!app.commands.hasCommand(id)) {
            app.commands.addCommand(id, {execute: async ({cellId, content}) => {
              const cell = [...panel.model.cells].find(one => one.id === cellId);
              const previousContent = cell.sharedModel.getSource();
              cell.sharedModel.setSource(content);
              return {success: true, cellId, previousContent, newContent: content};
            }});
          }
          return app.commands.execute(id, {
            cellId: panel.model.cells.get(0).id,
            content: 'kept = 1\\nadded = compute(kept)',
            showDiff: false
          });
        }"""
    )
    [cell] = saved(lab, path)
    [activity] = cell["metadata"]["aiprov"]["records"]
    assert authors(cell) == [("\nadded = compute(kept)", "ai", activity["id"])]
    assert activity["kind"] == "edit"
    assert activity["system"] == {"tool": "jupyterlab-ai-commands"}
    lab.js("panel => panel.model.cells.get(0).sharedModel.setSource('kept = 1')")
    [cell] = saved(lab, path)
    [activity] = cell["metadata"]["aiprov"]["records"]
    assert activity["outcome"] == "rejected"
    assert "authorship" not in cell["metadata"]["aiprov"]


def test_magic_writes_the_next_cell(lab: Lab, server: Server) -> None:
    magic = (
        "from IPython.core.magic import register_cell_magic\n"
        "@register_cell_magic\n"
        "def ai(line, cell):\n"
        "    get_ipython().set_next_input('answer = 42', replace=False)\n"
    )
    ask = "%%ai openai-chat:gpt-4o -f code\nthe answer"
    path = server.write("magic.ipynb", [new_code_cell(magic), new_code_cell(ask)])
    lab.open("magic.ipynb")
    lab.run(0)
    lab.run(1)
    lab.page.wait_for_function("() => document.querySelectorAll('.jp-Cell').length === 3")
    cell = saved(lab, path)[2]
    assert source(cell) == "answer = 42"
    [activity] = cell["metadata"]["aiprov"]["records"]
    assert authors(cell) == [("answer = 42", "ai", activity["id"])]
    assert activity["system"] == {
        "tool": "jupyter-ai",
        "provider": "openai-chat",
        "model": "gpt-4o",
    }


def test_notebook_7(lab: Lab, server: Server) -> None:
    path = server.write("classic.ipynb", [new_code_cell("")])
    lab.open("classic.ipynb", classic=True)
    lab.js(PROVIDER, ["suggested"])
    edit(lab)
    lab.page.keyboard.type("typed ")
    complete(lab)
    [cell] = saved(lab, path)
    assert [(text, by) for text, by, _ in authors(cell)] == [
        ("typed ", "human"),
        ("suggested", "ai"),
    ]
