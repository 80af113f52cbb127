"""What ops do: see that a tool fails and what mends it, have it read anew; look at what waits to be written, and approve it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sandbox.faults import Fault
from scheduler.service.service import Service
from tests.acceptance.kept import begun, travelled
from tests.browser.axe import complaints
from tests.browser.conftest import taken
from tests.browser.house import House
from tests.web.visiting import SEED, at_pages
from web.server import answered

AWAITED = 60_000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A hub that serves, so that what is asked for on a page is done."""
    with begun(travelled, tmp_path_factory.mktemp("served"), SEED) as scene:
        scene.config.write_text(scene.config.read_text() + "\n[web]\nsign_in = false\n")  # a service reads it again
        hub = at_pages(scene)
        service = Service(hub)
        with answered(service) as url, service.running():
            yield House(scene, hub, url)


def test_a_connector_that_fails_is_seen_and_mended(page: Page, house: House, album: Path | None) -> None:
    gone = Fault("jira", "", times=None, status=503)
    faults = house.scene.opened.sandbox.faults
    faults.append(gone)
    page.goto("/connectors")
    jira = page.get_by_role("region", name="jira")
    jira.get_by_role("button", name="Pull now").click()
    verdict = page.locator(".notice.bad").filter(has_text="jira cannot be read")
    expect(verdict).to_be_visible(timeout=AWAITED)
    assert complaints(page) == []
    taken(page, "ops-fails", album)
    faults.remove(gone)
    house.scene.wait(minutes=5)  # after so many failures a tool is left alone for a minute
    jira.get_by_role("button", name="Pull now").click()
    expect(verdict).to_have_count(0, timeout=AWAITED)
    taken(page, "ops-mended", album)


def test_a_plan_is_read_approved_and_taken_back(page: Page, house: House, album: Path | None) -> None:
    page.goto("/plan")
    approve = page.get_by_role("button", name="and write it")
    expect(approve).to_be_visible(timeout=AWAITED)
    expect(page.get_by_text("This plan waits for somebody to approve it.")).to_be_visible()
    assert complaints(page) == []
    taken(page, "ops-plan", album)
    approve.click()
    page.wait_for_url("**/runs/*", timeout=AWAITED)
    taken(page, "ops-run", album)
    take_back = page.get_by_role("link", name="See what taking it back would do")
    expect(take_back).to_be_visible(timeout=2 * AWAITED)
    written = len(house.scene.writes)
    assert written > 0
    take_back.click()
    assert complaints(page) == []
    taken(page, "ops-undo", album)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Took back")).to_be_visible(timeout=2 * AWAITED)
    assert len(house.scene.writes) > written
    taken(page, "ops-undone", album)
    page.goto("/audit?action=undid")
    expect(page.get_by_role("cell", name="undid")).to_be_visible()
    assert complaints(page) == []
    taken(page, "ops-audit", album)
