"""Custom fields, sprints, flags, links between issues and work logs, as REST and the changelog show them."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from sandbox.jira import JiraState
from tests.sandbox.jira.conftest import NOW


def fields_of(web: httpx.Client, key: str, *names: str) -> dict[str, Any]:
    found: dict[str, Any] = web.get(f"/issue/{key}", params={"fields": ",".join(names)}).json()["fields"]
    return found


def logged(state: JiraState, key: str) -> list[tuple[Any, ...]]:
    histories = state.find(key)["changelog"]["histories"]
    names = ("field", "from", "fromString", "to", "toString")
    return [tuple(item[name] for name in names) for history in histories for item in history["items"]]


def test_fields_are_found_by_their_schema(state: JiraState, web: httpx.Client) -> None:
    state.add_field("Business value", "number")
    listed = {field["name"]: field for field in web.get("/field").json()}
    assert listed["Sprint"]["schema"] == {
        "type": "array", "items": "json", "custom": "com.pyxis.greenhopper.jira:gh-sprint", "customId": 10020,
    }  # fmt: skip
    assert listed["Epic Link"]["schema"]["custom"] == "com.pyxis.greenhopper.jira:gh-epic-link"
    assert listed["Business value"]["id"] == state.field_id("Business value")
    assert listed["Summary"]["schema"] == {"type": "string", "system": "summary"}


@pytest.mark.parametrize(
    ("kind", "value", "shown", "told"),
    [
        ("number", 3, 3.0, (None, "3")),
        ("story-points", 0.5, 0.5, (None, "0.5")),
        ("text", "why", "why", (None, "why")),
        ("date", date(2026, 12, 1), "2026-12-01", (None, "2026-12-01")),
        ("datetime", NOW, "2026-11-02T09:00:00.000+0000", (None, "2026-11-02T09:00:00.000+0000")),
        ("labels", ["a", "b"], ["a", "b"], (None, "a b")),
    ],
)
def test_plain_values(
    state: JiraState, web: httpx.Client, kind: Any, value: object, shown: object, told: tuple[str, str]
) -> None:
    key, name = state.create_issue("PAY", "Task", "t", reporter="ada"), state.add_field("Odd", kind)
    assert fields_of(web, key, name) == {name: None}
    state.set_field(key, "Odd", value, by="ada")
    assert fields_of(web, key, name) == {name: shown}
    state.set_field(key, "Odd", None, by="ada")
    assert logged(state, key) == [("Odd", None, None, *told), ("Odd", *told, None, None)]


def test_choices(state: JiraState, web: httpx.Client) -> None:
    key = state.create_issue("PAY", "Task", "t", reporter="ada")
    one, many, nested = (state.add_field(kind, kind) for kind in ("select", "multi-select", "cascading"))
    state.set_field(key, "select", "Red", by="ada")
    state.set_field(key, "multi-select", ["Web", "App"], by="ada")
    state.set_field(key, "cascading", ("Europe", "Bern"), by="ada")
    shown = fields_of(web, key, one, many, nested)
    assert shown[one]["value"] == "Red"
    assert [each["value"] for each in shown[many]] == ["Web", "App"]
    assert (shown[nested]["value"], shown[nested]["child"]["value"]) == ("Europe", "Bern")
    ids = ", ".join(each["id"] for each in shown[many])
    assert logged(state, key)[1] == ("multi-select", "", "", f"[{ids}]", "Web,App")


def test_people(state: JiraState, web: httpx.Client) -> None:
    key = state.create_issue("PAY", "Task", "t", reporter="ada")
    one, many = state.add_field("Sponsor", "user"), state.add_field("Reviewers", "users")
    state.set_field(key, "Sponsor", "ada", by="ben")
    state.set_field(key, "Reviewers", ["ada", "ben"], by="ben")
    shown = fields_of(web, key, one, many)
    assert shown[one]["accountId"] == "ada"
    assert [each["accountId"] for each in shown[many]] == ["ada", "ben"]
    assert logged(state, key)[1] == ("Reviewers", None, None, "ada, ben", "Ada, Ben")


def test_an_issue_remembers_the_sprints_that_it_was_in(state: JiraState, web: httpx.Client) -> None:
    key = state.create_issue("PAY", "Story", "s", reporter="ada")
    first = state.add_sprint("Sprint 1", NOW, NOW + timedelta(days=14))
    second = state.add_sprint("Sprint 2")
    state.into_sprint(key, first, by="ada")
    state.run_sprint(first, "closed")
    state.into_sprint(key, second, by="ada")
    state.run_sprint(second, "active")
    sprints = fields_of(web, key, state.field_id("Sprint"))[state.field_id("Sprint")]
    assert [(each["name"], each["state"]) for each in sprints] == [("Sprint 1", "closed"), ("Sprint 2", "active")]
    assert sprints[0]["startDate"] == "2026-11-02T09:00:00.000Z"
    assert logged(state, key)[1] == ("Sprint", "1", "Sprint 1", "1, 2", "Sprint 1, Sprint 2")


def test_the_flag_is_an_option_called_impediment(state: JiraState, web: httpx.Client) -> None:
    key, flagged = state.create_issue("PAY", "Story", "s", reporter="ada"), state.field_id("Flagged")
    state.flag(key, by="ada")
    assert [each["value"] for each in fields_of(web, key, flagged)[flagged]] == ["Impediment"]
    state.flag(key, on=False, by="ada")
    assert fields_of(web, key, flagged) == {flagged: None}
    assert [entry[4] for entry in logged(state, key)] == ["Impediment", ""]


def test_a_link_shows_the_other_issue_on_both_ends(state: JiraState, web: httpx.Client) -> None:
    early, late = (state.create_issue("PAY", "Story", text, reporter="ada") for text in ("early", "late"))
    number = state.link(early, "Blocks", late, by="ada")
    (there,) = fields_of(web, early, "issuelinks")["issuelinks"]
    (here,) = fields_of(web, late, "issuelinks")["issuelinks"]
    assert (there["outwardIssue"]["key"], there["type"]["outward"]) == (late, "blocks")
    assert (here["inwardIssue"]["key"], here["type"]["inward"]) == (early, "is blocked by")
    assert here["inwardIssue"]["fields"].keys() == {"summary", "status", "priority", "issuetype"}
    assert there["id"] == here["id"] == number
    assert logged(state, late) == [("Link", None, None, early, f"This issue is blocked by {early}")]
    state.unlink(number, by="ada")
    assert fields_of(web, late, "issuelinks") == {"issuelinks": []}
    assert logged(state, early)[1] == ("Link", late, f"This issue blocks {late}", None, None)


def test_a_link_to_what_cannot_be_seen_is_left_out(state: JiraState, web: httpx.Client) -> None:
    key, other = (
        state.create_issue("PAY", "Story", "s", reporter="ada"),
        state.create_issue("OPS", "Bug", "b", reporter="ada"),
    )
    state.link(key, "Relates", other, by="ada")
    state.hide(other)
    assert fields_of(web, key, "issuelinks") == {"issuelinks": []}


def test_work_logs_are_cut_at_twenty_where_they_stand_inline(state: JiraState, web: httpx.Client) -> None:
    key = state.create_issue("PAY", "Story", "s", reporter="ada")
    for n in range(25):
        state.log_work(key, 1.5, by="ada", started=NOW - timedelta(hours=n), text=f"part {n}")
    answer = web.post("/search/jql", json={"jql": "project = PAY", "fields": ["worklog", "timespent"]}).json()
    inline = answer["issues"][0]["fields"]
    assert (len(inline["worklog"]["worklogs"]), inline["worklog"]["total"], inline["worklog"]["maxResults"]) == (
        20,
        25,
        20,
    )
    assert inline["timespent"] == 25 * 5400
    assert inline["worklog"]["worklogs"][0]["timeSpent"] == "1h 30m"
    page = web.get(f"/issue/{key}/worklog", params={"startAt": 20, "maxResults": 10}).json()
    assert (len(page["worklogs"]), page["total"], page["maxResults"]) == (5, 25, 10)
    since = int((NOW - timedelta(hours=2)).timestamp() * 1000)
    assert web.get(f"/issue/{key}/worklog", params={"startedAfter": since}).json()["total"] == 3
    assert (
        "worklog"
        not in web.get("/search/jql", params={"jql": "project = PAY", "fields": "*navigable"}).json()["issues"][0][
            "fields"
        ]
    )


def test_hours_of_a_day_are_the_site_s(state: JiraState, web: httpx.Client) -> None:
    key = state.create_issue("PAY", "Story", "s", reporter="ada")
    state.hours_per_day = 6.0
    state.log_work(key, 7.0, by="ada")
    assert web.get(f"/issue/{key}/worklog").json()["worklogs"][0]["timeSpent"] == "1d 1h"
    assert web.get("/configuration").json()["timeTrackingConfiguration"]["workingHoursPerDay"] == 6.0


def test_there_are_levels_above_the_epic(state: JiraState, web: httpx.Client) -> None:
    theme = state.create_issue("PAY", "Theme", "Reach", reporter="ada")
    initiative = state.create_issue("PAY", "Initiative", "Checkout", reporter="ada", parent=theme)
    epic = state.create_issue("PAY", "Epic", "Cards", reporter="ada", parent=initiative)
    shown = fields_of(web, epic, "parent")["parent"]
    assert (shown["key"], shown["fields"]["issuetype"]["hierarchyLevel"]) == (initiative, 2)
    assert fields_of(web, initiative, "parent")["parent"]["fields"]["issuetype"]["hierarchyLevel"] == 3
    assert {each["name"]: each["hierarchyLevel"] for each in web.get("/issuetype").json()}["Sub-task"] == -1
