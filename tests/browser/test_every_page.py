"""Each page at the desk by day: nothing wrong in the console or for axe. In the hand by night: no way sideways; and one page of
each kind has colours that can be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import OF_COLOURS, complaints, spills
from tests.browser.conftest import DESKTOP, PHONE, opened, taken
from tests.browser.house import House

PAGES = (
    *("/", "/tree", "/findings", "/silences", "/goals/KR-1.1", "/teams", "/rules", "/rules/new", "/rules/history"),
    *("/plan?now=true", "/runs", "/outbox", "/connectors", "/connectors/jira", "/audit", "/account", "/users"),
)
BY_NIGHT = {"/", "/findings", "/rules/new", "/connectors"}


Watched = tuple[Page, list[str]]


@pytest.fixture(scope="module")
def visited(browser: Browser, house: House) -> Iterator[Watched]:
    """One for all, because to open another takes as long as to look at it."""
    with opened(browser, house) as watched:
        yield watched


@pytest.fixture
def page(visited: Watched) -> Iterator[Page]:
    """At the desk by day."""
    page, wrong = visited
    wrong.clear()
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")
    yield page
    assert wrong == []


@pytest.mark.parametrize("path", PAGES)
def test_it_is_in_order(page: Page, path: str, album: Path | None) -> None:
    name = path.partition("?")[0].strip("/").replace("/", "-") or "overview"
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert complaints(page) == []
    taken(page, f"{name}-day", album)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    assert not spills(page)
    assert path not in BY_NIGHT or complaints(page, OF_COLOURS) == []
    taken(page, f"{name}-night", album)
