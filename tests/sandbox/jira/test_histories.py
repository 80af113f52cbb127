"""Changelogs: forty inline, the rest by offset, and those of many issues at once."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from sandbox.jira import JiraState
from tests.sandbox.jira.conftest import NOW


def busy(state: JiraState, changes: int, *, first: int = 0) -> str:
    key = state.create_issue("PAY", "Task", "busy", reporter="ada", at=NOW)
    for n in range(changes):
        state.assign(key, ("ada", "ben")[n % 2], by="ada", at=NOW + timedelta(minutes=first + 2 * n))
    return key


def bulk(web: httpx.Client, *keys: str, **more: Any) -> dict[str, Any]:
    answer = web.post("/changelog/bulkfetch", json={"issueIdsOrKeys": list(keys), **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_search_shows_the_newest_forty(state: JiraState, web: httpx.Client) -> None:
    key = busy(state, 45)
    ask = {"jql": "project = PAY", "fields": "summary", "expand": "changelog"}
    log = web.get("/search/jql", params=ask).json()["issues"][0]["changelog"]
    assert (len(log["histories"]), log["total"]) == (40, 45)
    dates = [history["created"] for history in log["histories"]]
    assert dates == sorted(dates, reverse=True)
    assert log["histories"][0]["id"] == state.find(key)["changelog"]["histories"][-1]["id"]


def test_changelogs_of_several_issues_come_by_date_with_milliseconds(state: JiraState, web: httpx.Client) -> None:
    first, second = busy(state, 2), busy(state, 1, first=1)
    answer = bulk(web, second, first)
    ids = [state.find(key)["id"] for key in (first, second)]
    assert [log["issueId"] for log in answer["issueChangeLogs"]] == ids
    created = [history["created"] for history in answer["issueChangeLogs"][0]["changeHistories"]]
    assert created == [int(NOW.timestamp() * 1000), int(NOW.timestamp() * 1000) + 120_000]
    assert "nextPageToken" not in answer
    state.quirks.bulk_dates_as_text = True
    assert bulk(web, first)["issueChangeLogs"][0]["changeHistories"][0]["created"] == "2026-11-02T09:00:00.000+0000"


def test_a_page_may_end_amid_an_issue(state: JiraState, web: httpx.Client) -> None:
    first, second = busy(state, 3), busy(state, 3, first=1)
    seen: list[str] = []
    token: str | None = None
    for _ in range(3):
        answer = bulk(web, first, second, maxResults=2, **({"nextPageToken": token} if token else {}))
        assert len(answer["issueChangeLogs"]) == 2
        seen += [h["id"] for log in answer["issueChangeLogs"] for h in log["changeHistories"]]
        token = answer.get("nextPageToken")
    assert token is None
    assert len({*seen}) == len(seen) == 6


def test_only_the_fields_asked_for(state: JiraState, web: httpx.Client) -> None:
    key = busy(state, 2)
    state.transition(key, "Done", by="ada")
    state.flag(key, by="ada")
    log = bulk(web, key, fieldIds=["status", state.field_id("Flagged")])["issueChangeLogs"][0]["changeHistories"]
    assert [item["field"] for history in log for item in history["items"]] == ["status", "Flagged"]


def test_what_cannot_be_seen_is_left_out(state: JiraState, web: httpx.Client) -> None:
    key, hidden = busy(state, 1), busy(state, 1)
    state.hide(hidden)
    assert len(bulk(web, key, hidden, "PAY-99", "4711")["issueChangeLogs"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"issueIdsOrKeys": []},
        {"issueIdsOrKeys": ["1"] * 1001},
        {"issueIdsOrKeys": ["1"], "fieldIds": [str(n) for n in range(11)]},
        {"issueIdsOrKeys": ["1"], "maxResults": 10_001},
        {"issueIdsOrKeys": ["1"], "startAt": 0},
        {"issueIdsOrKeys": ["1"], "nextPageToken": "x"},
        {"issueIdsOrKeys": ["1"], "fields": ["status"]},
    ],
)
def test_bad_requests(web: httpx.Client, body: dict[str, Any]) -> None:
    assert web.post("/changelog/bulkfetch", json=body).status_code == 400
