"""One server and one browser for all; a fresh page for each test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "export" / "appendix"))

from answers import Answers
from browser_lab import FLAGS, Lab, Server, chromium
from own_form import install
from tools_lab import tools_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("lab")
    one = Server(folder, PYTHONPATH=str(install(folder)))
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


@pytest.fixture(scope="module")  # Playwright's loop must end before another module's begins
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield one
        one.close()


@pytest.fixture
def lab(browser: Browser, server: Server) -> Iterator[Lab]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(60_000)  # a machine may be busy
    one = Lab(page, server)
    yield one
    if page.url != "about:blank":  # a skipped test opened nothing
        one.js(
            """async (panel, _, app) => {
              await app.serviceManager.sessions.shutdownAll();
              return null;
            }"""
        )
    context.close()
    assert one.errors == []
