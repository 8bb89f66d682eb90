"""What every surface must stand: hostile records, readers without sight, French, no Python."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import expect
from support.browser.lab import Lab, Server, read
from support.browser.study import digest, study

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGE = "@jupyterlab/translation-extension:plugin"
HOSTILE = (
    '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    "\"'><svg onload=window.hacked=1>javascript:window.hacked=1"
)


def poisoned(value: Any) -> Any:
    """The value with every free text in it replaced by something that would like to run."""
    if isinstance(value, dict):
        kept = ("kind", "evidence", "mark", "scope", "origin", "unit", "time", "started", "session")
        kept += ("source_sha256", "schema", "mode")
        return {k: v if k in kept else poisoned(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [poisoned(item) for item in value]
    return HOSTILE if isinstance(value, str) else value


def test_hostile_records_execute_nothing(lab: Lab, server: Server) -> None:
    cells, record = study()
    for cell in cells[1:]:
        cell.metadata.aiprov = poisoned(json.loads(json.dumps(cell.metadata.aiprov)))
    wrong: list[Any] = [None, 7, "text", [], {"records": 1, "run": [], "cost": HOSTILE}]
    cells += [new_code_cell(f"y = {n}", metadata={"aiprov": one}) for n, one in enumerate(wrong)]
    path = server.write("hostile.ipynb", cells, aiprov=poisoned(record))
    before = read(path)
    lab.open("hostile.ipynb")
    lab.command("aiprov:show-panel")
    lab.page.locator(".jp-aiprov-Panel .jp-aiprov-System").first.wait_for()
    expect(lab.page.locator(".jp-aiprov-Panel")).to_contain_text(HOSTILE[:20])
    lab.page.locator(".jp-aiprov-Panel").get_by_role("button", name="All", exact=True).click()
    lab.page.locator(".jp-Notebook .jp-aiprov-Badge").first.hover()
    assert not lab.page.evaluate("() => window.hacked === 1")
    assert not lab.dirty()
    index = len(before["cells"]) - 1
    lab.run(index)
    lab.save()
    kept = read(path)["cells"][index]["metadata"]["aiprov"]
    assert {part["path"]: part["value"] for part in kept["invalid"]} == {
        "records": 1,
        "run": [],
        "cost": HOSTILE,
    }
    assert kept["cost"]["runs"] == 1


def test_a_newer_format_is_left_alone(lab: Lab, server: Server) -> None:
    newer = {"schema": "9.0", "who_knows": True}
    path = server.write("newer.ipynb", [new_code_cell("x = 1")], aiprov=newer)
    lab.open("newer.ipynb")
    lab.run(0)
    lab.save()
    assert read(path)["metadata"]["aiprov"] == newer
    assert "aiprov" not in read(path)["cells"][0]["metadata"]


def test_a_read_only_notebook_is_shown_and_not_written(lab: Lab, server: Server) -> None:
    cells, record = study()
    path = server.write("read-only.ipynb", cells, aiprov=record)
    path.chmod(0o444)
    if os.access(path, os.W_OK):
        lab.page.route("**/api/contents/read-only.ipynb*", _unwritable)
    lab.open("read-only.ipynb")
    lab.command("aiprov:show-panel")
    lab.page.get_by_text("This notebook is read-only").wait_for()
    lab.page.locator(".jp-Notebook .jp-aiprov-Badge.jp-mod-ai-generated").wait_for()
    enabled = lab.js("(panel, _, app) => app.commands.isEnabled('aiprov:declare')")
    assert enabled is False
    before = lab.cell(1)
    lab.run(1)
    assert lab.cell(1) == before


def _unwritable(route: Any) -> None:
    """As the server says it of a file that its user may not write; root may write all."""
    response = route.fetch()
    model = response.json()
    route.fulfill(response=response, json={**model, "writable": False})


def test_a_kernel_of_another_language(lab: Lab, server: Server) -> None:
    source = "echo all of it"
    path = server.write("echo.ipynb", [new_code_cell(source)])
    node = nbformat.read(path, 4)
    node.metadata.kernelspec = {"name": "echo", "display_name": "Echo", "language": "echo"}
    node.metadata.language_info = {"name": "echo", "mimetype": "text/plain"}
    nbformat.write(node, path)
    lab.open("echo.ipynb")
    lab.select(0)
    lab.command("aiprov:declare")
    form = lab.page.locator(".jp-aiprov-Form")
    form.locator("[name=model]").fill("mistral-large")
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()
    lab.page.locator("button.jp-aiprov-Badge.jp-mod-ai-generated").wait_for()
    lab.run(0)
    lab.save()
    cell = read(path)["cells"][0]
    assert "".join(cell["outputs"][0]["text"]) == source
    assert cell["metadata"]["aiprov"]["records"][0]["system"]["model"] == "mistral-large"
    assert "run" not in cell["metadata"]["aiprov"]


THEMES = ("Light", "Dark", "Dark High Contrast")


@pytest.mark.parametrize(
    ("classic", "locale"), [(False, "en"), (True, "fr_FR")], ids=["lab", "notebook7-french"]
)
def test_axe_finds_nothing_in_any_surface(
    lab: Lab, server: Server, classic: bool, locale: str
) -> None:
    cells, record = study()
    made = cells[2]
    spans = [[0, len(made.source), "ai", "d2"]]
    made.metadata.aiprov.authorship = {"source_sha256": digest(made.source), "spans": spans}
    name = f"axe-{locale}.ipynb"
    server.write(name, cells, aiprov=record)
    (server.root / "blood_pressure.csv").write_text("age,systolic\n54,131\n")
    lab.page.set_viewport_size({"width": 1280, "height": 3200})
    lab.open(name, classic=classic)
    lab.setting(LANGUAGE, {"locale": locale})
    lab.setting("jupyter-aiprov:plugin", {"welcome": True, "people": [{"name": "Ada"}]})
    try:
        lab.open(name, classic=classic)
        lab.page.locator(".Toastify__toast").wait_for()  # the note of the first time
        lab.select(2)
        lab.command("aiprov:show-panel")
        panel = lab.page.locator(".jp-aiprov-Panel")
        panel.locator(".jp-aiprov-Lineage select").select_option(label="p")
        panel.evaluate(
            "panel => { for (const one of panel.querySelectorAll('details')) one.open = true; }"
        )
        panel.locator("[name=reviewer-orcid]").fill("0000")
        panel.locator(".jp-aiprov-Methods input").nth(2).check()
        panel.locator(".jp-aiprov-Notes ~ button").click()
        lab.page.evaluate(AXE.read_text("utf-8"))
        found = []
        for theme in THEMES[:1] if classic else THEMES:
            lab.theme(f"JupyterLab {theme}")
            places = [".jp-aiprov-Panel", ".jp-Notebook .jp-aiprov-Badges", ".Toastify__toast"]
            places += [] if classic else [".jp-aiprov-Status"]
            lab.page.mouse.move(0, 0)
            lab.page.locator(".jp-aiprov-Text").first.hover()
            lab.page.locator(".jp-aiprov-Tooltip").wait_for()
            places.append(".jp-aiprov-Tooltip")
            found += violations(lab, *places, contrast=theme != THEMES[0])
            found += in_forms(lab, "notebook7" if classic else theme, contrast=theme != THEMES[0])
        assert found == []
    finally:
        lab.theme("JupyterLab Light")
        lab.setting(LANGUAGE, {"locale": "en"})
        lab.setting("jupyter-aiprov:plugin", {})


def in_forms(lab: Lab, name: str, *, contrast: bool) -> list[str]:
    """Violations in what opens over the notebook."""
    found = []
    lab.command("aiprov:declare")
    for field in (".jp-aiprov-Form-origins", ".jp-aiprov-Form [name=quality]"):
        lab.page.locator(field).wait_for()
        what = "declare" if "origins" in field else "passport"
        lab.shot(f"{what}-{name.lower().replace(' ', '-')}")
        found += violations(lab, ".jp-aiprov-Form", contrast=contrast)
        lab.page.locator(".jp-Dialog .jp-mod-reject").click()
        lab.page.locator(".jp-Dialog").wait_for(state="detached")
        if what == "declare":
            lab.page.locator(".jp-aiprov-Passport .jp-aiprov-Button").click()
    return found


def violations(lab: Lab, *places: str, contrast: bool = False) -> list[str]:
    """What axe-core objects to, in all respects or, in another theme, in contrast alone."""
    found = lab.page.evaluate(
        """async ([places, only]) => {
          const {violations} = await axe.run(
            {include: places.map(place => [place])}, only ? {runOnly: only} : {});
          return violations.flatMap(({id, nodes}) =>
            nodes.map(({html, failureSummary}) => `${id}: ${html} ${failureSummary}`));
        }""",
        [list(places), ["color-contrast"] if contrast else None],
    )
    return list(found)


def test_the_interface_and_its_settings_speak_french(lab: Lab, server: Server) -> None:
    cells, record = study()
    server.write("fr.ipynb", cells, aiprov=record)
    lab.open("fr.ipynb")
    lab.setting(LANGUAGE, {"locale": "fr_FR"})
    try:
        lab.page.set_viewport_size({"width": 1280, "height": 2400})
        lab.open("fr.ipynb")
        badge = lab.page.locator("button.jp-aiprov-Badge.jp-mod-ai-generated").first
        expect(badge).to_have_text("IA")
        lab.command("aiprov:show-panel")
        panel = lab.page.locator(".jp-aiprov-Panel")
        panel.get_by_text("4 cellules à relire").wait_for()
        expect(panel).to_contain_text("Généré par IA")
        lab.shot("panel-french")
        lab.command("settingeditor:open", query="Provenance IA")
        form = lab.page.locator(".jp-SettingsPanel")
        form.get_by_text("Pastilles sur les cellules").wait_for()
        form.get_by_text("Dans tous les notebooks").wait_for(state="attached")
        expect(form).not_to_contain_text("What AI did in notebooks")
    finally:
        lab.setting(LANGUAGE, {"locale": "en"})


def test_the_appendix_is_one_click_away(lab: Lab, server: Server) -> None:
    cells, record = study()
    server.write("export.ipynb", cells, aiprov=record)
    lab.open("export.ipynb")
    lab.command("aiprov:show-panel")
    panel = lab.page.locator(".jp-aiprov-Panel")
    panel.locator("[name=export-preset]").select_option("inserm")
    panel.locator("[name=export-lang]").select_option("fr")
    with lab.page.expect_download() as download:
        panel.get_by_role("button", name="Export").click()
    assert download.value.suggested_filename == "export.appendix.html"
    page = Path(download.value.path()).read_text("utf-8")
    assert 'lang="fr"' in page
    assert "mistral-large" in page
    assert str(server.root) not in page


def test_a_plugins_form_is_in_the_panel_and_in_the_menu(lab: Lab, server: Server) -> None:
    cells, record = study()
    server.write("own.ipynb", cells, aiprov=record)
    lab.open("own.ipynb")
    lab.command("aiprov:show-panel")
    panel = lab.page.locator(".jp-aiprov-Panel")
    panel.locator("[name=export-form]").select_option(label="Org mode")
    with lab.page.expect_download() as download:
        panel.get_by_role("button", name="Export").press("Enter")
    assert download.value.suggested_filename == "own.appendix.org"
    entry = lab.page.locator(".lm-Menu-item")
    lab.page.locator(".lm-MenuBar-item", has_text="File").click()
    entry.filter(has_text="Save and Export Notebook As").hover()
    ours = entry.filter(has_text="Provenance Appendix (")
    ours.first.wait_for()
    lab.shot("menu-export")
    assert "Provenance Appendix (HTML)" in " ".join(ours.all_inner_texts())
    assert not entry.filter(has_text="Aiprov").count()
    with lab.page.expect_download() as download:
        ours.filter(has_text="(Org mode)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"#+TITLE: Provenance appendix")
