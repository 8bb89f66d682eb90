"""The page in a real browser: no script, no request, readable by everyone, printable."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import report_cases as cases

from jupyter_aiprov.export import html
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.model import Report

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium here")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(chromium: Any, folder: Path, report: Report, **options: Any) -> tuple[Any, list[str]]:
    """The page of a report, and what it asked for or said that it should not."""
    path = folder / "appendix.html"
    path.write_bytes(html.form(report, {"preset": "inserm", "lang": "fr"}))
    page = chromium.new_page(bypass_csp=True, **options)
    seen: list[str] = []
    page.on("request", lambda r: None if r.url.startswith("file:") else seen.append(r.url))
    page.on("dialog", lambda d: (seen.append(d.message), d.dismiss()))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.goto(path.as_uri())
    return page, seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    chromium: Any, tmp_path: Path, reports: dict[str, Report], scheme: str
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci")
    for name in ("full", "real"):
        page, _ = opened(chromium, tmp_path, reports[name], color_scheme=scheme)
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run(document).then(r => r.violations.map(v => v.id))")
        assert found == []
        page.close()


def test_hostile_strings_do_nothing(chromium: Any, tmp_path: Path) -> None:
    for name in cases.HOSTILE[:5]:
        page, seen = opened(chromium, tmp_path, build([cases.hostile(name)]))
        assert seen == []
        assert page.locator("script, img, iframe").count() == 0
        page.close()


def test_fits_a_telephone_and_a_page(chromium: Any, tmp_path: Path, full: Report) -> None:
    page, _ = opened(chromium, tmp_path, full, viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    printed = page.pdf(format="A4")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 8
    page.close()
