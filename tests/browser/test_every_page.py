"""Each page at the desk and in the hand, by day and by night: nothing wrong in the console or for axe, and no way sideways."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.axe import complaints, spills

PAGES = ("/",)


@pytest.mark.parametrize("path", PAGES)
def test_it_is_in_order(page: Page, path: str, album: Path) -> None:
    page.goto(path)
    name = path.strip("/").replace("/", "-") or "overview"
    for size in ({"width": 1280, "height": 900}, {"width": 390, "height": 844}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert complaints(page) == []
            page.screenshot(path=album / f"{name}-{size['width']}-{scheme}.png", full_page=True)
        assert not spills(page)
