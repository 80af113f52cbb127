"""A real browser before the pages of a simulated company. Whatever a page does wrong on the way fails the test: an error in the
console, a violation of the policy, an answer of 500."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.browser.house import House, housed

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
expect.set_options(timeout=60_000)  # milliseconds: a busy machine is no mistake
HOW = ["--no-sandbox", "--disable-gpu", "--in-process-gpu", "--renderer-process-limit=1", "--disable-dev-shm-usage"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module: as long as it is open, nothing else in this thread can have an event loop."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium is installed: on Debian and Ubuntu `apt install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=HOW)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One company for the tests of a module, which go on where the one before stopped."""
    with housed(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    """At the desk."""
    yield from _watched(browser, house, DESKTOP)


@pytest.fixture
def phone(browser: Browser, house: House) -> Iterator[Page]:
    """In the hand."""
    yield from _watched(browser, house, PHONE)


def _watched(browser: Browser, house: House, size: ViewportSize) -> Iterator[Page]:
    with opened(browser, house) as (page, wrong):
        page.set_viewport_size(size)
        yield page
        assert wrong == []


@contextmanager
def opened(browser: Browser, house: House) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what goes wrong on it."""
    with browser.new_context(base_url=house.url) as context:
        page, wrong = context.new_page(), list[str]()
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("response", lambda told: wrong.append(f"{told.status} {told.url}") if told.status >= 500 else None)
        yield page, wrong


@pytest.fixture
def album() -> Path | None:
    """Where screenshots go that somebody will look at: FAIRLEAD_ALBUM; nowhere without it."""
    return Path(os.environ["FAIRLEAD_ALBUM"]) if "FAIRLEAD_ALBUM" in os.environ else None


def taken(page: Page, name: str, album: Path | None) -> None:
    if album:
        page.screenshot(path=album / f"{name}.png", full_page=True)
