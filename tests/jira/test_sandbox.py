"""The sandbox Jira answers as the real one does, to plain requests and to the vendor's own library."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from jira import JIRA

from connectors.transport import Http, jira_client
from core.contract import Wire
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.jira.conftest import NOW


@pytest.fixture
def web(sandbox: Sandbox, state: JiraState) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.urls["jira"] + "/rest/api/3", auth=(state.email, state.token)) as client:
        yield client


@pytest.fixture
def library(sandbox: Sandbox, state: JiraState) -> Iterator[JIRA]:
    pair = b64encode(f"{state.email}:{state.token}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}"}
    http = Http(sandbox.urls["jira"], tool="jira", wire=Wire(read_only=False), headers=headers)
    yield jira_client(http)
    http.close()


def fill(state: JiraState) -> None:
    for n in range(3):
        state.create_issue("PAY", "Task", f"pay {n}", reporter="ada", at=NOW + timedelta(days=n))
    state.create_issue("OPS", "Bug", "ops", reporter="ben", assignee="ada", status="Done", labels=["Urgent"])


def found(web: httpx.Client, jql: str, **params: Any) -> list[str]:
    answer = web.get("/search/jql", params={"jql": jql, "fields": "key", **params})
    assert answer.status_code == 200, answer.text
    return [issue["key"] for issue in answer.json()["issues"]]


def refused(web: httpx.Client, jql: str) -> str:
    answer = web.get("/search/jql", params={"jql": jql})
    assert answer.status_code == 400
    return str(answer.json()["errorMessages"][0])


@pytest.mark.parametrize(
    ("jql", "keys"),
    [
        ("project = PAY ORDER BY created ASC", ["PAY-1", "PAY-2", "PAY-3"]),
        ("project = pay ORDER BY created DESC", ["PAY-3", "PAY-2", "PAY-1"]),
        ('project in ("PAY", OPS) and type = Bug', ["OPS-1"]),
        ("project = PAY AND NOT (key = PAY-2) order by key", ["PAY-1", "PAY-3"]),
        ("project not in (PAY)", ["OPS-1"]),
        ("project = OPS OR created >= '2026-11-04 09:00'", ["PAY-3", "OPS-1"]),
        ("project = PAY AND updated >= 1793696400000 AND updated < 1793782800000", ["PAY-2"]),
        ("updated <= -1m", []),
        ("labels = urgent AND statusCategory = Done AND assignee = ada", ["OPS-1"]),
        ("assignee is empty and project = PAY ORDER BY updated desc, key asc", ["PAY-3", "PAY-2", "PAY-1"]),
        ("assignee is not empty", ["OPS-1"]),
        ("issuetype != Task", ["OPS-1"]),
    ],
)
def test_jql(state: JiraState, web: httpx.Client, jql: str, keys: list[str]) -> None:
    fill(state)
    assert found(web, jql) == keys


def test_jql_reads_dates_in_the_account_s_time_zone(state: JiraState, web: httpx.Client) -> None:
    fill(state)
    state.time_zone = "Asia/Shanghai"
    assert found(web, 'project = PAY AND created <= "2026-11-02 16:59"') == []
    assert found(web, 'project = PAY AND created <= "2026-11-02 17:00"') == ["PAY-1"]


@pytest.mark.parametrize(
    ("jql", "message"),
    [
        ("", "Unbounded"),
        ("ORDER BY created", "Unbounded"),
        ("project = NOPE", "'NOPE' does not exist for the field 'project'"),
        ("colour = red", "Field 'colour' does not exist"),
        ("project = PAY AND", "before the end of the query"),
        ("project = PAY created > 1", "Expecting either 'OR' or 'AND'"),
        ("(project = PAY", "Expecting ')'"),
        ("updated >= yesterday-ish", "Date value"),
        ('project = "PAY', "reserved JQL character"),
        ("project > PAY", "not supported by the 'project' field"),
    ],
)
def test_bad_jql(web: httpx.Client, jql: str, message: str) -> None:
    assert message in refused(web, jql)


def test_pages_have_a_token_but_no_total(state: JiraState, web: httpx.Client) -> None:
    fill(state)
    query: dict[str, str | int] = {"jql": "project = PAY", "maxResults": 2, "fields": "summary"}
    first = web.get("/search/jql", params=query).json()
    assert first.keys() == {"issues", "isLast", "nextPageToken"}
    last = web.get("/search/jql", params=query | {"nextPageToken": first["nextPageToken"]}).json()
    assert last.keys() == {"issues", "isLast"}
    assert len(first["issues"]) + len(last["issues"]) == 3
    assert web.get("/search/jql", params=query | {"nextPageToken": "x"}).status_code == 400


def test_a_search_shows_what_was_asked_for(state: JiraState, web: httpx.Client) -> None:
    fill(state)
    state.comment("OPS-1", "hi", by="ada")
    ask = {"jql": "project = OPS"}
    (bare,) = web.get("/search/jql", params=ask).json()["issues"]
    assert bare.keys() == {"id"}
    answer = web.post("/search/jql", json=ask | {"fields": ["*all", "-summary"], "expand": "changelog"})
    (full,) = answer.json()["issues"]
    assert full["changelog"]["total"] == 0
    assert "summary" not in full["fields"]
    assert full["fields"]["comment"]["total"] == 1
    assert "properties" not in full["fields"]["comment"]["comments"][0]
    assert web.post("/search/jql", json=ask | {"startAt": 0}).status_code == 400


def test_the_old_search_is_gone(web: httpx.Client) -> None:
    assert web.get("/search", params={"jql": "project = PAY"}).status_code == 410


def test_a_wrong_token_is_refused_by_myself_alone(state: JiraState, sandbox: Sandbox) -> None:
    fill(state)
    with httpx.Client(base_url=sandbox.urls["jira"] + "/rest/api/3", auth=(state.email, "wrong")) as stranger:
        refusal = stranger.get("/myself")
        assert (refusal.status_code, refusal.text) == (401, "Client must be authenticated to access this resource.")
        assert stranger.get("/issue/PAY-1").status_code == 404
        people = stranger.get("/users/search")
        assert (people.json(), people.headers["X-Seraph-LoginReason"]) == ([], "AUTHENTICATED_FAILED")
        assert stranger.put("/issue/PAY-1", json={"update": {}}).status_code == 404


def test_every_verb_of_the_company_is_in_the_changelog(state: JiraState, web: httpx.Client) -> None:
    fill(state)
    epic = state.create_issue("PAY", "Epic", "Checkout", reporter="ada")
    state.transition("PAY-1", "Done", by="ada", at=NOW + timedelta(hours=1))
    state.assign("PAY-1", "ben", by="ada")
    state.label("PAY-1", add=["x"], by="ada")
    state.set_due("PAY-1", date(2026, 12, 1), by="ada")
    state.set_parent("PAY-1", epic, by="ada")
    moved = state.move("PAY-1", "OPS", by="ada")
    issue = web.get("/issue/PAY-1", params={"expand": "changelog"}).json()
    assert issue["key"] == moved == "OPS-2"
    logged = {entry["field"] for history in issue["changelog"]["histories"] for entry in history["items"]}
    assert logged == {
        "status", "resolution", "assignee", "labels", "duedate", "IssueParentAssociation", "project", "Key",
    }  # fmt: skip
    assert issue["fields"]["parent"]["key"] == epic
    assert issue["fields"]["resolutiondate"] == "2026-11-02T10:00:00.000+0000"
    assert web.get("/issue/OPS-2/changelog").json()["total"] == 6


def test_small_resources(state: JiraState, web: httpx.Client) -> None:
    assert [project["key"] for project in web.get("/project/search").json()["values"]] == ["OPS", "PAY"]
    assert {s["name"]: s["statusCategory"]["key"] for s in web.get("/status").json()} == {
        "To Do": "new", "In Progress": "indeterminate", "Done": "done",
    }  # fmt: skip
    assert {user["accountId"] for user in web.get("/users/search").json()} >= {"ada", "ben"}
    assert any(field["id"] == "summary" for field in web.get("/field").json())


def test_comments_keep_their_properties_apart(state: JiraState, web: httpx.Client) -> None:
    fill(state)
    body = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": []}]}
    properties = [{"key": "fairlead", "value": {"mark": "m"}}]
    made = web.post("/issue/PAY-1/comment", json={"body": body, "properties": properties}).json()
    assert "properties" not in made
    shown = web.get(f"/issue/PAY-1/comment/{made['id']}", params={"expand": "properties"}).json()
    assert shown["properties"] == properties
    assert web.get(f"/comment/{made['id']}/properties/fairlead").json()["value"] == {"mark": "m"}
    assert [p["key"] for p in web.get(f"/comment/{made['id']}/properties").json()["keys"]] == ["fairlead"]
    assert web.post("/issue/PAY-1/comment", json={"body": "plain"}).status_code == 400
    assert web.delete(f"/issue/PAY-1/comment/{made['id']}").status_code == 204
    assert web.get(f"/issue/PAY-1/comment/{made['id']}").status_code == 404


def test_labels_and_links_refuse_what_jira_refuses(state: JiraState, web: httpx.Client) -> None:
    fill(state)
    assert web.put("/issue/PAY-1", json={"update": {"labels": [{"add": "two words"}]}}).status_code == 400
    assert web.put("/issue/PAY-1", json={"fields": {"nope": 1}}).status_code == 400
    assert web.post("/issue/PAY-1/remotelink", json={"object": {"title": "x"}}).status_code == 400
    link = {"globalId": "g", "object": {"title": "x", "url": "https://acme.test"}}
    made = web.post("/issue/PAY-1/remotelink", json=link)
    again = web.post("/issue/PAY-1/remotelink", json=link)
    assert (made.status_code, again.status_code, made.json()["id"]) == (201, 200, again.json()["id"])
    assert web.get("/issue/PAY-1/remotelink", params={"globalId": "g"}).json()["globalId"] == "g"
    assert web.delete(f"/issue/PAY-1/remotelink/{made.json()['id']}").status_code == 204
    assert web.get("/issue/PAY-1/remotelink", params={"globalId": "g"}).status_code == 404


def test_the_vendor_s_library_takes_it_for_jira(state: JiraState, library: JIRA) -> None:
    fill(state)
    library.deploymentType = "Cloud"  # it would ask /serverInfo, and searches nothing before it knows
    assert library.myself()["accountId"] == state.account
    page = library.enhanced_search_issues("project = PAY", maxResults=2, json_result=True)
    assert isinstance(page, dict)
    assert len(page["issues"]) == 2
    issue = library.issue("PAY-2", fields="labels")
    issue.update(update={"labels": [{"add": "seen"}]})
    assert issue.fields.labels == state.labels("PAY-2") == ["seen"]
    comment = library.add_comment("PAY-2", {"type": "doc", "version": 1, "content": []})
    assert [one.id for one in library.comments("PAY-2")] == [comment.id]
    comment.delete()
    assert state.comments("PAY-2") == []
    assert library.remote_links("PAY-2") == []
