"""One server and one browser for all, whose cache is warm; a fresh page for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext
from support.browser.answers import Answers
from support.browser.lab import Lab, Server
from support.browser.tools import tools_server

#: What a page may keep of the one before it: nothing but what the browser fetched for it.
KEPT = "cookies,indexeddb,local_storage,service_workers,websql"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    one = Server(tmp_path_factory.mktemp("lab"))
    yield one
    one.stop()


@pytest.fixture(scope="session")
def answers() -> Iterator[Answers]:
    """What the tools' model answers."""
    one = Answers()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory, answers: Answers) -> Iterator[Server]:
    """The server of the tools' environment, for all tests there."""
    one = tools_server(tmp_path_factory.mktemp("tools"), answers.url)
    yield one
    one.stop()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Where pages are opened: Lab's own code, most of what a page costs, is read once."""
    one = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    one.set_default_timeout(60_000)  # a machine may be busy
    yield one
    one.close()


@pytest.fixture
def lab(context: BrowserContext, server: Server) -> Iterator[Lab]:
    one = Lab(context.new_page(), server)
    yield one
    if one.page.url != "about:blank":  # a skipped test opened nothing
        one.js(
            """async (panel, _, app) => {
              await app.serviceManager.sessions.shutdownAll();
              return null;
            }"""
        )
        tools = context.new_cdp_session(one.page)
        tools.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": KEPT})
    one.page.close()
    assert one.errors == []
