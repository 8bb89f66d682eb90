"""What is known of a text stays right whatever happens to its notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell
from playwright.sync_api import expect
from support.browser.actions import SAID
from support.browser.lab import Lab, Server, read

AI_COMMAND = """async (panel, content, app) => {
  const id = 'jupyterlab-ai-commands:set-cell-content';
  if (!app.commands.hasCommand(id)) {
    app.commands.addCommand(id, {execute: ({cellId, content}) => {
      const cell = [...panel.model.cells].find(one => one.id === cellId);
      const previousContent = cell.sharedModel.getSource();
      cell.sharedModel.setSource(content);
      return {success: true, cellId, previousContent, newContent: content};
    }});
  }
  const cellId = panel.content.activeCell.model.id;
  await app.commands.execute(id, {cellId, content, showDiff: false});
  return null;
}"""


def start(lab: Lab, server: Server, name: str, **metadata: Any) -> Path:
    """A notebook whose first cell has a line by a person and one by an agent, saved."""
    cells = [new_code_cell(""), new_code_cell("other = 0")]
    path = server.write(name, cells, **metadata)
    lab.open(name)
    write_two(lab)
    lab.save()
    return path


def write_two(lab: Lab) -> None:
    lab.page.locator(".jp-Cell .cm-content").first.click()
    lab.page.keyboard.type("alpha = 1")
    lab.js(AI_COMMAND, "alpha = 1\nomega = compute(alpha)")
    lab.page.locator(".jp-aiprov-Text").first.wait_for()


TWO = "alpha = 1:human|\nomega = compute(alpha):ai"


def edit_file(path: Path, source: str) -> None:
    """As another program does: the text changes, our metadata stays."""
    notebook = nbformat.read(path, 4)
    notebook.cells[0].source = source
    nbformat.write(notebook, path)


def test_replaced_renamed_reverted(lab: Lab, server: Server) -> None:
    path = start(lab, server, "renamed.ipynb")
    assert lab.js(SAID, 0) == TWO
    lab.js("async panel => { await panel.context.rename('named.ipynb'); return null; }")
    lab.js("async panel => { await panel.context.createCheckpoint(); return null; }")
    # As a program replaces all.
    lab.js(
        """panel => {
          const {sharedModel} = panel.model.cells.get(0);
          sharedModel.setSource(sharedModel.getSource().replaceAll('alpha', 'beta'));
        }"""
    )
    lab.save()
    assert read(path.with_name("named.ipynb"))["cells"][0]["source"][0] == "beta = 1\n"
    assert lab.js(SAID, 0) == " = 1:human|\nomega = compute(:ai|):ai"
    lab.js(
        """async panel => {
          await panel.context.restoreCheckpoint();
          await panel.context.revert();
          return null;
        }"""
    )
    assert lab.js(SAID, 0) == TWO
    assert not lab.dirty()


def test_search_and_replace(lab: Lab, server: Server) -> None:
    """What is put in place in Lab's dialog is a person's; all else keeps its authors."""
    start(lab, server, "search.ipynb")
    lab.js("panel => panel.model.cells.get(1).sharedModel.setSource('alpha_2 = alpha')")
    lab.save()
    lab.command("documentsearch:startWithReplace")
    dialog = lab.page.locator(".jp-DocumentSearch-overlay")
    dialog.locator("textarea").nth(1).wait_for()
    find, put = dialog.locator("textarea").all()
    find.click()
    lab.page.keyboard.type("alpha")
    dialog.get_by_text("1/4").wait_for()
    put.click()
    lab.page.keyboard.type("beta")
    dialog.get_by_text("Replace", exact=True).click()
    lab.page.locator(".jp-Cell").first.get_by_text("beta").wait_for()
    lab.save()
    assert lab.js(SAID, 0) == "beta = 1:human|\nomega = compute(alpha):ai"
    dialog.get_by_text("Replace All").click()
    lab.page.locator(".jp-Cell").nth(1).get_by_text("beta_2").wait_for()
    lab.save()
    assert lab.js(SAID, 0) == "beta = 1:human|\nomega = compute(:ai|beta:human|):ai"
    assert lab.js(SAID, 1) == "beta:human|beta:human"
    assert lab.cell(0)["records"][0]["outcome"] == "edited"

    put.press("Control+a")
    put.press("Control+c")
    find.press("Control+a")
    find.press_sequentially("omega")
    dialog.get_by_text("1/1").wait_for()
    put.press("Control+v")
    dialog.get_by_text("Replace All").click()
    lab.page.locator(".jp-Cell").first.get_by_text("beta = compute").wait_for()
    lab.save()
    # What was pasted into the dialog may be anybody's.
    assert lab.js(SAID, 0) == "beta = 1:human|\n:ai| = compute(:ai|beta:human|):ai"


def test_file_changed_by_another_program(lab: Lab, server: Server) -> None:
    path = start(lab, server, "changed.ipynb")
    edit_file(path, "zero = 0\nalpha = 1\nomega = compute(alpha)")
    lab.js("async panel => { await panel.context.revert(); return null; }")
    lab.page.locator(".jp-aiprov-Text", has_text="omega").wait_for()
    lab.page.locator(".jp-Cell .cm-content").first.click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type(" # so")
    lab.save()
    assert lab.js(SAID, 0) == "alpha = 1:human|\nomega = compute(alpha):ai| # so:human"


def test_edited_while_disabled(lab: Lab, server: Server) -> None:
    path = start(lab, server, "disabled.ipynb")
    edit_file(path, "zero = 0\nalpha = 1\nomega = compute(alpha)")
    lab.open("disabled.ipynb")
    assert not lab.dirty()
    lab.page.locator(".jp-Cell .cm-content").first.click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type(" # so")
    lab.save()
    # The record speaks of a text that is gone: nobody can say what of it is left.
    assert lab.js(SAID, 0) == " # so:human"


def test_cells_out_of_sight(lab: Lab, server: Server) -> None:
    cells = [new_code_cell(f"x{i} = {i}\n" * 12) for i in range(60)]
    server.write("window.ipynb", cells)
    lab.open("window.ipynb")
    lab.setting("@jupyterlab/notebook-extension:tracker", {"windowingMode": "full"})
    lab.open("window.ipynb")
    assert lab.page.locator(".jp-Cell .cm-content").count() < 60
    lab.js(
        """panel => {
          const {sharedModel} = panel.model.cells.get(55);
          sharedModel.setSource(sharedModel.getSource() + 'made = 1');
        }"""
    )
    lab.reach(55)
    active = lab.page.locator(".jp-Cell.jp-mod-active .cm-content")
    expect(active).to_contain_text("made")
    active.click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type("typed")
    lab.select(0)
    lab.save()
    assert lab.js(SAID, 55) == "typed:human"
    lab.setting("@jupyterlab/notebook-extension:tracker", {})


def test_read_only(lab: Lab, server: Server) -> None:
    path = start(lab, server, "locked.ipynb")
    lab.open("locked.ipynb")
    lab.js("panel => { panel.model.readOnly = true; }")
    before = lab.cell(0)
    write_two(lab)
    lab.rest()
    assert lab.cell(0) == before
    assert read(path)["cells"][0]["metadata"]["aiprov"] == before
