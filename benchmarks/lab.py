"""What the extension costs in JupyterLab: opening, keys, saving, pasting, in a real browser.

python -m benchmarks.lab [ROUNDS]

Both ways show the same notebook of 1,000 cells, nine of ten of which say whose their text is;
once with the extension and once with it disabled. What is promised is the time a person waits.
Beside it stands the CPU time of the page's main thread, which shows on a busy machine too
where a change made something dearer. Lab goes on rendering cells out of sight for minutes
after opening, with or without us: that is held back, so that the page comes to rest, and some
of it is done as a figure of its own.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ._harness import Row, at_most_more, at_most_times, main
from ._notebooks import cells

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.browser.lab import Server

CELLS = 1000
ROUNDS = 20
KEYS = 25
MORE = 30
NAME = "thousand.ipynb"
OFF = "JUPYTER_AIPROV_DISABLE"
#: A cell an agent wrote most of, and one from before anything was tracked.
MARKED, PLAIN = 7, 9

#: Seconds that may be added.
ADDED = {"save": 0.010, "paste": 0.005}

_HOLD = """
window.idle = [];
window.requestIdleCallback = work => window.idle.push(work);
"""
_HELP = """
window.bench = {
  frame: () => new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(null);
  })),
  times: [],
  panel: null,
  open: async path => {
    const start = performance.now();
    const panel = await window.jupyterapp.commands.execute(
      'docmanager:open', {path, factory: 'Notebook'});
    await panel.context.ready;
    while (!panel.node.querySelector('.jp-Notebook .jp-Cell .cm-line')) {
      await bench.frame();
    }
    const shown = await bench.frame();
    bench.panel = panel;
    return (shown - start) / 1e3;
  },
  render: async more => {
    const count = () => bench.panel.node.querySelectorAll('.cm-editor').length;
    const end = count() + more;
    while (count() < end) {
      const work = window.idle.splice(0);
      work.forEach(one => one({didTimeout: false, timeRemaining: () => 50}));
      await bench.frame();
    }
    return null;
  },
  ready: async () => { await bench.panel.sessionContext.ready; return null; },
  edit: index => {
    const {content} = bench.panel;
    content.activeCellIndex = index;
    content.mode = 'edit';
    const {editor} = content.activeCell;
    const {doc} = editor.editor.state;
    const middle = doc.line(doc.lines - 1);
    editor.editor.dispatch({selection: {anchor: middle.from + 12}});
    editor.focus();
    bench.times = [];
    return null;
  },
  save: async () => {
    const start = performance.now();
    await bench.panel.context.save();
    return (performance.now() - start) / 1e3;
  },
  paste: async text => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    const start = performance.now();
    bench.panel.content.activeCell.editor.editor.contentDOM.dispatchEvent(
      new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
    const put = performance.now();
    return [(put - start) / 1e3, (await bench.frame() - start) / 1e3];
  },
  close: () => {
    bench.panel.model.dirty = false;
    bench.panel.dispose();
    bench.panel = null;
    return null;
  }
};
window.addEventListener('keydown', ({timeStamp}) => {
  void bench.frame().then(now => bench.times.push((now - timeStamp) / 1e3));
}, true);
"""


class Way:
    """A JupyterLab with or without the extension, open in a browser."""

    def __init__(self, server: Server, page: Page, *, ours: bool) -> None:
        self._server = server
        self._page = page
        self._cells = cells(CELLS, recorded=True)
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.set_default_timeout(120_000)
        page.add_init_script(_HOLD)
        page.goto(f"{server.url}/lab?reset")
        page.wait_for_function("() => window.jupyterapp?.commands.hasCommand('docmanager:open')")
        page.evaluate("async () => { await window.jupyterapp.restored; return null; }")
        has = "() => window.jupyterapp.commands.hasCommand('aiprov:declare')"
        if ours:
            page.wait_for_function(has)
        elif page.evaluate(has):
            raise RuntimeError("The extension is not disabled.")
        page.evaluate(_HELP)

    def visit(self) -> dict[str, float]:
        """Open the notebook, type, save, paste and close; seconds by figure."""
        self._server.write(NAME, self._cells)
        self._devtools.send("HeapProfiler.collectGarbage")
        found: dict[str, float] = {}
        with self._cpu(found, "opening, then to rest, CPU"):
            with self._cpu(found, "opening, CPU"):
                found["opening"] = self._call("open", NAME)
            self._call("ready")
            self._quiet()
        with self._cpu(found, f"{MORE} cells out of sight, CPU"):
            self._call("render", MORE)
            self._quiet()
        for what, index in (("marked", MARKED), ("plain", PLAIN)):
            self._type(found, what, index)
        with self._cpu(found, "save, CPU"):
            self._page.keyboard.press("x")
            found["save"] = self._call("save")
        text = "".join(f"value_{n} = compute({n})\n" for n in range(500))[:10_000]
        with self._cpu(found, "paste, CPU"):
            found["paste"], found["paste to frame"] = self._call("paste", text)
        self._quiet()
        self._call("close")
        return found

    def shutdown(self) -> None:
        """End the kernel."""
        self._page.evaluate(
            """async () => {
              await window.jupyterapp.serviceManager.sessions.shutdownAll();
              return null;
            }"""
        )

    def _type(self, found: dict[str, float], what: str, index: int) -> None:
        self._call("edit", index)
        self._quiet()
        with self._cpu(found, f"key {what}, CPU"):
            for _ in range(KEYS):
                self._page.keyboard.press("x")
                self._page.wait_for_timeout(30)
            self._quiet()
        found[f"key {what}, CPU"] /= KEYS
        found[f"key {what}"] = statistics.median(self._page.evaluate("() => bench.times"))

    def _call(self, name: str, argument: Any = None) -> Any:
        return self._page.evaluate(f"argument => bench.{name}(argument)", argument)

    @contextmanager
    def _cpu(self, found: dict[str, float], name: str) -> Iterator[None]:
        before = self._busy()
        yield
        found[name] = self._busy() - before

    def _busy(self) -> float:
        """CPU seconds the main thread has spent in tasks."""
        metrics = self._devtools.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    def _quiet(self) -> None:
        """Wait until the page does next to nothing for a while."""
        end = time.monotonic() + 60
        before = self._busy()
        while time.monotonic() < end:
            self._page.wait_for_timeout(600)
            now = self._busy()
            if now - before < 0.02:
                return
            before = now


@contextmanager
def _way(browser: Browser, folder: Path, *, ours: bool) -> Iterator[Way]:
    from tests.support.browser.lab import Server

    folder.mkdir()
    if not ours:
        settings = folder / "config" / "labconfig"
        settings.mkdir(parents=True)
        disabled = {"disabledExtensions": {"jupyter-aiprov": True}}
        (settings / "page_config.json").write_text(json.dumps(disabled))
    before = os.environ.get(OFF, "")
    os.environ[OFF] = before if ours else "1"
    try:
        server = Server(folder)
    finally:
        os.environ[OFF] = before
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    try:
        way = Way(server, context.new_page(), ours=ours)
        yield way
        way.shutdown()
    finally:
        context.close()
        server.stop()


def visits(rounds: int) -> dict[str, dict[str, float]]:
    """Medians by way and figure; the order turns with each round."""
    from playwright.sync_api import sync_playwright

    from tests.support.browser.lab import FLAGS, chromium

    found: dict[str, dict[str, list[float]]] = {"bare": {}, "ours": {}}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        stack.callback(browser.close)
        ways = {
            name: stack.enter_context(_way(browser, folder / name, ours=name == "ours"))
            for name in found
        }
        for turn in range(rounds + 1):
            for name in ["bare", "ours"][:: 1 if turn % 2 else -1]:
                figures = ways[name].visit()
                for figure, seconds in figures.items() if turn else ():
                    found[name].setdefault(figure, []).append(seconds)
    return {
        name: {figure: statistics.median(times) for figure, times in figures.items()}
        for name, figures in found.items()
    }


def measure(rounds: int = ROUNDS) -> list[Row]:
    """The promises of the editor."""
    found = visits(rounds)
    bare, ours = found["bare"], found["ours"]
    rows = []
    for figure in bare:
        name = f"Lab, {CELLS} cells: {figure}"
        more = next((limit for start, limit in ADDED.items() if figure.startswith(start)), None)
        if figure.endswith("CPU"):
            rows.append(Row(name, bare[figure], ours[figure], "no promise", holds=True))
        elif more is not None:
            rows.append(at_most_more(name, bare[figure], ours[figure], more))
        else:
            rows.append(at_most_times(name, bare[figure], ours[figure], 1.05))
    return rows


if __name__ == "__main__":
    sys.exit(main(measure(*map(int, sys.argv[1:2]))))
