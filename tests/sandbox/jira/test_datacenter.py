"""Data Center: the same site by REST 2, for a personal access token, with names, wiki markup and offsets."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import httpx
import pytest
from jira import JIRA

from sandbox.clock import SimulatedClock
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.contract.jira_contract import check
from tests.sandbox.jira.conftest import NOW, filled, watched


@pytest.fixture
def state() -> JiraState:
    return filled(JiraState(SimulatedClock(NOW), deployment="data-center"))


@pytest.fixture
def sandbox(state: JiraState) -> Iterator[Sandbox]:
    yield from watched(state, check)


@pytest.fixture
def web(sandbox: Sandbox, state: JiraState) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {state.token}"}
    with httpx.Client(base_url=sandbox.urls["jira"] + "/rest/api/2", headers=headers) as client:
        yield client


def found(web: httpx.Client, **params: Any) -> dict[str, Any]:
    answer = web.get("/search", params={"jql": "project = PAY ORDER BY created", **params})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def fields_of(web: httpx.Client, key: str) -> dict[str, Any]:
    body: dict[str, Any] = web.get(f"/issue/{key}").json()["fields"]
    return body


def test_pages_go_by_offset_and_tell_the_total(state: JiraState, web: httpx.Client) -> None:
    for n in range(5):
        state.create_issue("PAY", "Task", str(n), reporter="ada", at=NOW + timedelta(minutes=n))
    state.page_limit = 2
    pages = [found(web, startAt=start, maxResults=50) for start in (0, 2, 4, 6)]
    assert [[issue["fields"]["summary"] for issue in page["issues"]] for page in pages] == [
        ["0", "1"],
        ["2", "3"],
        ["4"],
        [],
    ]
    assert {(page["maxResults"], page["total"]) for page in pages} == {(2, 5)}
    assert web.get("/search").json()["total"] == 5  # here even the whole site may be asked for
    posted = web.post("/search", json={"jql": "project = OPS", "startAt": 0, "fields": ["summary"]})
    assert posted.json()["total"] == 0
    assert web.post("/search", json={"jql": "project = OPS", "nextPageToken": "x"}).status_code == 400


def test_cloud_s_addresses_are_unknown(web: httpx.Client, sandbox: Sandbox) -> None:
    for path in ("/rest/api/3/search/jql", "/rest/api/3/myself"):
        answer = web.get(sandbox.urls["jira"] + path)
        assert (answer.status_code, answer.json()["status-code"]) == (404, 404)


def test_a_token_opens_it_and_a_wrong_one_opens_nothing(state: JiraState, sandbox: Sandbox, web: httpx.Client) -> None:
    me = web.get("/myself")
    assert (me.json()["name"], me.headers["X-AUSERNAME"]) == ("fairlead-bot", "fairlead-bot")
    assert "accountId" not in me.json()
    for headers in ({"Authorization": "Bearer wrong"}, {"Authorization": "Basic YTpi"}):
        for path in ("/myself", "/search", "/project"):
            answer = httpx.get(sandbox.urls["jira"] + "/rest/api/2" + path, headers=headers)
            assert answer.status_code == 401
            assert answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
    assert httpx.get(sandbox.urls["jira"] + "/rest/api/2/project").json() == []


def test_people_have_names_and_keys(state: JiraState, web: httpx.Client) -> None:
    state.add_user("cleo", "Cleo", "cleo@acme.test", active=False)
    key = state.create_issue("PAY", "Task", "t", reporter="ada")
    state.assign(key, "ben", by="ada")
    ben = fields_of(web, key)["assignee"]
    assert (ben["name"], ben["key"]) == ("ben", state.user_key("ben"))
    entry = found(web, expand="changelog")["issues"][0]["changelog"]["histories"][0]["items"][0]
    assert (entry["field"], entry["to"], entry["toString"]) == ("assignee", ben["key"], "Ben")
    assert "fieldId" not in entry
    everybody = [user["name"] for user in web.get("/user/search", params={"username": "."}).json()]
    assert everybody == ["fairlead-bot", "ada", "ben"]
    assert [
        u["name"] for u in web.get("/user/search", params={"username": "cle", "includeInactive": "true"}).json()
    ] == ["cleo"]
    assert len(web.get("/user/search", params={"username": ".", "startAt": 1, "maxResults": 1}).json()) == 1
    assert web.get("/user/search").status_code == 400


def test_texts_are_wiki_markup(state: JiraState, web: httpx.Client) -> None:
    key = state.create_issue("PAY", "Task", "t", reporter="ada", description="h1. Why\n\n*Because* of [PAY-2]")
    state.comment(key, "one\ntwo", by="ada")
    state.log_work(key, 1, by="ada", text="done")
    fields = fields_of(web, key)
    assert fields["description"] == "h1. Why\n\n*Because* of [PAY-2]"
    assert fields["comment"]["comments"][0]["body"] == "one\ntwo"
    assert fields["worklog"]["worklogs"][0]["comment"] == "done"
    assert web.get(f"/issue/{key}/worklog").json()["worklogs"][0]["author"]["name"] == "ada"


def test_epics_are_found_by_their_own_field(state: JiraState, web: httpx.Client) -> None:
    initiative = state.create_issue("PAY", "Initiative", "i", reporter="ada")
    epic = state.create_issue("PAY", "Epic", "e", reporter="ada", parent=initiative)
    story = state.create_issue("PAY", "Story", "s", reporter="ada", parent=epic)
    step = state.create_issue("PAY", "Sub-task", "t", reporter="ada", parent=story)
    ids = {field["schema"].get("custom", ""): field["id"] for field in web.get("/field").json()}
    link, above = ids["com.pyxis.greenhopper.jira:gh-epic-link"], ids["com.atlassian.jpo:jpo-custom-field-parent"]
    assert (fields_of(web, story)[link], fields_of(web, epic)[above], fields_of(web, step)["parent"]["key"]) == (
        epic,
        initiative,
        story,
    )
    assert "parent" not in fields_of(web, story)
    name = ids["com.pyxis.greenhopper.jira:gh-epic-label"]
    assert (fields_of(web, epic)[name], fields_of(web, story)[name]) == ("e", None)
    assert fields_of(web, epic)[link] is None
    assert "hierarchyLevel" not in fields_of(web, epic)["issuetype"]
    state.set_parent(story, None, by="ada")
    entry = web.get(f"/issue/{story}", params={"expand": "changelog"}).json()["changelog"]["histories"][0]["items"][0]
    assert (entry["field"], entry["fromString"], entry["toString"]) == ("Epic Link", epic, None)


def test_the_changelog_comes_whole(state: JiraState, web: httpx.Client) -> None:
    key = state.create_issue("PAY", "Task", "t", reporter="ada")
    for n in range(120):
        state.assign(key, ("ada", "ben")[n % 2], by="ada", at=NOW + timedelta(minutes=n))
    log = found(web, expand="changelog")["issues"][0]["changelog"]
    assert len(log["histories"]) == log["total"] == 120
    assert log["histories"][0]["created"] < log["histories"][1]["created"]


def test_sprints_are_told_as_text_and_choices_as_options(state: JiraState, web: httpx.Client) -> None:
    key, colour = state.create_issue("PAY", "Task", "t", reporter="ada"), state.add_field("Colour", "select")
    state.into_sprint(key, state.add_sprint("Sprint 1", NOW, goal="ship, at last"), by="ada")
    state.set_field(key, "Colour", "Red", by="ada")
    fields = fields_of(web, key)
    (sprint,) = fields[state.field_id("Sprint")]
    assert sprint.startswith(
        "com.atlassian.greenhopper.service.sprint.Sprint@1[id=1,rapidViewId=8,state=FUTURE,name=Sprint 1,"
    )
    assert "startDate=2026-11-02T09:00:00.000Z,endDate=<null>" in sprint
    assert (fields[colour]["value"], fields[colour]["disabled"]) == ("Red", False)
    assert {f["name"]: f["schema"].get("items") for f in web.get("/field").json()}["Sprint"] == "string"


def test_comments_with_properties_labels_and_links(state: JiraState, web: httpx.Client) -> None:
    key = state.create_issue("PAY", "Task", "t", reporter="ada", labels=["old"])
    note = {"body": "*hello*", "properties": [{"key": "mark", "value": {"id": 1}}]}
    made = web.post(f"/issue/{key}/comment", json=note)
    assert (made.status_code, made.json()["body"], made.json()["author"]["name"]) == (201, "*hello*", "fairlead-bot")
    number = made.json()["id"]
    assert web.get(f"/comment/{number}/properties/mark").json() == {"key": "mark", "value": {"id": 1}}
    assert web.put(f"/comment/{number}/properties/mark", json={"id": 2}).status_code == 200
    assert web.put(f"/issue/{key}/comment/{number}", json={"body": "bye"}).json()["body"] == "bye"
    shown = web.get(f"/issue/{key}/comment", params={"expand": "properties"}).json()
    assert [row["properties"] for row in shown["comments"]] == [[{"key": "mark", "value": {"id": 2}}]]
    assert web.post(f"/issue/{key}/comment", json={"body": " "}).status_code == 400
    assert web.put(f"/issue/{key}", json={"update": {"labels": [{"add": "new"}, {"remove": "old"}]}}).status_code == 204
    assert state.labels(key) == ["new"]
    link = {"globalId": "g", "object": {"title": "x", "url": "https://acme.test"}}
    assert [web.post(f"/issue/{key}/remotelink", json=link).status_code for _ in range(2)] == [201, 200]
    assert web.delete(f"/issue/{key}/remotelink", params={"globalId": "g"}).status_code == 204
    assert web.delete(f"/issue/{key}/comment/{number}").status_code == 204


def test_small_resources(state: JiraState, web: httpx.Client) -> None:
    state.add_group("payments", ["ada", "ben"])
    assert [project["key"] for project in web.get("/project").json()] == ["OPS", "PAY"]
    assert web.get("/serverInfo").json()["deploymentType"] == "Server"
    assert {status["name"] for status in web.get("/status").json()} == {"To Do", "In Progress", "Done"}
    assert web.get("/priority").json()[0]["name"] == "Highest"
    assert web.get("/configuration").json()["timeTrackingConfiguration"]["workingDaysPerWeek"] == 5
    assert "hierarchyLevel" not in web.get("/issuetype").json()[0]
    assert len(web.get("/issueLinkType").json()["issueLinkTypes"]) == 4
    page = web.get("/group/member", params={"groupname": "payments", "maxResults": "1"}).json()
    assert ([user["name"] for user in page["values"]], page["isLast"], page["total"]) == (["ada"], False, 2)
    assert [group["name"] for group in web.get("/groups/picker", params={"query": "pay"}).json()["groups"]] == [
        "payments"
    ]
    assert web.get("/group/member", params={"groupname": "nobody"}).status_code == 404


def test_the_vendor_s_library_takes_it_for_data_center(state: JiraState, sandbox: Sandbox) -> None:
    keys = [state.create_issue("PAY", "Task", f"t {n}", reporter="ada", assignee="ben") for n in range(5)]
    state.page_limit = 2
    options = {"server": sandbox.urls["jira"], "check_update": False}
    with closing(JIRA(options=options, token_auth=state.token, max_retries=0)) as library:
        assert not library._is_cloud
        found = library.search_issues("project = PAY ORDER BY key", maxResults=False, expand="changelog")
        shown = [(issue["key"], issue["fields"]["assignee"]["name"]) for issue in (each.raw for each in found)]
        assert shown == [(key, "ben") for key in keys]
        comment = library.add_comment(keys[0], "*hello*")
        assert [one.body for one in library.comments(keys[0])] == ["*hello*"]
        comment.update(body="bye")
        library.add_simple_link(keys[0], {"url": "https://acme.test", "title": "x"})
        assert [user.key for user in library.search_users("ada")] == [state.user_key("ada")]
        assert [field["id"] for field in library.fields() if field["name"] == "Epic Link"] == [
            state.field_id("Epic Link")
        ]
    assert [row["body"] for row in state.comments(keys[0])] == ["bye"]
    assert [link["object"]["title"] for link in state.remote_links(keys[0])] == ["x"]
