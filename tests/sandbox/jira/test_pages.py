"""However long the pages are, together they hold everything once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.clock import SimulatedClock
from sandbox.jira import JiraState, app
from sandbox.jira.site import Deployment
from sandbox.server import Sandbox
from tests.sandbox.jira.conftest import NOW, filled

SIZES = st.lists(st.integers(0, 4), min_size=1, max_size=4).filter(any)
AGES = st.lists(st.integers(0, 3), max_size=12)


def site(ages: list[int], deployment: Deployment = "cloud") -> JiraState:
    state = filled(JiraState(SimulatedClock(NOW), deployment=deployment))
    for age in ages:
        key = state.create_issue("PAY", "Task", "t", reporter="ada", at=NOW - timedelta(hours=age))
        for n in range(age):
            state.assign(key, ("ada", "ben")[n % 2], by="ada", at=NOW - timedelta(minutes=age))
    return state


class Door:
    """One server for all examples: behind it stands the site of the moment."""

    def __init__(self) -> None:
        self.clock = SimulatedClock(NOW)
        self.sandbox = Sandbox({"jira": self}, self.clock)
        self._app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)

    def into(self, state: JiraState) -> httpx.Client:
        self._app = app(state)
        base = self.sandbox.urls["jira"]
        if state.deployment == "cloud":
            return httpx.Client(base_url=base, auth=(state.email, state.token))
        return httpx.Client(base_url=base, headers={"Authorization": f"Bearer {state.token}"})


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    made = Door()
    with made.sandbox:
        yield made


def pages(web: httpx.Client, path: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    token = ""
    while True:
        answer = web.post("/rest/api/3" + path, json={**body, **({"nextPageToken": token} if token else {})})
        assert answer.status_code == 200, answer.text
        yield answer.json()
        token = answer.json().get("nextPageToken", "")
        if not token:
            return


@settings(max_examples=25)
@given(AGES, SIZES, st.integers(1, 5))
def test_by_token(door: Door, ages: list[int], sizes: list[int], limit: int) -> None:
    state = site(ages)
    state.quirks.page_sizes = sizes
    asked = {"jql": "project = PAY ORDER BY created ASC, key ASC", "maxResults": limit, "fields": ["created"]}
    with door.into(state) as web:
        found = [issue for page in pages(web, "/search/jql", asked) for issue in page["issues"]]
    assert {issue["id"] for issue in found} == state.issues.keys()
    assert len(found) == len(ages)
    assert [issue["fields"]["created"] for issue in found] == sorted(issue["fields"]["created"] for issue in found)


@settings(max_examples=25)
@given(AGES, st.integers(1, 5))
def test_by_offset(door: Door, ages: list[int], limit: int) -> None:
    state = site(ages, "data-center")
    found: list[Any] = []
    total = 1
    with door.into(state) as web:
        while len(found) < total:
            query: dict[str, str | int] = {"jql": "project = PAY", "startAt": len(found), "maxResults": limit}
            page = web.get("/rest/api/2/search", params=query).json()
            found, total = found + page["issues"], page["total"]
    assert {issue["id"] for issue in found} == state.issues.keys()


@settings(max_examples=25)
@given(AGES.filter(bool), st.integers(1, 5))
def test_changelogs_at_once(door: Door, ages: list[int], limit: int) -> None:
    state = site(ages)
    body = {"issueIdsOrKeys": list(state.issues), "maxResults": limit}
    found: list[tuple[str, str]] = []
    with door.into(state) as web:
        for page in pages(web, "/changelog/bulkfetch", body):
            logs = page["issueChangeLogs"]
            rows = [(log["issueId"], history["id"]) for log in logs for history in log["changeHistories"]]
            assert len(rows) <= limit
            found += rows
    expected = [(n, h["id"]) for n, issue in state.issues.items() for h in issue["changelog"]["histories"]]
    assert sorted(found) == sorted(expected)
