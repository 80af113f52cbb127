"""A large list of issues leads on by cursors, and page numbers end."""

from datetime import timedelta

import httpx

from tests.sandbox.github.conftest import REPO, World

ISSUES = f"/repos/{REPO}/issues"


def test_the_links_of_a_large_list_hold_a_cursor_that_stays_where_it_is(world: World, client: httpx.Client) -> None:
    for number in range(1_001):
        world.state.create_issue(REPO, f"{number}", by="ann")
    page = client.get(ISSUES, params={"per_page": 100, "sort": "updated", "direction": "asc"})
    assert page.links.keys() == {"next"}
    assert "after=" in page.links["next"]["url"]
    world.clock.advance(timedelta(minutes=1))
    world.state.comment(REPO, 50, "moves to the end", by="ann")
    seen = [issue["number"] for issue in page.json()]
    while "next" in page.links:
        page = client.get(page.links["next"]["url"])
        seen += [issue["number"] for issue in page.json()]
    assert seen == [*range(1, 1_002), 50]


def test_page_numbers_end(client: httpx.Client) -> None:
    assert client.get(ISSUES, params={"per_page": 100, "page": 99}).json() == []
    refused = client.get(ISSUES, params={"per_page": 100, "page": 100})
    assert refused.status_code == 422
    assert refused.json()["message"].startswith("Pagination with the page parameter is not supported")
    assert client.get(ISSUES, params={"after": "no cursor"}).status_code == 422
