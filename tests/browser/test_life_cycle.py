"""What a notebook goes through when the extension is switched off and on, wholly or in part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import Browser, expect
from support.browser.lab import Lab, Server, read
from support.browser.study import declared, digest

OFF = "labextension disable jupyter-aiprov --level=user"
COMMANDS = """async (panel, ids, app) => {
  for (const id of ids) {
    await app.commands.execute(id);
  }
  return null;
}"""
ORIGIN = """(panel, index) => panel.content.widgets[index].node.dataset.aiprov"""


@pytest.fixture(scope="module")
def without(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another user of the same folder, who has switched everything of this program off."""
    no_part = "--ServerApp.jpserver_extensions={'jupyter_aiprov': False}"
    one = Server(tmp_path_factory.mktemp("off"), no_part, root=server.root, before=[OFF])
    yield one
    one.stop()


def by_ai(source: str, number: int) -> Any:
    """A cell that an AI system is known to have written."""
    said = declared(source, "generated", number, system={"model": "mistral-large"})
    spans = [[0, len(source), "ai", said["id"]]]
    authorship = {"source_sha256": digest(source), "spans": spans}
    return new_code_cell(source, metadata={"aiprov": {"records": [said], "authorship": authorship}})


def page_of(browser: Browser, server: Server) -> Lab:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(60_000)
    return Lab(page, server)


def test_edited_in_a_lab_without_the_extension(
    lab: Lab, server: Server, without: Server, browser: Browser
) -> None:
    sources = ["first = 1", "second = 2\nsecond += 1", "third = 3", "fourth = 4", "fifth = 5"]
    cells = [by_ai(source, number) for number, source in enumerate(sources)]
    path = server.write("switched.ipynb", cells)
    before = [cell["metadata"]["aiprov"] for cell in read(path)["cells"]]
    work_without(page_of(browser, without), "switched.ipynb")
    after = [cell["metadata"].get("aiprov") for cell in read(path)["cells"]]
    sources = ["".join(cell["source"]) for cell in read(path)["cells"]]
    assert sources == [
        "first = 10",
        "second = 2",
        "second += 1",
        "fourth = 4\n\nfifth = 5",
        "third = 3",
    ]
    assert after[0] == before[0]
    assert after[1] == before[1]
    assert after[4] == before[2]

    lab.open("switched.ipynb")
    assert not lab.dirty()
    moved = lab.page.locator(".jp-Cell[data-aiprov='ai-generated']")
    expect(moved).to_have_count(1)
    assert lab.js(ORIGIN, 4) == "ai-generated"
    assert [lab.js(ORIGIN, index) for index in range(4)] == ["unknown"] * 4
    lab.page.locator(".jp-Cell .cm-content").first.click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type(" # so")
    lab.save()
    first = read(path)["cells"][0]["metadata"]["aiprov"]
    assert first["authorship"]["spans"] == [[10, 15, "human"]]
    assert first["records"] == before[0]["records"]


def work_without(lab: Lab, name: str) -> None:
    """Type, split, cut and paste, merge, save: in a Lab that knows nothing of records."""
    lab.open(name, enabled=False)
    lab.page.locator(".jp-Cell .cm-content").first.click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type("0")
    lab.page.locator(".jp-Cell .cm-content").nth(1).click()
    lab.page.keyboard.press("Control+Home")
    lab.page.keyboard.press("ArrowDown")
    lab.js(COMMANDS, ["notebook:split-cell-at-cursor"])
    lab.select(3)
    lab.js(COMMANDS, ["notebook:cut-cell"])
    lab.select(4)
    lab.js(COMMANDS, ["notebook:paste-cell-below"])
    lab.select(3)
    lab.js(COMMANDS, ["notebook:merge-cell-below"])
    lab.save()
    lab.page.context.close()


def test_the_panel_says_what_is_switched_off(without: Server, browser: Browser) -> None:
    without.jupyter("labextension enable jupyter-aiprov --level=user")
    without.kernel("quiet", "-m", "ipykernel_launcher", JUPYTER_AIPROV_DISABLE="1")
    without.write("partly.ipynb", [new_code_cell("x = 1")])
    lab = page_of(browser, without)
    said: list[str] = []
    lab.page.on("console", lambda message: said.append(message.text))
    lab.open("partly.ipynb")
    # Of another JupyterLab than the one it was built with: nothing is missed, nothing is said.
    # (But Lab's own word on plugins that start slowly, on a busy machine.)
    said = [text for text in said if "to activate" not in text]
    assert not [text for text in said if "Unsatisfied version" in text or "aiprov" in text]
    lab.command("aiprov:show-panel")
    notes = lab.page.locator(".jp-aiprov-Panel > [role=note]")
    notes.filter(has_text="jupyter server extension enable jupyter_aiprov").wait_for()
    expect(notes).to_have_count(1)  # this kernel records
    # What needs no server goes on: the cells, their reviews; which need one is not known.
    review = lab.page.locator(".jp-aiprov-Review")
    review.get_by_text("Which cells need a review is not known here").wait_for()
    review.locator("[name=review-note]").wait_for()
    expect(lab.page.locator(".jp-aiprov-Bar")).to_have_count(0)
    expect(lab.page.locator(".Toastify__toast--error")).to_have_count(0)
    for kernel, words in (("quiet", "switched off"), ("echo", "only kernels of Python")):
        lab.js(
            """async (panel, name) => {
              await panel.sessionContext.changeKernel({name});
              return null;
            }""",
            kernel,
        )
        notes.filter(has_text=words).wait_for()
        expect(notes).to_have_count(2)
    assert lab.errors == []
    lab.page.context.close()


def test_asked_for_again_the_panel_stays(lab: Lab, server: Server) -> None:
    server.write("again.ipynb", [by_ai("first = 1", 1)])
    lab.open("again.ipynb", classic=True)  # where asking for what is there closes it
    for command, focused in (("review", "Review"), ("export-appendix", "Export")) * 2:
        lab.command(f"aiprov:{command}")
        lab.page.locator(f".jp-aiprov-{focused}:focus").wait_for()
