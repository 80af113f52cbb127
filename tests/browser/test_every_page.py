"""Each page at the desk by day: nothing wrong in the console or for axe. In the hand by night: no way sideways; and one page of
each kind has colours that can be read."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import OF_COLOURS, complaints, spills
from tests.browser.conftest import taken

PAGES = (
    *("/", "/tree", "/findings", "/silences", "/goals/KR-1.1", "/teams", "/rules", "/rules/new", "/rules/history"),
    *("/plan?now=true", "/runs", "/outbox", "/connectors", "/connectors/jira", "/audit", "/account", "/users"),
)
BY_NIGHT = {"/", "/findings", "/rules/new", "/connectors"}


@pytest.mark.parametrize("path", PAGES)
def test_it_is_in_order(page: Page, path: str, album: Path | None) -> None:
    name = path.partition("?")[0].strip("/").replace("/", "-") or "overview"
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert complaints(page) == []
    taken(page, f"{name}-day", album)
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    assert not spills(page)
    assert path not in BY_NIGHT or complaints(page, OF_COLOURS) == []
    taken(page, f"{name}-night", album)
