"""Draws docs/overview.png, alignment.png and rules.png: the pages of the simulated company in a browser. Needs Chromium:
`uv run python scripts/draw_pages.py`."""

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from connectors.answering import answering, bound
from fairlead.demo.house import settle
from sandbox.company import open_company
from scheduler import linking, reconciling, syncing
from scheduler.hub import Hub, open_hub
from scheduler.web_settings import WebSettings
from scripts.draw_pictures import DOCS, NOW
from scripts.draw_report import BROWSER
from web.app import pages

SEED = 7
WIDE, HIGH = 1180, 860


def main() -> None:
    os.environ.setdefault("FAIRLEAD_USER", "ana@acme.test")
    with tempfile.TemporaryDirectory() as folder, open_company(SEED, now=NOW) as opened:
        config = settle(opened.company, opened.sandbox.urls, Path(folder))
        with open_hub(config, opened.company.clock) as hub:
            for _ in range(3):
                syncing.sync(hub, lambda *_: None)
                linking.link(hub)
                reconciling.reconcile_findings(hub)
                opened.sandbox.call(opened.company.pass_day)
            _draw(hub.edited(replace(hub.config, web=WebSettings(sign_in=False))))


def _draw(hub: Hub) -> None:
    with bound("127.0.0.1", 0, "pages") as at, sync_playwright() as playwright:
        url = f"http://127.0.0.1:{at.getsockname()[1]}"
        browser = playwright.chromium.launch(executable_path=shutil.which(BROWSER), args=["--no-sandbox"])
        page = browser.new_page(base_url=url, viewport={"width": WIDE, "height": HIGH})
        with answering(pages(lambda: hub), at, "pages"):
            page.goto("/")
            page.screenshot(path=DOCS / "overview.png")
            page.goto("/tree")
            page.screenshot(path=DOCS / "alignment.png")
            _edit(page)
            page.screenshot(path=DOCS / "rules.png", full_page=True)
            browser.close()


def _edit(page: Page) -> None:
    """A slip in a rule, before it is saved."""
    page.goto("/rules/edit?file=mappings.toml")
    editor = page.locator("[contenteditable=true]")
    editor.click()
    page.keyboard.press("Control+Home")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    for _ in range(2):
        page.keyboard.press("Backspace")
    page.keyboard.type('2"')
    page.locator("#outcome .headline").wait_for(timeout=60_000)
    page.wait_for_timeout(3_000)


if __name__ == "__main__":
    main()
