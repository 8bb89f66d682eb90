"""The panel answers what rests on what, from the records alone, and leads to the cells."""

from __future__ import annotations

import re
from typing import Any

from nbformat.v4 import new_code_cell
from playwright.sync_api import expect
from support.browser.lab import Lab, Server, read
from support.browser.study import study

BADGE = ".jp-OutputArea-child .jp-aiprov-Badge"


def panel(lab: Lab) -> Any:
    lab.command("aiprov:show-panel")
    shown = lab.page.locator(".jp-aiprov-Panel")
    shown.locator(".jp-aiprov-Bar").wait_for()
    return shown


def test_a_name_is_traced_to_its_data_by_keyboard(lab: Lab, server: Server) -> None:
    cells, record = study()
    server.write("trace.ipynb", cells, aiprov=record)
    lab.page.set_viewport_size({"width": 1280, "height": 1500})
    lab.open("trace.ipynb")
    asked = panel(lab).locator(".jp-aiprov-Lineage")
    asked.locator("select").select_option(label="p")
    rows = asked.locator("li")
    expect(rows.first).to_contain_text("from cell 6")  # drawn after the choice
    told = [" ".join(text.split()) for text in rows.all_inner_texts()]
    assert told[0].startswith("p from cell 6")
    assert "6 t, p = stats.ttest_ind" in told[1]
    assert told[1].endswith("from cohort (cell 3), real (cell 2)")
    assert "blood_pressure.csv not written by this notebook" in told
    lab.shot("lineage", asked)
    asked.locator("button", has_text="cohort = simulate").focus()
    lab.page.keyboard.press("Enter")
    assert lab.js("panel => panel.content.activeCellIndex") == 2
    node = panel(lab).locator(".jp-aiprov-Graph [role=button][aria-label='figures/cohort.png']")
    node.focus()
    lab.page.keyboard.press("Enter")
    assert lab.js("panel => panel.content.activeCellIndex") == 3
    assert not lab.dirty()


def test_each_output_says_what_it_rests_on(lab: Lab, server: Server) -> None:
    make = (
        "from IPython.display import display\n"
        "from sklearn.datasets import make_blobs\n"
        "points, group = make_blobs(n_samples=5, random_state=3)"
    )
    show = "display(len('clean'))\ndisplay(points.shape)\npoints.mean()"
    server.write("outputs.ipynb", [new_code_cell(make), new_code_cell(show)])
    lab.open("outputs.ipynb")
    lab.run(0)
    lab.run(1)
    children = lab.page.locator(".jp-Cell:nth-of-type(2) .jp-OutputArea-child")
    for output, texts in enumerate(([], ["SYN"], ["SYN"])):
        expect(children.nth(output).locator(".jp-aiprov-Badge")).to_have_text(texts)
    below = children.nth(2).locator(".jp-aiprov-Badge")
    expect(below).to_have_attribute("aria-label", "rests on synthetic data")
    below.click()
    asked = lab.page.locator(".jp-aiprov-Lineage")
    asked.locator("code", has_text="sklearn.datasets.make_blobs").wait_for()
    expect(asked.locator("select option:checked")).to_have_text("cell 2, output 3")

    lab.run(0)  # what the second cell shows was made from other points
    stale = children.nth(2).locator(".jp-mod-stale")
    expect(stale).to_have_attribute("aria-label", re.compile("cell 1 changed points since"))
    lab.shot("outputs")
    lab.run(1)
    stale.wait_for(state="detached")


def test_without_ai_outputs_stay_bare(lab: Lab, server: Server) -> None:
    server.write("bare.ipynb", [new_code_cell("x = 1"), new_code_cell("print(x)\nx")])
    lab.open("bare.ipynb")
    lab.run(0)
    lab.run(1)
    lab.js("panel => { panel.model.cells.get(0).sharedModel.source = 'x = 2'; }")
    lab.rest()
    expect(lab.page.locator(BADGE)).to_have_count(0)


def test_a_passport_is_written_beside_its_data(lab: Lab, server: Server) -> None:
    data = server.root / "blood_pressure.csv"
    data.write_text("age,systolic\n54,131\n")
    path = server.write(
        "passport.ipynb", [new_code_cell("rows = open('blood_pressure.csv').read()")]
    )
    lab.open("passport.ipynb")
    lab.run(0)
    row = panel(lab).locator(".jp-aiprov-Passport")
    row.locator("summary").click()
    expect(row).to_contain_text("no passport")
    row.get_by_role("button", name="Write a passport…").click()
    form = lab.page.locator(".jp-aiprov-Form")
    form.locator("[name=origin]").fill("A cohort of 2019, 812 adults")
    form.locator("[name=biases]").fill("Urban, over 50")
    lab.shot("passport-form")
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()
    row.get_by_text("7 fields open").wait_for()
    written = server.root / "blood_pressure.csv.passport.toml"
    assert 'origin = "A cohort of 2019, 812 adults"' in written.read_text("utf-8")
    lab.save()
    (kept,) = read(path)["metadata"]["aiprov"]["datasets"]
    assert kept["biases"] == "Urban, over 50"
    assert list(kept["files"]) == ["blood_pressure.csv"]
    row.get_by_role("button", name="Edit the passport…").click()
    expect(form.locator("[name=origin]")).to_have_value("A cohort of 2019, 812 adults")
    lab.page.keyboard.press("Escape")
