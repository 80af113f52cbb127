"""A manager's main task: why is this key result red, and what is done about it. At the desk and in the hand."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.findings import Finding
from store import handlings
from store.findings import open_findings
from tests.browser.axe import complaints, spills
from tests.browser.conftest import taken
from tests.browser.house import House

PLACES = pytest.mark.parametrize("place", ["page", "phone"])


def of_pace(house: House) -> list[Finding]:
    with house.hub.store.read() as tx:
        found = [each for each in open_findings(tx) if each.observation.detector == "D8"]
        handled = handlings.of(tx, [each.fingerprint for each in found])
    return [each for each in found if each.fingerprint not in handled]


@PLACES
def test_a_manager_finds_why_it_is_red_and_snoozes_it(
    place: str, house: House, album: Path | None, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(place)
    finding = of_pace(house)[0]
    seen = finding.observation
    page.goto("/")
    page.get_by_role("link", name="Are key results on pace?").click()
    page.get_by_role("link", name=seen.summary).click()
    expect(page.get_by_role("heading", name="Why")).to_be_visible()
    expect(page.get_by_text(str(seen.evidence["current"]), exact=True)).to_be_visible()
    assert complaints(page) == []
    taken(page, f"manager-why-{place}", album)

    page.get_by_role("button", name="Snooze…").click()
    page.get_by_label("Why (if you like)").fill("the owner is back on Monday")
    page.get_by_label("Quiet up to and including").fill("2026-07-01")
    assert complaints(page) == []
    assert not spills(page)
    taken(page, f"manager-snooze-{place}", album)
    page.get_by_role("button", name="Snooze 1 finding").click()

    expect(page).to_have_url(f"{house.url}/findings/{finding.fingerprint}")
    expect(page.get_by_text("the owner is back on Monday").first).to_be_visible()
    with house.hub.store.read() as tx:
        kept = handlings.of(tx, [finding.fingerprint])[finding.fingerprint]
    assert (kept.state, kept.reason, str(kept.until and kept.until.date())) == (
        "snoozed",
        "the owner is back on Monday",
        "2026-07-02",
    )


def test_from_the_strategy_to_a_task_and_its_tool(page: Page, house: House, album: Path | None) -> None:
    page.goto("/tree")
    page.get_by_role("link", name="KR-1.1", exact=False).first.click()
    expect(page.get_by_role("heading", name="Its way")).to_be_visible()
    expect(page.get_by_role("img").first).to_be_visible()
    taken(page, "manager-goal", album)
    page.locator("a[href^='/items/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert complaints(page) == []
    taken(page, "manager-item", album)


def test_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.getElementById('main').contains(document.activeElement)")
    assert focused
