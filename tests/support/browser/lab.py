"""A real JupyterLab server and a real Chromium, and what a person does in them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from ipykernel.ipkernel import IPythonKernel
from playwright.sync_api import Page, expect

expect.set_options(timeout=60_000)  # a machine may be busy
SCREENSHOTS = Path(__file__).parents[3] / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PRIVATE = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
}
# As Lab writes it: it marks a notebook that says otherwise as changed once the kernel is there.
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


class Server:
    """One Jupyter server that serves JupyterLab and Notebook 7, as a user of its own."""

    def __init__(
        self,
        folder: Path,
        *options: str,
        root: Path | None = None,
        before: Sequence[str] = (),
        **environment: str,
    ) -> None:
        """Serve ``root``, after the Jupyter commands ``before`` have been given."""
        self.root = root or folder / "work"
        self.root.mkdir(exist_ok=True)
        self._log = folder / "server.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        quiet = folder / "settings" / "@jupyterlab" / "apputils-extension"
        quiet.mkdir(parents=True)
        (quiet / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
        self._kernels = folder / "data" / "kernels"
        self.kernel("echo", str(Path(__file__).with_name("echo_kernel.py")), language="echo")
        private = {k: str(folder / v) for k, v in _PRIVATE.items()}
        self._environment = {**os.environ, **private, **environment}
        for one in before:
            self.jupyter(one)
        command = [
            str(_program("jupyter-lab")),
            "--no-browser",
            "--allow-root",
            f"--ServerApp.port={port}",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.root_dir={self.root}",
            "--IdentityProvider.token=",
            "--ServerApp.disable_check_xsrf=True",
            "--LabApp.expose_app_in_browser=True",
            "--JupyterNotebookApp.expose_app_in_browser=True",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            *options,
        ]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                env=self._environment,
                cwd=self.root,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def jupyter(self, command: str) -> None:
        """Give a Jupyter command as this server's user."""
        subprocess.run(
            [_program("jupyter"), *command.split()],
            env=self._environment,
            check=True,
            capture_output=True,
        )

    def _wait(self) -> None:
        end = time.monotonic() + 240  # a machine may be busy
        while time.monotonic() < end and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/api/status", timeout=2).close()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(self._log.read_text("utf-8", "replace")[-4000:])

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def kernel(
        self, name: str, *program: str, language: str = "python", **environment: str
    ) -> None:
        """A kernel to choose: a program for this Python, in an environment."""
        folder = self._kernels / name
        folder.mkdir(parents=True)
        spec = {
            "argv": [sys.executable, *program, "-f", "{connection_file}"],
            "display_name": name.capitalize(),
            "language": language,
            "env": environment,
        }
        (folder / "kernel.json").write_text(json.dumps(spec))

    def write(self, name: str, cells: list[Any], **metadata: Any) -> Path:
        """A notebook in the server's folder."""
        node = nbformat.v4.new_notebook(
            cells=cells,
            metadata={
                "kernelspec": _KERNEL,
                "language_info": IPythonKernel.language_info,
                **metadata,
            },
        )
        path = self.root / name
        nbformat.write(nbformat.from_dict(node), path)
        return path


def _program(name: str) -> Path:
    """A program of the environment that runs the tests."""
    return Path(sys.executable).with_name(name)


def chromium() -> str:
    """Debian's Chromium."""
    found = shutil.which("chromium")
    if found is None:
        raise RuntimeError("The browser tests need chromium: apt-get install chromium")
    return found


class Lab:
    """A page of JupyterLab or Notebook 7 with one notebook in front."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.errors: list[str] = []
        page.on("pageerror", self._on_error)
        page.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))
        page.on("console", self._on_console)

    def _on_error(self, error: Any) -> None:
        if "aiprov" in f"{error.stack} {error}":  # Notebook 7 has faults of its own
            self.errors.append(str(error.stack))

    def _on_console(self, message: Any) -> None:
        if message.type == "error" and "aiprov" in message.text:
            self.errors.append(message.text)

    def open(
        self, name: str, *, classic: bool = False, kernel: bool = True, enabled: bool = True
    ) -> Lab:
        """Open a notebook of the server's folder and wait until it is there.

        ``enabled``: with the extension; else it must be absent.
        """
        place = "notebooks" if classic else "doc/tree"
        self.page.goto(f"{self.server.url}/{place}/{name}?reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self.page.wait_for_function("() => window.jupyterapp !== undefined")
        if enabled:
            self.page.wait_for_function(
                "() => window.jupyterapp.commands.hasCommand('aiprov:declare')"
            )
        if kernel:
            self.idle()
        if not enabled:
            assert not self.js("(panel, _, app) => app.commands.hasCommand('aiprov:declare')")
        return self

    def idle(self) -> None:
        """Wait until the kernel is idle and has answered all it was sent."""
        self.js(
            """async panel => {
              const session = panel.sessionContext;
              await session.ready;
              await session.session?.kernel?.info;
              return null;
            }"""
        )
        self.js(
            """async panel => {
              const kernel = panel.sessionContext.session?.kernel;
              await kernel?.requestExecute(
                {code: '', silent: true, store_history: false}).done;
              return null;
            }"""
        )

    def js(self, function: str, argument: Any = None) -> Any:
        """Call a function of the notebook's panel."""
        return self.page.evaluate(
            """async ([text, argument]) => {
              const app = window.jupyterapp;
              const {shell} = app;
              const panel = shell.currentWidget?.context ? shell.currentWidget
                : [...shell.widgets('main')].find(one => one.context);
              return (await eval(`(${text})`)(panel, argument, app)) ?? null;
            }""",
            [function, argument],
        )

    def command(self, name: str, **arguments: Any) -> None:
        """Start a command; it may wait for the person."""
        self.js(
            "(panel, [name, args], app) => { void app.commands.execute(name, args); }",
            [name, arguments],
        )

    def select(self, index: int) -> None:
        self.js("(panel, index) => { panel.content.activeCellIndex = index; }", index)

    def reach(self, index: int) -> None:
        """Make a cell active that may be out of sight, and wait until its editor is there.

        Lab scrolls to where it takes the cell to be, by heights it has yet to learn: it is asked
        again until it has come there.
        """
        self.page.wait_for_function(
            """index => {
              const {content} = window.jupyterapp.shell.currentWidget;
              content.activeCellIndex = index;
              void content.scrollToItem(index);
              const cell = content.widgets[index];
              return cell.inViewport && cell.node.querySelector('.cm-content') !== null;
            }""",
            arg=index,
            polling=300,
        )

    def rest(self) -> None:
        """Wait until the page has had time for all it put off: nothing more is to be drawn."""
        self.page.wait_for_load_state("networkidle")
        for _ in range(20):
            self.page.evaluate("() => new Promise(done => requestIdleCallback(done))")
            self.page.wait_for_timeout(50)

    def run(self, index: int) -> None:
        """Run one cell as Shift-Enter does, and wait until it has ended."""
        self.select(index)
        self.js(
            """async (panel, _, app) => {
              await app.commands.execute('notebook:run-cell');
              return null;
            }"""
        )
        self.idle()

    def restart(self) -> None:
        self.js(
            """async panel => {
              await panel.sessionContext.session.kernel.restart();
              return null;
            }"""
        )
        self.idle()

    def cell(self, index: int) -> Any:
        """The record of a cell in the open document."""
        return self.js(
            "(panel, index) => panel.model.cells.get(index).getMetadata('aiprov')", index
        )

    def dirty(self) -> bool:
        return bool(self.js("panel => panel.model.dirty"))

    def save(self) -> None:
        self.js("async panel => { await panel.context.save(); return null; }")

    def setting(self, plugin: str, value: dict[str, Any]) -> None:
        """Keep a user setting on the server."""
        self.js(
            """async (panel, [plugin, value], app) => {
              await app.serviceManager.settings.save(plugin, JSON.stringify(value));
              return null;
            }""",
            [plugin, value],
        )

    def shot(self, name: str, target: Any = None) -> Path:
        """A picture for people to look at."""
        SCREENSHOTS.mkdir(exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        (target or self.page).screenshot(path=path)
        return path

    def theme(self, name: str) -> None:
        self.js(
            """async (panel, name, app) => {
              await app.commands.execute('apputils:change-theme', {theme: name});
              return null;
            }""",
            name,
        )
        dark = "false" if "Dark" in name else "true"
        self.page.wait_for_selector(f"body[data-jp-theme-light='{dark}']", state="attached")


def read(path: Path) -> Any:
    """A notebook file as its JSON value."""
    return json.loads(path.read_text("utf-8"))
