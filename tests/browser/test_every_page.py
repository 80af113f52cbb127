"""Each page at the desk and in the hand, by day and by night: nothing wrong in the console or for axe, and no way sideways."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import ALL, OF_COLOURS, complaints, spills
from tests.browser.conftest import taken

PAGES = (
    "/",
    "/tree",
    "/findings",
    "/goals/KR-1.1",
    "/teams",
    "/rules",
    "/rules/new",
    "/rules/history",
    "/connectors",
)
DAY, NIGHT = ({"width": 1280, "height": 900}, "light", ALL), ({"width": 390, "height": 844}, "dark", OF_COLOURS)


@pytest.mark.parametrize("path", PAGES)
def test_it_is_in_order(page: Page, path: str, album: Path | None) -> None:
    for size, scheme, rules in (DAY, NIGHT):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert complaints(page, rules) == []
        assert not spills(page)
        taken(page, f"{path.strip('/').replace('/', '-') or 'overview'}-{scheme}", album)
