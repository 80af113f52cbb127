"""A site's own fields: found by what they are, kept by the name that people see."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from connectors.jira import connector
from connectors.jira.columns import Columns, columns
from connectors.jira.shapes import Field, Schema
from core.contract import Refused
from core.records import FIELD_LIMIT, Activity
from sandbox.faults import Fault
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.jira.conftest import NOW, Connect, both
from tests.jira.test_pull import items, pulled

FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float"
POINTS = "com.pyxis.greenhopper.jira:jsw-story-points"
CHECKBOX = "com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes"


def field(number: int, name: str, custom: str = "", *clauses: str) -> Field:
    return Field(f"customfield_{number}", name, Schema(custom), list(clauses))


SITE = [
    field(1, "Story Points", FLOAT),
    field(2, "Budget", FLOAT),
    field(3, "Schätzung", POINTS),
    field(4, "Markiert", CHECKBOX, "cf[4]", "Flagged"),
    field(5, "Team"),
    field(6, "team "),
    field(7, "Cost center"),
    field(8, "Parent Link", "com.atlassian.jpo:jpo-custom-field-parent"),
]


def found(own: Sequence[str] = (), points: str = "") -> Columns:
    return columns(SITE, own=own, points=points, parents=["com.atlassian.jpo:jpo-custom-field-parent"], epics=[])


def test_fields_are_found_by_schema_in_any_language() -> None:
    columns = found()
    assert columns.points == ("customfield_3", "customfield_1")
    assert columns.flags == ("customfield_4",)
    assert columns.parents == ("customfield_8",)
    assert columns.parent_names == {"Parent Link"}
    assert columns.own == ()


def test_the_setting_points_field_comes_before_what_jira_calls_points() -> None:
    assert found(points="budget").points == ("customfield_2",)


def test_a_field_can_be_named_by_its_id() -> None:
    assert found(["customfield_6"]).own == (("customfield_6", "customfield_6"),)
    assert "customfield_6" in found(["customfield_6"]).asked


@pytest.mark.parametrize(
    ("own", "points", "says"),
    [
        (["Cost centre"], "", r"no field 'Cost centre' of the setting fields .*did you mean 'Cost center'\?"),
        (["Weather"], "", r"no field 'Weather' .*as the issue shows it"),
        (["Team"], "", r"2 fields are named 'Team': write one of customfield_5, customfield_6 .* setting fields"),
        ([], "Story Point", r"setting points_field .*did you mean 'Story Points'\?"),
    ],
)
def test_a_name_that_does_not_fit_is_refused_with_the_mend(own: list[str], points: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        found(own, points)


@both
def test_points_sprints_and_flags_of_an_issue(state: JiraState, connect: Connect) -> None:
    old, new = state.add_sprint("PAY 1, Summer"), state.add_sprint("PAY 2", goal="name=none")
    key = state.create_issue("PAY", "Story", "Retry", reporter="ada")
    bare = state.create_issue("PAY", "Story", "Nothing", reporter="ada")
    state.set_field(key, "Story Points", 5, by="ada")
    state.into_sprint(key, old, by="ada")
    state.run_sprint(old, "closed")
    state.into_sprint(key, new, by="ada")
    state.flag(key, by="ada")
    found = items(pulled(connect())[0])
    assert (found[key].points, found[key].flagged) == (5.0, True)
    assert found[key].fields == {"Sprint": ("PAY 1, Summer", "PAY 2")}
    assert (found[bare].points, found[bare].flagged, found[bare].fields) == (None, False, {})
    state.flag(key, False, by="ada")
    assert not items(pulled(connect())[0])[key].flagged


def test_a_team_managed_project_s_estimate_counts_as_points(state: JiraState, connect: Connect) -> None:
    key = state.create_issue("PAY", "Story", "Retry", reporter="ada")
    state.set_field(key, "Story point estimate", 3, by="ada")
    assert items(pulled(connect())[0])[key].points == 3.0


def test_a_service_learns_of_fields_that_a_site_gets_later(
    state: JiraState, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    state.add_field("Due week", "text")
    running = connect(fields=["Due week"])
    pulled(running)
    state.add_field("due WEEK", "text")
    pulled(running)
    monkeypatch.setattr(connector, "REMEMBERED", 0.0)
    with pytest.raises(Refused, match="2 fields are named 'Due week'"):
        pulled(running)


@both
def test_chosen_fields_of_every_kind_are_texts(state: JiraState, connect: Connect) -> None:
    values = {
        "Cost center": ("select", "CC-7", ("CC-7",)),
        "Regions": ("multi-select", ["EU", "US"], ("EU", "US")),
        "Place": ("cascading", ("Berlin", "Mitte"), ("Berlin / Mitte",)),
        "Buyer": ("user", "ben", ("Ben",)),
        "Buyers": ("users", ["ada", "ben"], ("Ada", "Ben")),
        "Budget": ("number", 2.5, ("2.5",)),
        "Launch": ("date", date(2026, 12, 1), ("2026-12-01",)),
        "Tags": ("labels", ["a", "b"], ("a", "b")),
        "Note": ("text", "x" * 300, ("x" * FIELD_LIMIT,)),
    }
    key = state.create_issue("PAY", "Story", "Retry", reporter="ada", priority="High")
    for name, (kind, value, _) in values.items():
        state.add_field(name, kind)  # type: ignore[arg-type]
        state.set_field(key, name, value, by="ada")
    item = items(pulled(connect(fields=[*values, "Priority"]))[0])[key]
    assert item.fields == {name: texts for name, (_, _, texts) in sorted(values.items())} | {"Priority": ("High",)}
    assert list(item.fields) == sorted(item.fields)


def test_a_change_of_a_chosen_field_comes_with_the_next_pull(state: JiraState, connect: Connect) -> None:
    state.add_field("Cost center", "select")
    key = state.create_issue("PAY", "Story", "Retry", reporter="ada")
    connector = connect(fields=["cost center"])
    cursor = pulled(connector)[1][-1].cursor
    state.clock.advance(timedelta(hours=1))
    state.set_field(key, "Cost center", "CC-7", by="ada")
    assert items(pulled(connector, cursor=cursor)[0])[key].fields == {"cost center": ("CC-7",)}


@both
def test_a_wrong_name_is_told_by_doctor_and_stops_the_pull(state: JiraState, connect: Connect) -> None:
    state.add_field("Cost center", "select")
    connector = connect(fields=["Cost centre"])
    for action in (connector.check, lambda: pulled(connector)):
        with pytest.raises(Refused, match="did you mean 'Cost center'"):
            action()


def test_one_odd_description_of_a_field_hides_no_other(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    sandbox._observe = None
    key = state.create_issue("PAY", "Story", "Retry", reporter="ada")
    state.set_field(key, "Story Points", 5, by="ada")
    points = b'{"id": "customfield_10026", "name": "Story Points", "schema": {"custom": "%s"}}' % FLOAT.encode()
    body = b'[{"id": 7}, null, %s, {"id": "not an id"}]' % points
    sandbox.faults.append(Fault("jira", "/field", status=200, body=body))
    assert items(pulled(connect())[0])[key].points == 5.0


@both
@pytest.mark.parametrize(("hours", "days"), [(6.0, 2.0), (8.0, 1.5)])
def test_estimates_are_in_the_site_s_own_days(state: JiraState, connect: Connect, hours: float, days: float) -> None:
    state.hours_per_day = hours
    key = state.create_issue("PAY", "Story", "Retry", reporter="ada")
    state.estimate(key, 12, by="ada")
    assert items(pulled(connect())[0])[key].estimate == days


@pytest.mark.parametrize("status", [403, 404])
def test_a_day_has_eight_hours_where_the_site_does_not_tell(
    state: JiraState, sandbox: Sandbox, connect: Connect, status: int
) -> None:
    key = state.create_issue("PAY", "Story", "Retry", reporter="ada")
    state.estimate(key, 12, by="ada")
    sandbox.faults.append(Fault("jira", "/configuration", status=status, body=b"{}"))
    assert items(pulled(connect())[0])[key].estimate == 1.5


@both
def test_blockers_are_named_whatever_their_state(state: JiraState, connect: Connect) -> None:
    keys = [state.create_issue("PAY", "Task", str(n), reporter="ada") for n in range(4)]
    blocked, first, second, other = keys
    state.link(first, "Blocks", blocked, by="ada")
    state.link(second, "Blocks", blocked, by="ada")
    state.link(other, "Relates", blocked, by="ada")
    state.link(blocked, "Blocks", other, by="ada")
    state.transition(second, "Done", by="ada", at=NOW + timedelta(hours=1))
    found = items(pulled(connect())[0])
    assert found[blocked].blocked_by == (first, second)
    assert found[other].blocked_by == (blocked,)
    assert found[first].blocked_by == ()


def test_link_types_can_be_named_in_any_language(state: JiraState, connect: Connect) -> None:
    one, two = (state.create_issue("PAY", "Task", str(n), reporter="ada") for n in range(2))
    state.link(one, "Relates", two, by="ada")
    assert items(pulled(connect(blocks_links=["Relates"]))[0])[two].blocked_by == (one,)


@both
def test_what_may_hold_an_issue_back_is_told_by_kind_of_activity(state: JiraState, connect: Connect) -> None:
    key, other, third = (state.create_issue("PAY", "Story", title, reporter="ada") for title in "abc")
    for on in (True, False):
        state.flag(key, on, by="ada")
    state.link(other, "Blocks", key, by="ada")
    state.link(third, "Relates", key, by="ada")
    for labels in (["x", "Blocked"], ["y"]):
        state.label(key, add=labels, by="ada")
    records, _ = pulled(connect())
    kinds = [each.kind for each in records if isinstance(each, Activity) and each.item == key]
    assert kinds == ["created", "flagged", "change", "blocked_by_added", "change", "flagged", "change"]
    assert items(records)[key].flagged
    assert not items(pulled(connect(blocked_labels=[]))[0])[key].flagged
