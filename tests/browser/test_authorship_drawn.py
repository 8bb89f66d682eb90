"""Marks on text by AI: they can be read over, move nothing, and say more by pointer and by key."""

from __future__ import annotations

from nbformat.v4 import new_code_cell
from playwright.sync_api import expect
from support.browser.lab import Lab, Server

THEMES = ["JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast"]
CODE = '''# by a model, with every kind of word
@decorator
def fit(values: list[int], scale=1.5, *rest) -> dict[str, float]:
    """A text."""
    if values is None or not (scale >= 2e3):
        raise ValueError(f"no {len(values)} 'x' \\n")
    return {key: self.total[key] + 0x1F for key in sorted(values)}
'''

# Contrast by WCAG 2 of each word, as the browser paints it: colours are read back from a canvas.
CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const paint = colours => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = rgb => rgb
    .map(one => one / 255)
    .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
  const grounds = node => node
    ? [...grounds(node.parentElement), getComputedStyle(node).backgroundColor] : ['white'];
  const out = [];
  const walk = document.createTreeWalker(
    document.querySelector('.jp-Cell .cm-content'), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.textContent.trim()) continue;
    const ground = grounds(node.parentElement);
    const {color} = getComputedStyle(node.parentElement);
    const [a, b] = [light(paint(ground)), light(paint([...ground, color]))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    out.push([node.textContent, ratio, !!node.parentElement.closest('.jp-aiprov-Text'), color]);
  }
  return out;
}"""

BOXES = """() => [...document.querySelectorAll('.jp-Cell .cm-line, .cm-line span')].map(one => {
  const {x, y, width, height} = one.getBoundingClientRect();
  return [one.textContent, x, y, width, height].join();
})"""

LEVEL = "level => { document.body.dataset.aiprovMarks = level; }"


def write(lab: Lab, server: Server, name: str) -> None:
    """Code by a model in a cell, put in by the command of an agent."""
    server.write(name, [new_code_cell("")])
    lab.open(name)
    lab.js(
        """async (panel, content, app) => {
          const id = 'jupyterlab-ai-commands:set-cell-content';
          const execute = () => {
            panel.model.cells.get(0).sharedModel.setSource(content);
            return {success: true, cellId: panel.model.cells.get(0).id};
          };
          app.commands.addCommand(id, {execute});
          await app.commands.execute(id, {content});
          return null;
        }""",
        CODE,
    )
    lab.page.locator(".jp-aiprov-Text").first.wait_for()


def coloured(lab: Lab) -> list[tuple[str, float, bool, str]]:
    """The words on screen once the editor has coloured them, which it does when it has time."""
    for _ in range(100):
        words: list[tuple[str, float, bool, str]] = lab.page.evaluate(CONTRAST)
        if len({colour for _, _, _, colour in words}) > 5:
            return words
        lab.page.wait_for_timeout(100)
    raise AssertionError("the editor never coloured its text")


def test_text_can_be_read(lab: Lab, server: Server) -> None:
    write(lab, server, "contrast.ipynb")
    for theme in THEMES:
        lab.theme(theme)
        for level in ("subtle", "full"):
            lab.page.evaluate(LEVEL, level)
            marked = coloured(lab)
            for word, ratio, is_marked, colour in marked:
                assert is_marked
                assert ratio >= 4.5, (theme, level, word, colour)
        lab.shot("marks-" + theme.replace(" ", "-").lower())
    lab.theme(THEMES[0])


def test_nothing_moves(lab: Lab, server: Server) -> None:
    write(lab, server, "unmoved.ipynb")
    seen = []
    for level in ("off", "subtle", "full"):
        lab.page.evaluate(LEVEL, level)
        seen.append(lab.page.evaluate(BOXES))
    assert len(seen[0]) > 40
    assert seen[0] == seen[1] == seen[2]


def test_asked_for_by_key(lab: Lab, server: Server) -> None:
    write(lab, server, "asked-for.ipynb")
    lab.page.locator(".jp-Cell .cm-content").first.click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type("typed = 1")
    lab.page.keyboard.press("Control+Alt+a")
    tip = lab.page.locator(".jp-aiprov-Tooltip")
    tip.get_by_text("Human").wait_for()
    lab.page.keyboard.press("Control+Home")
    tip.wait_for(state="detached")
    lab.page.keyboard.press("Control+Alt+a")
    tip.wait_for()
    expect(tip).to_contain_text("jupyterlab-ai-commands")
    expect(tip).to_contain_text("observed")
    expect(lab.page.locator(".cm-announced").first).to_contain_text(tip.inner_text())
    lab.shot("marks-asked")
    lab.page.keyboard.press("Escape")
    tip.wait_for(state="detached")
