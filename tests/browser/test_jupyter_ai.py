"""Jupyter AI as released: what its agents' tools put in a notebook is known as an AI system's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from nbformat.v4 import new_code_cell
from support.browser.actions import SAID
from support.browser.lab import Lab, Server, read

fastmcp = pytest.importorskip("fastmcp", reason="needs make jupyterai’s environment")
pytest.importorskip("jupyter_ai_tools", reason="needs make jupyterai’s environment")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    one = Server(tmp_path_factory.mktemp("jupyter-ai"), "--MCPExtensionApp.mcp_port=0")
    yield one
    one.stop()


def tool(lab: Lab, name: str, **arguments: Any) -> None:
    """As an agent of Jupyter AI calls a tool: by MCP, while the page lives on."""
    log = (lab.server.root.parent / "server.log").read_text("utf-8")
    port = log.split("MCP server started on port ")[1].split()[0]
    address = f"http://localhost:{port}/mcp"
    answers: list[Any] = []

    async def ask() -> None:
        async with fastmcp.Client(address) as client:
            answers.append(await client.call_tool(name, arguments, raise_on_error=False))

    thread = threading.Thread(target=lambda: asyncio.run(ask()))
    thread.start()
    while thread.is_alive():
        lab.page.wait_for_timeout(100)
    assert [one.is_error for one in answers] == [False]


def test_an_agents_tools(lab: Lab, server: Server) -> None:
    path = server.write("agent.ipynb", [new_code_cell("kept = 1")])
    lab.open("agent.ipynb")
    cell = lab.js("panel => panel.model.cells.get(0).id")
    tool(lab, "add_cell", file_path="agent.ipynb", content="made = 2", cell_id=cell)
    tool(lab, "edit_cell", file_path="agent.ipynb", cell_id=cell, content="kept = 1\nmore = 3")
    lab.page.locator(".jp-aiprov-Text", has_text="more").wait_for()
    lab.save()
    assert [lab.js(SAID, index) for index in (0, 1)] == ["\nmore = 3:ai", "made = 2:ai"]
    [activity] = read(path)["cells"][0]["metadata"]["aiprov"]["records"]
    assert (activity["kind"], activity["evidence"]) == ("edit", "observed")
    assert activity["channel"] == "jupyterlab-ai-commands:set-cell-content"
