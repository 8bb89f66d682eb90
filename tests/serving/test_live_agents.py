"""A real Jupyter server: events sent to it, edits joined at a save, MCP calls of a real client."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.agents.sim import Sim, by, git, score

from jupyter_aiprov.capture.agents.live import Watcher
from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.record.ledger import Ledger


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """Jupyter Server on loopback with a configuration of its own."""

    def __init__(self, root: Path, private: Path, more: str = "") -> None:
        self.port = free_port()
        folders = {
            f"JUPYTER_{name}_DIR": str(private / name) for name in ("CONFIG", "DATA", "RUNTIME")
        }
        config = private / "config.py"
        config.write_text(
            "c.IdentityProvider.token = ''\nc.ServerApp.disable_check_xsrf = True\n"
            "c.ServerApp.jpserver_extensions = {'jupyter_aiprov': True}\n"
            f"c.ServerApp.root_dir = {str(root)!r}\n{more}"
        )
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser"),
                *("--ip=127.0.0.1", f"--port={self.port}", f"--config={config}"),
            ],
            env={**os.environ, **folders},
            stdout=subprocess.DEVNULL,
            stderr=(private / "log").open("w"),
        )

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        data = None if body is None else json.dumps(body).encode()
        address = f"http://127.0.0.1:{self.port}/{path}"
        try:
            with urllib.request.urlopen(
                urllib.request.Request(address, data, method=method), timeout=30
            ) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait(self) -> None:
        end = time.monotonic() + 90
        while True:
            try:
                return self.ask("GET", "api")
            except OSError:
                assert self.process.poll() is None
                assert time.monotonic() < end
                time.sleep(0.2)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    root, private = tmp_path_factory.mktemp("served"), tmp_path_factory.mktemp("private")
    git(root, "init", "-q")
    server = Server(root, private)
    server.wait()
    yield server, root
    server.process.terminate()
    server.process.wait(30)


@pytest.mark.kernel
def test_an_event_sent_to_the_server_is_joined_at_the_next_save(served):
    server, root = served
    sim = Sim(root, 1)
    for _ in range(3):
        sim.new_cell("human")
    sim.write()
    cell = sim.cells[1]
    before = cell.source
    cell.chars += by("ai", "\nhazard = events / exposure")
    edits = [{"cell": cell.id, "before": before, "after": cell.source}]
    event = {
        "schema": "aiprov-event 1.0",
        "agent": "our-tool",
        "notebook": sim.name,
        "edits": edits,
    }
    assert server.ask("POST", "aiprov/api/events", event)[0] == 204
    sim.write()
    _, answer = server.ask("GET", f"api/contents/{sim.name}")
    model = {"type": "notebook", "format": "json", "content": json.loads(answer)["content"]}
    end = time.monotonic() + 60
    while True:  # the first save only begins to load the estimates
        assert server.ask("PUT", f"api/contents/{sim.name}", model)[0] == 200
        saved = json.loads(sim.path.read_text())["cells"][1]["metadata"].get("aiprov")
        if saved:
            break
        assert time.monotonic() < end
        time.sleep(0.2)
    assert saved["records"][0]["channel"] == "our-tool"
    assert score(sim, open_notebook(sim.path)).missed == []


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"schema": "aiprov-event 1.0", "notebook": "../x.ipynb", "edits": []}, "AP604"),
        ({"schema": "other"}, "AP604"),
        ({"schema": "other", "notebook": "x.ipynb"}, "AP603"),
        ([], "AP603"),
    ],
)
def test_a_bad_event_is_refused_with_a_message(served, event, code):
    status, answer = served[0].ask("POST", "aiprov/api/events", event)
    assert status == 400
    assert json.loads(answer)["message"].startswith(code)


async def closed(path):
    return None


def edit_call(sim, watcher, tool, arguments, change, *, path=None):
    async def call():
        pending = await watcher.before(tool, arguments, path)
        change()
        sim.write()
        return await watcher.after(pending, "persona", {"tool": "client"}, "s")

    return asyncio.run(call())


def test_a_tool_call_is_joined_with_the_change_it_made(sim):
    study = sim(2)
    for _ in range(3):
        study.new_cell("human")
    study.write()
    watcher, cell = Watcher(study.folder, closed), study.cells[2]
    new = by("ai", "from lifelines import CoxPHFitter\n") + cell.chars
    given = {"file_path": study.name, "cell_id": cell.id, "content": "".join(c for c, _ in new)}
    assert edit_call(study, watcher, "edit_cell", given, lambda: setattr(cell, "chars", new)) == 1
    cell = study.cells[0]
    new = cell.chars + by("ai", "\ncox.fit(cohort, 'age')")
    given = {"cell_index": 0, "cell_source": "".join(c for c, _ in new)}
    assert edit_call(
        study,
        watcher,
        "overwrite_cell_source",
        given,
        lambda: setattr(cell, "chars", new),
        path=study.name,
    )
    found = score(study, open_notebook(study.path))
    assert (found.wrong, found.missed) == ([], [])


def test_what_the_open_document_holds_goes_before_the_file(sim):
    """What a person has typed and not yet saved is not the agent's."""
    study = sim(2)
    cell = study.new_cell("human")
    study.write()
    typed = cell.chars + by("human", "\ntyped_and_unsaved = True")
    shared = {cell.id: "".join(c for c, _ in typed)}

    async def live(path):
        return shared

    new = typed + by("ai", "\nadded = 1 + 1")
    given = {"file_path": study.name, "cell_id": cell.id, "content": "".join(c for c, _ in new)}
    watcher = Watcher(study.folder, live)
    edit_call(study, watcher, "edit_cell", given, lambda: setattr(cell, "chars", new))
    found = score(study, open_notebook(study.path))
    assert (found.wrong, found.missed) == ([], [])


def test_tokens_a_persona_tells_of_belong_to_its_last_edit(sim):
    study = sim(2)
    cell = study.new_cell("human")
    study.write()
    watcher = Watcher(study.folder, closed)
    state = {"chat_id": "c", "persona_id": "persona", "model": {"current": "claude-opus-4-6"}}
    watcher.persona_state({**state, "usage": {"input_tokens": 100, "output_tokens": 10}})
    new = cell.chars + by("ai", "\nadded = 1 + 1")
    given = {"file_path": study.name, "cell_id": cell.id, "content": "".join(c for c, _ in new)}
    edit_call(study, watcher, "edit_cell", given, lambda: setattr(cell, "chars", new))
    watcher.persona_state({**state, "usage": {"input_tokens": 150, "output_tokens": 35}})
    assert watcher.model_of("persona") == "claude-opus-4-6"
    records = open_notebook(study.path).cells[0].record.records
    (call,) = [a for a in records if a.kind == "model-call"]
    assert call.usage == {"gen_ai.usage.input_tokens": 50, "gen_ai.usage.output_tokens": 25}
    assert sum(a.kind == "edit" for a in records) == 1


def test_a_part_that_fails_is_left_out(caplog):
    from jupyter_aiprov import server

    server._load_jupyter_server_extension(SimpleNamespace(root_dir=None))
    assert "was left out" in caplog.text


TOOLS = '''
import json
from pathlib import Path

def set_cell(file_path: str, cell_id: str, content: str) -> str:
    """Give a cell its source."""
    path = Path({root!r}) / file_path
    notebook = json.loads(path.read_text())
    next(c for c in notebook["cells"] if c["id"] == cell_id)["source"] = content
    path.write_text(json.dumps(notebook))
    return "done"
'''


@pytest.mark.kernel
@pytest.mark.skipif(
    find_spec("jupyter_server_mcp") is None, reason="needs jupyter-server-mcp of 0.4 or later"
)
def test_a_real_mcp_client_edits_through_a_real_mcp_server(tmp_path, project):
    from fastmcp import Client
    from fastmcp.client.transports import StreamableHttpTransport

    study = Sim(project, 4)
    cell = study.new_cell("human")
    study.write()
    (tmp_path / "our_tools.py").write_text(TOOLS.format(root=str(project)))
    port = free_port()
    server = Server(
        project,
        tmp_path,
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "c.ServerApp.jpserver_extensions |= {'jupyter_server_mcp': True}\n"
        f"c.MCPExtensionApp.mcp_port = {port}\n"
        "c.MCPExtensionApp.mcp_tools = ['our_tools:set_cell']\n",
    )
    cell.chars += by("ai", "\nweights = 1 / variance")
    given = {"file_path": study.name, "cell_id": cell.id, "content": cell.source}

    async def call():
        headers = {"X-JupyterAI-Persona-Id": "jupyter-ai::claude"}
        address = f"http://127.0.0.1:{port}/mcp"
        async with Client(StreamableHttpTransport(address, headers=headers)) as client:
            await client.call_tool("set_cell", given)

    try:
        server.wait()
        until_open(port)
        asyncio.run(call())
    finally:
        server.process.terminate()
        server.process.wait(30)
    found = score(study, open_notebook(study.path))
    assert (found.wrong, found.missed) == ([], [])
    (event,) = Ledger.open_existing(project).events_of(study.name)
    assert event.agent == "jupyter-ai::claude"
    assert event.system.tool


def until_open(port):
    end = time.monotonic() + 60
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.2)
