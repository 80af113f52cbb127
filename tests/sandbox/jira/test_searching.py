"""What a search of Jira Cloud shows and hides: tokens, odd pages, counts, moved, deleted, hidden and revoked things."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from sandbox.jira import JiraState
from tests.sandbox.jira.conftest import NOW


def fill(state: JiraState, count: int) -> list[str]:
    return [
        state.create_issue("PAY", "Task", str(n), reporter="ada", at=NOW + timedelta(minutes=n)) for n in range(count)
    ]


def ask(web: httpx.Client, jql: str = "project = PAY ORDER BY created", **params: Any) -> httpx.Response:
    return web.get("/search/jql", params={"jql": jql, "fields": "summary,status,updated", **params})


def keys(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [issue["key"] for issue in answer.json()["issues"]]


def refusal(answer: httpx.Response) -> str:
    assert answer.status_code == 400
    return str(answer.json()["errorMessages"][0])


def test_a_single_small_field_comes_in_pages_of_thousands(state: JiraState, web: httpx.Client) -> None:
    fill(state, 150)
    assert len(keys(ask(web, fields="updated", maxResults=5000))) == 150
    assert len(keys(ask(web, fields="updated", maxResults=5000, expand="changelog"))) == 100
    assert len(keys(ask(web, maxResults=5000))) == 100


def test_a_page_token_dies(state: JiraState, web: httpx.Client) -> None:
    fill(state, 3)
    token = ask(web, maxResults=2).json()["nextPageToken"]
    state.clock.advance(timedelta(days=6, hours=23))
    assert keys(ask(web, maxResults=2, nextPageToken=token)) == ["PAY-3"]
    state.clock.advance(timedelta(hours=1))
    assert "expired" in refusal(ask(web, maxResults=2, nextPageToken=token))


def test_a_page_token_belongs_to_its_query(state: JiraState, web: httpx.Client) -> None:
    fill(state, 3)
    token = ask(web, maxResults=2).json()["nextPageToken"]
    assert "does not belong" in refusal(ask(web, "project = OPS", nextPageToken=token))


def test_page_tokens_may_loop(state: JiraState, web: httpx.Client) -> None:
    fill(state, 6)
    state.quirks.token_loops = True
    first = ask(web, maxResults=2).json()["nextPageToken"]
    second = ask(web, maxResults=2, nextPageToken=first)
    assert second.json()["nextPageToken"] == first
    assert keys(second) == ["PAY-3", "PAY-4"]


def test_pages_may_be_short_and_even_empty(state: JiraState, web: httpx.Client) -> None:
    fill(state, 3)
    state.quirks.page_sizes = [2, 0]
    seen, token = [], ""
    for _ in range(3):
        answer = ask(web, **({"nextPageToken": token} if token else {}))
        seen.append(keys(answer))
        token = answer.json().get("nextPageToken", "")
    assert seen == [["PAY-1", "PAY-2"], [], ["PAY-3"]]
    assert not token


def test_a_search_may_know_later_than_the_issue_itself(state: JiraState, web: httpx.Client) -> None:
    (old,) = fill(state, 1)
    state.delay_search(timedelta(seconds=60))
    new = state.create_issue("PAY", "Task", "new", reporter="ada")
    state.transition(old, "Done", by="ada")
    state.comment(old, "done", by="ada")
    state.clock.advance(timedelta(seconds=59))
    assert keys(ask(web)) == [old]
    assert keys(ask(web, "status = Done")) == []
    assert web.get(f"/issue/{old}").json()["fields"]["status"]["name"] == "Done"
    assert web.get(f"/issue/{new}").status_code == 200
    state.clock.advance(timedelta(seconds=1))
    assert {*keys(ask(web))} == {old, new}
    assert keys(ask(web, "status = Done")) == [old]


def test_issues_are_counted(state: JiraState, web: httpx.Client) -> None:
    state.hide(fill(state, 4)[0])
    assert web.post("/search/approximate-count", json={"jql": "project = PAY"}).json() == {"count": 3}
    assert "Unbounded" in refusal(web.post("/search/approximate-count", json={"jql": "ORDER BY created"}))
    assert web.post("/search/approximate-count", json={"jql": "project = PAY", "maxResults": 1}).status_code == 400


def test_a_moved_issue_keeps_its_id_and_answers_to_its_old_key(state: JiraState, web: httpx.Client) -> None:
    (old,) = fill(state, 1)
    number = state.find(old)["id"]
    new = state.move(old, "OPS", by="ada")
    moved = web.get(f"/issue/{old}").json()
    assert (moved["id"], moved["key"], moved["fields"]["project"]["key"]) == (number, new, "OPS")
    assert keys(ask(web, f"key = {old}")) == keys(ask(web, f"id in ({number})")) == [new]
    assert keys(ask(web)) == []


def test_a_deleted_issue_takes_its_sub_tasks_and_links_along(state: JiraState, web: httpx.Client) -> None:
    story, other = fill(state, 2)
    step = state.create_issue("PAY", "Sub-task", "step", reporter="ada", parent=story)
    child = state.create_issue("PAY", "Task", "child", reporter="ada", parent=story)
    state.link(story, "Blocks", other, by="ada")
    state.delete(story)
    assert [web.get(f"/issue/{key}").status_code for key in (story, step, other)] == [404, 404, 200]
    assert web.get(f"/issue/{other}").json()["fields"]["issuelinks"] == []
    assert web.get(f"/issue/{child}").json()["fields"]["parent"] is None
    assert web.put(f"/issue/{story}", json={"update": {}}).status_code == 404


def test_a_hidden_issue_is_left_out_without_a_word(state: JiraState, web: httpx.Client) -> None:
    first, second = fill(state, 2)
    state.hide(first)
    assert keys(ask(web)) == [second]
    assert web.get(f"/issue/{first}").status_code == 404
    assert web.get(f"/issue/{first}/worklog").status_code == 404
    state.unhide(first)
    assert keys(ask(web)) == [first, second]


def test_a_revoked_project_does_not_exist(state: JiraState, web: httpx.Client) -> None:
    (key,) = fill(state, 1)
    state.revoke("PAY")
    assert refusal(ask(web)) == "The value 'PAY' does not exist for the field 'project'."
    assert keys(ask(web, "project in (PAY, OPS)")) == []
    assert "does not exist" in refusal(ask(web, "project in (PAY, NOPE)"))
    assert web.get(f"/issue/{key}").status_code == 404
    assert [project["key"] for project in web.get("/project/search").json()["values"]] == ["OPS"]
    state.grant("PAY")
    assert keys(ask(web)) == [key]


@pytest.mark.parametrize(
    ("jql", "found"),
    [
        ("key in (PAY-1, PAY-3)", ["PAY-1", "PAY-3"]),
        ("project = PAY AND key not in (PAY-1, PAY-3)", ["PAY-2"]),
        ("component = web", ["PAY-3"]),
        ("priority = High", ["PAY-2"]),
        ("reporter = ben", ["PAY-3"]),
        ("key in (PAY-77)", []),
        ("duedate >= 2026-12-01", ["PAY-3"]),
        ("due is empty", ["PAY-1", "PAY-2"]),
    ],
)
def test_more_jql(state: JiraState, web: httpx.Client, jql: str, found: list[str]) -> None:
    state.create_issue("PAY", "Task", "a", reporter="ada")
    state.create_issue("PAY", "Task", "b", reporter="ada", priority="High")
    state.create_issue("PAY", "Task", "c", reporter="ben", components=["web"], due=date(2026, 12, 1))
    assert keys(ask(web, f"{jql} ORDER BY key")) == found


def test_order_by_what_may_be_empty(state: JiraState, web: httpx.Client) -> None:
    for day in (None, date(2026, 12, 2), date(2026, 12, 1)):
        state.create_issue("PAY", "Task", "t", reporter="ada", due=day)
    assert keys(ask(web, "project = PAY ORDER BY due ASC, priority DESC")) == ["PAY-1", "PAY-3", "PAY-2"]


def test_the_old_searches_are_gone(web: httpx.Client) -> None:
    assert web.get("/search").status_code == web.post("/search", json={"jql": "x = 1"}).status_code == 410
    assert web.get("../2/search").status_code == 410


def test_groups(state: JiraState, web: httpx.Client) -> None:
    for n in range(60):
        state.add_user(f"u{n}", f"User {n}", None, active=n != 5)
    group = state.add_group("payments", [f"u{n}" for n in range(60)])
    state.add_group("Payroll", ["ada"])
    assert [found["name"] for found in web.get("/group/bulk").json()["values"]] == ["Payroll", "payments"]
    (found,) = web.get("/group/bulk", params={"groupName": "payments"}).json()["values"]
    assert found == {"name": "payments", "groupId": group.id}
    first = web.get("/group/member", params={"groupId": group.id, "maxResults": 200}).json()
    assert (len(first["values"]), first["maxResults"], first["total"], first["isLast"]) == (50, 50, 59, False)
    last = web.get(first["nextPage"]).json()
    assert ([user["accountId"] for user in last["values"]], last["isLast"]) == ([f"u{n}" for n in range(51, 60)], True)
    everybody = web.get("/group/member", params={"groupname": "payments", "includeInactiveUsers": "true"})
    assert everybody.json()["total"] == 60


def test_groups_are_picked_by_part_of_their_name(state: JiraState, web: httpx.Client) -> None:
    state.add_group("payments")
    state.add_group("Payroll")
    assert [g["name"] for g in web.get("/groups/picker", params={"query": "pay"}).json()["groups"]] == ["payments"]
    both = web.get("/groups/picker", params={"query": "pay", "caseInsensitive": "true", "maxResults": 1}).json()
    assert (len(both["groups"]), both["total"], both["header"]) == (1, 2, "Showing 1 of 2 matching groups")


def test_groups_are_for_those_who_may_browse_them(state: JiraState, web: httpx.Client) -> None:
    group = state.add_group("payments")
    state.may_browse_groups = False
    assert web.get("/groups/picker", params={"query": "pay"}).json()["groups"] == []
    assert [g["name"] for g in web.get("/groups/picker", params={"query": "payments"}).json()["groups"]] == ["payments"]
    assert web.get("/group/bulk").status_code == 403
    assert web.get("/group/member", params={"groupId": group.id}).status_code == 403
    assert web.get("/group/member", params={"groupId": "no"}).status_code == 404
    assert web.get("/group/member").status_code == 400
