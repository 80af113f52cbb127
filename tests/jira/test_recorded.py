"""What a real Jira Cloud really sent comes through whole."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.jira.shapes import Fields
from core.contract import Stream
from core.records import Account, Activity, Checkpoint, Item, Record, Rejected
from sandbox.faults import Fault
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.jira.conftest import Connect

DATA = Path(__file__).parents[1] / "data"


def recorded(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"jira_{name}.jsonl").read_text().splitlines()]


@pytest.fixture
def records(state: JiraState, connect: Connect) -> list[Record]:
    state.page_limit = 10
    state.load_recorded(recorded("issues"), recorded("statuses"), recorded("users"), recorded("projects"))
    connector = connect(projects=["EE", "K5"])
    found: list[Record] = []
    for stream in (Stream("accounts", ""), Stream("issues", "EE"), Stream("issues", "K5")):
        found += [record for record in connector.pull(stream, None) if not isinstance(record, Checkpoint)]
    return found


def test_no_issue_is_lost(records: list[Record]) -> None:
    items = {record.id: record for record in records if isinstance(record, Item)}
    assert items.keys() == {body["id"] for body in recorded("issues")}
    assert not [record for record in records if isinstance(record, Rejected)]


def test_every_changelog_entry_comment_and_worklog_is_an_activity(records: list[Record]) -> None:
    bodies = recorded("issues")
    expected = {f"created-{body['id']}" for body in bodies}
    expected |= {f"change-{h['id']}" for body in bodies for h in body["changelog"]["histories"]}
    comments = [c for body in bodies for c in (body["fields"].get("comment") or {}).get("comments", [])]
    expected |= {f"comment-{comment['id']}" for comment in comments}
    logged = [w for body in bodies for w in (body["fields"].get("worklog") or {}).get("worklogs", [])]
    expected |= {f"worklog-{worklog['id']}" for worklog in logged}
    found = [record for record in records if isinstance(record, Activity)]
    assert {activity.id for activity in found} == expected
    assert len(found) == len(expected)
    assert sum(activity.bot for activity in found) >= 22
    spent = {f"worklog-{worklog['id']}": worklog["timeSpentSeconds"] for worklog in logged}
    assert {a.id: a.hours and a.hours * 3600 for a in found if a.kind == "worklog"} == spent


def test_one_issue_in_full(records: list[Record]) -> None:
    item = next(record for record in records if isinstance(record, Item) and record.key == "EE-1")
    assert item.type == "故事"
    assert (item.status, item.category) == (
        "已完成",
        "todo",
    )  # its category was recorded as `new`: keys decide, not names
    assert item.labels == ("frontEnd", "Saas")
    assert (item.due, item.versions) == (date(2025, 3, 9), ("v2.7.0",))
    assert item.created_at == datetime(2020, 6, 12, 0, 13, 13, 360_000, tzinfo=UTC)
    logged = [entry for h in recorded("issues")[0]["changelog"]["histories"] for entry in h["items"]]
    moves = [(change.before, change.after) for change in item.changes if change.field == "status"]
    assert sorted(moves) == sorted((e["fromString"], e["toString"]) for e in logged if e["field"] == "status")
    assert moves[-1][1] == item.status
    assert [change.at for change in item.changes] == sorted(change.at for change in item.changes)


def test_sprints_come_through(records: list[Record]) -> None:
    """The ids of the site's fields happen to be those of the sandbox."""
    items = {record.id: record for record in records if isinstance(record, Item)}
    told = {body["id"]: body["fields"].get("customfield_10020") for body in recorded("issues")}
    assert {id_: item.fields.get("Sprint", ()) for id_, item in items.items()} == {
        id_: tuple(sprint["name"] for sprint in sprints or ()) for id_, sprints in told.items()
    }
    assert sum(bool(item.fields) for item in items.values()) == 30


@pytest.mark.parametrize("value", ["missing", None, 7, "odd", [], [None], {}, {"id": []}])
def test_a_schema_that_drifts_costs_at_most_the_issue_itself(sandbox: Sandbox, connect: Connect, value: object) -> None:
    """Each field of an issue in turn is gone or of another kind; all of it in one page."""
    sandbox._observe = None
    (body,) = [body for body in recorded("issues") if body["key"] == "K5-3"]
    page = []
    for number, field in enumerate(Fields.__struct_fields__):
        fields = body["fields"] | {field: value}
        if value == "missing":
            del fields[field]
        page.append(body | {"id": str(number), "fields": fields, "futureKey": {"new": True}})
    answer = json.dumps({"issues": page}).encode()
    sandbox.faults.append(Fault("jira", "search/jql", status=200, body=answer))
    found = list(connect(projects=["K5"]).pull(Stream("issues", "K5"), None))
    ids = [record.id for record in found if isinstance(record, Item)]
    ids += [record.place.removeprefix("jira issue ") for record in found if isinstance(record, Rejected)]
    assert sorted(ids, key=int) == [str(number) for number in range(len(page))]


def test_hierarchy_comes_through(records: list[Record]) -> None:
    items = {record.key: record for record in records if isinstance(record, Item)}
    assert items["K5-4"].kind == "epic"
    assert sum(item.parent is not None for item in items.values()) == 15
    assert items["K5-3"].parent == "K5-4"
    assert [c.after for c in items["K5-3"].changes if c.field == "parent"] == ["K5-4"]


def test_people_come_through(records: list[Record]) -> None:
    accounts = [record for record in records if isinstance(record, Account)]
    assert {body["accountId"] for body in recorded("users")} <= {account.id for account in accounts}
