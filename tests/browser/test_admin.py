"""An admin's main task: edit a rule, see how many items move, save, and have the edit approved that the guard holds."""

from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import text

from tests.browser.axe import complaints, spills
from tests.browser.conftest import taken
from tests.browser.house import House


def rule_of_most(house: House) -> tuple[str, str, int]:
    """The rule that leads most items to a goal."""
    query = """SELECT rule, goal, count(*) FROM links WHERE valid_to IS NULL AND via = 'rule' AND position = 0 AND share > 0
        GROUP BY rule, goal ORDER BY 3 DESC"""
    with house.hub.store.read() as tx:
        rule, goal, count = tx.execute(text(query)).first() or ("", "", 0)
    return rule, goal, count


def served(house: House, goal: str) -> int:
    query = "SELECT count(*) FROM links WHERE valid_to IS NULL AND goal = :goal AND position = 0"
    with house.hub.store.read() as tx:
        return int(tx.execute(text(query), {"goal": goal}).scalar_one())


def test_an_edit_is_seen_saved_held_and_approved(page: Page, house: House, album: Path | None) -> None:
    rule, goal, _ = rule_of_most(house)
    other = "O-2" if goal != "O-2" else "O-3"
    before = served(house, goal)
    page.goto("/rules")
    page.get_by_role("link", name=rule, exact=True).click()
    page.get_by_label("Goal", exact=True).fill(other)
    page.get_by_role("button", name="See what it does").click()
    told = page.get_by_role("heading", name="items move")
    expect(told).to_be_visible(timeout=30_000)
    moving = int(told.inner_text().split()[0])
    assert moving > 0
    assert complaints(page) == []
    taken(page, "admin-preview", album)
    page.set_viewport_size({"width": 390, "height": 844})
    assert not spills(page)
    taken(page, "admin-preview-390", album)

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It waits for approval")).to_be_visible(timeout=30_000)
    assert served(house, goal) == before
    page.get_by_role("button", name="Approve exactly this edit").click()
    expect(page.get_by_text("It waits for approval")).to_have_count(0, timeout=30_000)
    taken(page, "admin-approved", album)
    assert served(house, goal) == before - moving
    page.goto("/rules/history")
    expect(page.get_by_text(f"{moving} ").first).to_be_visible()


def test_what_is_typed_is_checked_as_it_is_typed(page: Page, album: Path | None) -> None:
    page.goto("/rules/edit?file=mappings.toml")
    editor = page.locator("[contenteditable=true]")
    editor.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type('[[rule]]\nid = "new"\ngoal = "O-999"\nwhen = { labels = "new" }\n\n')
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1, timeout=30_000)
    assert complaints(page) == []
    taken(page, "admin-lint", album)
