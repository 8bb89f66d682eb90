"""The panel: what it shows is what the records say; a review is made by keyboard."""

from __future__ import annotations

import re

import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import expect
from support.browser.lab import Lab, Server, read
from support.browser.study import cell, declared, digest, study


@pytest.mark.parametrize("classic", [False, True], ids=["lab", "notebook7"])
def test_panel_shows_what_the_records_say(lab: Lab, server: Server, classic: bool) -> None:
    name = f"study-{classic}.ipynb"
    cells, record = study()
    server.write(name, cells, aiprov=record)
    lab.page.set_viewport_size({"width": 1280, "height": 1500})
    lab.open(name, classic=classic)
    lab.command("aiprov:show-panel")
    panel = lab.page.locator(".jp-aiprov-Panel")
    for words in (
        "llama.cpp/smollm2-135m-instruct",
        "mistral/mistral-large",
        "1,240 / 561",
        "3 of 5 code cells were written under tracking or declared.",
        "2–3\u00a0Wh",
        "figures/cohort.png",
        "blood_pressure.csv",
    ):
        expect(panel).to_contain_text(words)
    expect(lab.page.locator(".jp-Notebook .jp-aiprov-Badge.jp-mod-synthetic")).to_have_count(3)
    assert not lab.dirty()
    kind = "notebook" if classic else "lab"
    lab.shot(f"panel-{kind}")
    lab.theme("JupyterLab Dark")
    lab.shot(f"panel-{kind}-dark")
    lab.theme("JupyterLab Light")
    panel.locator(".jp-aiprov-Cells button").nth(1).click()
    assert lab.js("panel => panel.content.activeCellIndex") == 3


def test_review_by_keyboard_holds_until_the_cell_changes(lab: Lab, server: Server) -> None:
    cells, record = study()
    path = server.write("review.ipynb", cells, aiprov=record)
    lab.open("review.ipynb")
    lab.command("aiprov:review")
    section = lab.page.locator(".jp-aiprov-Review")
    section.locator("[name=reviewer-name]").fill("Ada Lovelace")
    section.locator("[name=reviewer-orcid]").fill("0000-0002-1825-0098")
    expect(section.get_by_role("button", name="Verified")).to_be_disabled()
    section.locator("[name=reviewer-orcid]").fill("0000-0002-1825-0097")
    lab.page.keyboard.press("Enter")
    for key in ("n", "2", "3"):
        lab.page.keyboard.press(key)
    section.locator("[name=other-dataset-against]").fill("MIMIC-IV 2.2")
    section.locator("[name=other-dataset-result]").fill("means within 2 %")
    section.scroll_into_view_if_needed()
    lab.shot("review-lab")
    lab.page.keyboard.press("Escape")
    lab.page.keyboard.press("v")
    lab.page.locator(".jp-Notebook .jp-aiprov-Badge.jp-mod-verified").wait_for()
    lab.save()
    review = read(path)["cells"][3]["metadata"]["aiprov"]["review"]
    assert review["status"] == "verified"
    assert review["method"] == ["tested", "other-dataset"]
    against = {"method": "other-dataset", "against": "MIMIC-IV 2.2", "result": "means within 2 %"}
    assert review["compared"] == [against]
    assert review["by"] == {"name": "Ada Lovelace", "orcid": "0000-0002-1825-0097"}

    from jupyter_aiprov.record.review import review_state
    from jupyter_aiprov.record.store import read as read_notebook

    cell = read_notebook(path).cells[3]
    assert review_state(cell.record.review, cell.source, cell.outputs) == "verified"

    lab.js("panel => { panel.model.cells.get(3).sharedModel.source += '  # changed'; }")
    lab.page.locator(".jp-Notebook span.jp-aiprov-Badge.jp-mod-stale").wait_for()


def test_an_incident_of_a_cell_is_kept_with_its_author(lab: Lab, server: Server) -> None:
    path = server.write("notes.ipynb", [new_code_cell("x = 1"), new_code_cell("y = 2")])
    lab.open("notes.ipynb")
    lab.command("aiprov:show-panel")
    lab.page.get_by_role("button", name="Add a note…").click()
    form = lab.page.locator(".jp-aiprov-NewNote")
    form.locator("[name=note-kind]").select_option("incident")
    form.locator("[name=note-cell]").select_option(index=2)
    form.locator("[name=note-text]").fill("The model invented a reference.")
    form.locator("[name=note-resolution]").fill("Looked up in the library")
    form.locator("[name=note-name]").fill("Ada Lovelace")
    form.locator("[name=note-orcid]").fill("0000-0002-1825-0098")
    add = form.get_by_role("button", name="Add", exact=True)
    expect(add).to_be_disabled()
    form.locator("[name=note-orcid]").fill("0000-0002-1825-0097")
    add.click()
    kept = lab.page.locator(".jp-aiprov-Notes li", has_text="invented a reference")
    kept.get_by_role("button", name="cell 2").click()
    assert lab.js("panel => panel.content.activeCellIndex") == 1
    expect(kept).to_contain_text("Ada Lovelace")
    lab.save()
    (note,) = read(path)["metadata"]["aiprov"]["notes"]
    assert (note["kind"], note["resolution"]) == ("incident", "Looked up in the library")
    assert note["by"] == {"name": "Ada Lovelace", "orcid": "0000-0002-1825-0097"}
    assert note["cell"] == read(path)["cells"][1]["id"]


def test_an_output_is_out_of_date_once_its_file_changed_on_disk(lab: Lab, server: Server) -> None:
    source = 'ages = pd.read_csv("ages.csv")\nages.mean()'
    data = server.root / "ages.csv"
    data.write_text("age\n54\n")
    files = [{"path": data.name, "mode": "read", "sha256": digest("age\n54\n")}]
    run = {"id": "r", "session": "k", "seq": 1, "time": "2026-03-02T09:00:00.000Z", "files": files}
    record = {"records": [declared(source, "generated", 1)], "run": run}
    server.write("disk.ipynb", [cell(source, record, 1, "54.0")])
    lab.open("disk.ipynb", kernel=False)
    lab.page.locator(".jp-Notebook .jp-aiprov-Badge.jp-mod-ai-generated").wait_for()
    stale = lab.page.locator(".jp-Notebook button.jp-aiprov-Badge.jp-mod-stale")
    lab.page.wait_for_load_state("networkidle")
    expect(stale).to_have_count(0)
    data.write_text("age\n45\n")
    lab.command("aiprov:show-panel")
    said = "Out of date: ages.csv has changed on disk since."
    expect(stale).to_have_attribute("title", re.compile(re.escape(said)))
    lab.page.locator(".jp-aiprov-ThisCell").get_by_text(said).wait_for()
    assert not lab.dirty()


def test_a_review_needs_a_name_and_is_taken_back_by_a_key(lab: Lab, server: Server) -> None:
    cells, record = study()
    server.write("keys.ipynb", cells, aiprov=record)
    lab.open("keys.ipynb", kernel=False)
    lab.page.locator(".jp-Notebook .jp-aiprov-Badge").first.wait_for()
    keyboard = lab.page.keyboard
    lab.page.locator(".jp-Notebook").focus()
    keyboard.press("Control+Alt+r")
    lab.page.locator(".jp-aiprov-Review:focus").wait_for()
    lab.page.locator("[name=reviewer-name]").fill("")  # whoever reviewed before is remembered
    keyboard.press("Escape")
    keyboard.press("v")
    expect(lab.page.locator("[name=reviewer-name]")).to_be_focused()
    keyboard.type("Ada Lovelace")
    keyboard.press("Enter")
    keyboard.press("r")
    lab.page.locator(".jp-Notebook .jp-aiprov-Badge.jp-mod-rejected").wait_for()
    assert lab.cell(2)["review"]["status"] == "rejected"
    keyboard.press("u")
    lab.page.locator(".jp-aiprov-Review").get_by_text("4 cells to review").wait_for()
    assert "review" not in lab.cell(2)
    keyboard.press("Enter")
    lab.page.locator(".jp-Notebook.jp-mod-editMode").wait_for()
    assert lab.js("panel => panel.content.activeCellIndex") == 2
