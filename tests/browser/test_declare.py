"""A person declares, runs, saves; the file says it."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import expect
from support.browser.actions import accept, fill
from support.browser.lab import Lab, Server, read

SOURCE = "total = sum(range(10))\ntotal"


def declaration(cell: dict[str, Any]) -> dict[str, Any]:
    found = [a for a in cell["metadata"]["aiprov"]["records"] if a["kind"] == "declaration"]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("classic", [False, True], ids=["lab", "notebook7"])
def test_declare_run_save_and_read_back(lab: Lab, server: Server, classic: bool) -> None:
    name = f"declare-{classic}.ipynb"
    path = server.write(name, [new_code_cell(SOURCE), new_code_cell("x = 1")])
    lab.open(name, classic=classic)
    assert not lab.dirty()
    expect(lab.page.locator(".jp-aiprov-Badge")).to_have_count(0)

    lab.select(0)
    lab.command("aiprov:declare")
    prompt = "Sum up, for ada@example.org"
    fill(lab, tool="Le Chat", model="mistral-large", model_version="2411", provider="Mistral")
    fill(lab, purpose="a sum", prompt=prompt, mode="redacted")
    fill(lab, name="Ada Lovelace")
    orcid = lab.page.locator(".jp-aiprov-Form [name=orcid]")
    orcid.clear()  # the form remembers it
    orcid.press_sequentially("0000-0002-1825-0097")  # wrong until its last sign
    lab.shot(f"form-{'notebook' if classic else 'lab'}")
    accept(lab)
    badge = lab.page.locator(".jp-Cell:nth-of-type(1) button.jp-aiprov-Badge").first
    expect(badge).to_have_text("AI")
    expect(badge).to_have_attribute("aria-label", re.compile("mistral-large 2411"))

    lab.run(0)
    lab.save()
    assert not lab.dirty()

    cell = read(path)["cells"][0]
    record = cell["metadata"]["aiprov"]
    said = declaration(cell)
    assert said["system"] == {
        "tool": "Le Chat",
        "provider": "Mistral",
        "model": "mistral-large",
        "model_version": "2411",
    }
    assert said["by"] == {"name": "Ada Lovelace", "orcid": "0000-0002-1825-0097"}
    assert said["prompt"] == {
        "sha256": hashlib.sha256(prompt.encode()).hexdigest(),
        "length": len(prompt),
        "mode": "redacted",
        "text": "Sum up, for [email]",
    }
    assert said["origin"] == "generated"
    assert record["authorship"]["spans"] == [[0, len(SOURCE), "ai", said["id"]]]
    assert record["run"]["seq"] == 1
    assert record["cost"]["runs"] == 1
    assert [output["output_type"] for output in cell["outputs"]] == ["execute_result"]
    assert read(path)["metadata"]["aiprov"]["sessions"][0]["cost"]["runs"] == 1


def test_last_values_are_remembered_but_never_the_prompt(lab: Lab, server: Server) -> None:
    server.write("remember.ipynb", [new_code_cell("a = 1"), new_code_cell("b = 2")])
    lab.open("remember.ipynb")
    lab.command("aiprov:declare")
    fill(lab, model="phi-4", prompt="a secret", name="Grace Hopper")
    accept(lab)
    lab.select(1)
    lab.command("aiprov:declare")
    form = lab.page.locator(".jp-aiprov-Form")
    for field, value in {"model": "phi-4", "name": "Grace Hopper", "mode": "hash"}.items():
        expect(form.locator(f"[name={field}]")).to_have_value(value)
    expect(form.locator("[name=prompt]")).to_have_value("")
    lab.page.keyboard.press("Escape")
    assert "a secret" not in str(lab.cell(0))
    assert lab.cell(1) is None


def test_one_of_several_contributions_is_taken_back(lab: Lab, server: Server) -> None:
    server.write("several.ipynb", [new_code_cell("a = 1"), new_code_cell("b = 2")])
    lab.open("several.ipynb")
    people = [("phi-4", "Grace Hopper", "0000-0002-1825-0097"), ("mistral-large", "Ada", "")]
    for model, name, orcid in people:
        lab.select(0)
        lab.command("aiprov:declare")
        fill(lab, tool="", provider="", model_version="")
        fill(lab, model=model, name=name, orcid=orcid)
        accept(lab)
    lab.select(1)
    lab.command("aiprov:declare")
    form = lab.page.locator(".jp-aiprov-Form")
    form.locator("[name=known]").select_option("phi-4")
    expect(form.locator("[name=model]")).to_have_value("phi-4")
    form.locator("[name=name]").fill("Grace Hopper")  # known, with her iD
    expect(form.locator("[name=orcid]")).to_have_value("0000-0002-1825-0097")
    lab.page.keyboard.press("Escape")

    lab.select(0)
    lab.command("aiprov:show-panel")
    said = lab.page.locator(".jp-aiprov-ThisCell li")
    expect(said).to_contain_text(["phi-4", "mistral-large"])
    said.nth(1).get_by_role("button").click()
    said.nth(1).wait_for(state="detached")
    (left,) = lab.cell(0)["records"]
    assert left["system"]["model"] == "phi-4"
    badge = lab.page.locator("button.jp-aiprov-Badge.jp-mod-ai-generated")
    badge.wait_for()
    said.nth(0).get_by_role("button").click()
    badge.wait_for(state="detached")
    assert lab.cell(0) is None or "records" not in lab.cell(0)


def test_undo_does_not_undo_a_declaration(lab: Lab, server: Server) -> None:
    server.write("undo.ipynb", [new_code_cell("a = 1")])
    lab.open("undo.ipynb")
    lab.select(0)
    lab.command("aiprov:declare")
    fill(lab, model="phi-4")
    accept(lab)
    before = lab.cell(0)
    lab.js(
        """(panel, _, app) => {
          panel.content.mode = 'edit';
          panel.content.activeCell.editor.undo();
          panel.model.sharedModel.undo();
        }"""
    )
    assert lab.cell(0) == before
    assert lab.js("panel => panel.model.cells.get(0).sharedModel.source") == "a = 1"


def test_selected_text_is_attributed_in_code_points(lab: Lab, server: Server) -> None:
    path = server.write("part.ipynb", [new_code_cell("# 😀 mine\ny = fit(x)")])
    lab.open("part.ipynb")
    lab.js(
        """panel => {
          panel.content.activeCellIndex = 0;
          panel.content.mode = 'edit';
          panel.content.activeCell.editor.setSelection(
            {start: {line: 1, column: 0}, end: {line: 1, column: 10}});
        }"""
    )
    lab.command("aiprov:declare-selection")
    fill(lab, model="phi-4")
    accept(lab)
    lab.page.locator("button.jp-aiprov-Badge.jp-mod-ai-assisted").wait_for()
    lab.save()
    record = read(path)["cells"][0]["metadata"]["aiprov"]
    (span,) = record["authorship"]["spans"]
    assert span[:3] == [9, 19, "ai"]
    assert span[3] == record["records"][0]["id"]
    assert "origin" not in record["records"][0]


def test_the_context_menu_speaks_of_the_cell_under_the_pointer(lab: Lab, server: Server) -> None:
    server.write("menu.ipynb", [new_code_cell("a = 1"), new_code_cell("b = 2")])
    lab.open("menu.ipynb")
    lab.select(0)
    lab.page.locator(".jp-Notebook .jp-Cell").nth(1).locator(".jp-InputPrompt").click(
        button="right"
    )
    lab.page.locator(".lm-Menu").get_by_text("Declare AI Use in Cell…").click()
    fill(lab, model="phi-4")
    accept(lab)
    lab.page.locator("button.jp-aiprov-Badge.jp-mod-ai-generated").wait_for()
    assert lab.cell(0) is None
    assert lab.cell(1)["records"][0]["system"]["model"] == "phi-4"
