"""The page in a real browser: no script, no request, readable by everyone, printable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from support import reports as cases

from jupyter_aiprov.export import html
from jupyter_aiprov.report.build import build
from jupyter_aiprov.report.model import Report

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def opened(browser: Browser, folder: Path, report: Report, **options: Any) -> tuple[Any, list[str]]:
    """The page of a report, and what it asked for or said that it should not."""
    path = folder / "appendix.html"
    path.write_bytes(html.export(report, {"preset": "inserm", "lang": "fr"}))
    page = browser.new_page(bypass_csp=True, **options)
    seen: list[str] = []
    page.on("request", lambda r: None if r.url.startswith("file:") else seen.append(r.url))
    page.on("dialog", lambda d: (seen.append(d.message), d.dismiss()))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.goto(path.as_uri())
    return page, seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, tmp_path: Path, reports: dict[str, Report], scheme: str
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci")
    for name in ("full", "together"):
        page, _ = opened(browser, tmp_path, reports[name], color_scheme=scheme)
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run(document).then(r => r.violations.map(v => v.id))")
        assert found == []
        page.close()


def test_hostile_strings_do_nothing(browser: Browser, tmp_path: Path) -> None:
    for name in cases.HOSTILE[:5]:
        page, seen = opened(browser, tmp_path, build([cases.hostile(name)]))
        assert seen == []
        assert page.locator("script, img, iframe").count() == 0
        page.close()


def test_fits_a_telephone_and_a_page(browser: Browser, tmp_path: Path, report: Report) -> None:
    page, _ = opened(browser, tmp_path, report, viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    printed = page.pdf(format="A4")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 8
    page.close()
