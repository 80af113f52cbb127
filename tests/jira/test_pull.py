"""What a pull gives, what the next one asks for, and what happens when Jira misbehaves on the way."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.jira.connector import JiraConnector
from core.contract import Stream
from core.records import Account, Activity, Change, Checkpoint, Goal, Item, Record
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.jira.conftest import NOW, Connect, both, who

pytestmark = both
PAY = Stream("issues", "PAY", exhaustive=True)
OPS = Stream("issues", "OPS", exhaustive=True)
PEOPLE = Stream("accounts", "", incremental=False)
LATER = timedelta(hours=1)
SEARCH = ("/rest/api/3/search/jql", "/rest/api/2/search")


def pulled(
    connector: JiraConnector, stream: Stream = PAY, cursor: str | None = None
) -> tuple[list[Record], list[Checkpoint]]:
    everything = list(connector.pull(stream, cursor))
    assert isinstance(everything[-1], Checkpoint)
    return (
        [record for record in everything if not isinstance(record, Checkpoint)],
        [record for record in everything if isinstance(record, Checkpoint)],
    )


def items(records: list[Record]) -> dict[str, Item]:
    return {record.key: record for record in records if isinstance(record, Item)}


def searches(sandbox: Sandbox) -> list[str]:
    return [exchange.query for exchange in sandbox.history if exchange.path in SEARCH]


def test_an_issue_comes_with_all_that_rules_and_detectors_need(state: JiraState, connect: Connect) -> None:
    epic = state.create_issue("PAY", "Epic", "Checkout", reporter="ada")
    key = state.create_issue(
        "PAY",
        "Story",
        "Retry cards [O-12]",
        reporter="ada",
        assignee="ben",
        parent=epic,
        labels=["web", "api"],
        components=["Cards"],
        priority="High",
        due=date(2026, 12, 1),
        description="See https://acme.test/spec\nand OPS-7",
    )
    item = items(pulled(connect())[0])[key]
    assert item.kind == "issue"
    assert (item.container, item.title, item.type, item.status, item.category) == (
        "PAY",
        "Retry cards [O-12]",
        "Story",
        "To Do",
        "todo",
    )
    people = who(state, "ada"), who(state, "ben")
    assert (item.author, item.assignee, item.parent, item.priority) == (*people, epic, "High")
    assert (item.labels, item.components, item.due) == (("api", "web"), ("Cards",), date(2026, 12, 1))
    assert item.refs == ("O-12", "https://acme.test/spec", "OPS-7")
    assert item.url.endswith(f"/browse/{key}")
    assert item.created_at == item.updated_at == NOW


def test_history_tells_status_category_assignee_due_and_parent(state: JiraState, connect: Connect) -> None:
    epic = state.create_issue("PAY", "Epic", "Checkout", reporter="ada")
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    at = [NOW + timedelta(hours=n) for n in range(1, 6)]
    state.transition(key, "In Progress", by="ada", at=at[0])
    state.assign(key, "ben", by="ada", at=at[1])
    state.set_due(key, date(2026, 12, 1), by="ada", at=at[2])
    state.set_parent(key, epic, by="ada", at=at[3])
    state.transition(key, "Done", by="ben", at=at[4])
    item = items(pulled(connect())[0])[key]
    assert item.changes == (
        Change(at[0], "status", "To Do", "In Progress"),
        Change(at[0], "category", "todo", "doing"),
        Change(at[1], "assignee", None, who(state, "ben")),
        Change(at[2], "due", None, "2026-12-01"),
        Change(at[3], "parent", None, epic),
        Change(at[4], "status", "In Progress", "Done"),
        Change(at[4], "category", "doing", "done"),
    )
    assert (item.category, item.done_at) == ("done", at[4])


def test_who_touched_an_issue_and_which_of_them_are_bots(state: JiraState, connect: Connect) -> None:
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    spoken = state.comment(key, "hello", by="ben", at=NOW + LATER)
    state.comment(key, "built", by="ci")
    state.comment(key, "flag", by=state.account)
    state.label(key, add=["x"], by="ada")
    found = [record for record in pulled(connect())[0] if isinstance(record, Activity)]
    ada, ben = who(state, "ada"), who(state, "ben")
    assert [(a.kind, a.actor, a.bot) for a in found] == [
        ("created", ada, False),
        ("comment", ben, False),
        ("comment", who(state, "ci"), state.deployment == "cloud"),  # Data Center knows no apps
        ("comment", who(state, state.account), True),
        ("change", ada, False),
    ]
    assert found[1] == Activity(
        source="jira", id=f"comment-{spoken}", item=key, at=NOW + LATER, kind="comment", actor=ben
    )


def test_an_issue_of_a_goal_type_is_also_an_initiative(state: JiraState, connect: Connect) -> None:
    owned = state.create_issue("PAY", "Epic", "Checkout", reporter="ada", assignee="ada")
    quiet = state.create_issue("PAY", "Epic", "Refunds", reporter="ada", assignee="ben", status="Done")
    state.create_issue("PAY", "Task", "Retry", reporter="ada")
    goals = {g.key: g for g in pulled(connect(goal_types=["Epic"]))[0] if isinstance(g, Goal)}
    assert goals.keys() == {owned, quiet}
    assert (goals[owned].level, goals[owned].item, goals[owned].place) == ("initiative", owned, f"jira:{owned}")
    assert goals[owned].owners == ("ada@acme.test",)
    assert goals[quiet].owners == (f"jira:{who(state, 'ben')}",)
    assert (goals[owned].closed, goals[quiet].closed) == (False, True)


def test_epics_are_told_by_their_level_and_on_data_center_by_their_epic_name(
    state: JiraState, connect: Connect
) -> None:
    key = state.create_issue("PAY", "Epic", "Checkout", reporter="ada")
    state.find(key)["fields"]["issuetype"] |= {"name": "史诗"}
    state.set_field(key, "Epic Name", "Checkout", by="ada")
    assert items(pulled(connect())[0])[key].kind == "epic"


def test_people(state: JiraState, connect: Connect, sandbox: Sandbox) -> None:
    state.add_user("eve", "Eve", "eve@acme.test", active=False)
    records, points = pulled(connect(), PEOPLE)
    found = {record.id: record for record in records if isinstance(record, Account)}
    ada, ben, eve, ci, ours = (found[who(state, name)] for name in ("ada", "ben", "eve", "ci", state.account))
    assert ada == Account(source="jira", id=who(state, "ada"), name="Ada", email="ada@acme.test")
    assert ben.email is None
    on_cloud = state.deployment == "cloud"  # Data Center knows no apps
    assert (eve.active, ci.bot, ours.bot) == (False, on_cloud, True)
    assert (len(points), len(sandbox.history)) == (2, 3)


def test_pages_are_followed_to_the_end_and_each_is_committed(state: JiraState, connect: Connect) -> None:
    keys = [state.create_issue("PAY", "Task", str(n), reporter="ada", at=NOW + timedelta(seconds=n)) for n in range(7)]
    state.page_limit = 3
    records, points = pulled(connect())
    assert list(items(records)) == keys
    assert [point.done for point in points] == ([3, 6, 7] if state.deployment == "cloud" else [3, 5, 7])
    assert {point.total for point in points} == {7}


def test_a_long_history_and_a_long_talk_are_fetched_whole(state: JiraState, connect: Connect) -> None:
    key = state.create_issue("PAY", "Task", "Busy", reporter="ada")
    for n in range(130):
        state.assign(key, ("ada", "ben")[n % 2], by="ada", at=NOW + timedelta(minutes=n))
        state.comment(key, str(n), by="ada", at=NOW + timedelta(minutes=n))
    records = pulled(connect())[0]
    assert len(items(records)[key].changes) == 130
    kinds = [record.kind for record in records if isinstance(record, Activity)]
    assert (kinds.count("comment"), kinds.count("change")) == (130, 130)


def test_an_unchanged_second_pull_is_one_search(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    state.transition(key, "Done", by="ada")
    state.clock.advance(LATER)
    cursor = pulled(connect())[1][-1].cursor
    state.clock.advance(LATER)
    sandbox.history.clear()
    assert pulled(connect(), cursor=cursor)[0] == []
    search = "3/search/jql" if state.deployment == "cloud" else "2/search"
    assert [each.path.removeprefix("/rest/api/") for each in sandbox.history] == [f"{search[0]}/field", search]


def test_pulling_changes_ends_where_pulling_all_ends(state: JiraState, connect: Connect) -> None:
    keys = [state.create_issue("PAY", "Task", str(n), reporter="ada") for n in range(5)]
    state.clock.advance(LATER)
    before, points = pulled(connect())
    state.clock.advance(LATER)
    state.transition(keys[3], "In Progress", by="ben")
    keys.append(state.create_issue("PAY", "Bug", "new", reporter="ben"))
    changed, _ = pulled(connect(), cursor=points[-1].cursor)
    assert list(items(changed)) == [keys[3], keys[5]]
    assert {**items(before), **items(changed)} == items(pulled(connect())[0])


def test_a_change_on_the_edge_of_the_last_scan_is_seen_again(state: JiraState, connect: Connect) -> None:
    """Closed range and overlap: an edit that search showed late, or of the very millisecond, is never skipped."""
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    cursor = pulled(connect())[1][-1].cursor
    state.label(key, add=["late"], by="ada", at=NOW - timedelta(minutes=4, seconds=59))
    assert items(pulled(connect(), cursor=cursor)[0])[key].labels == ("late",)


def test_the_cursor_is_the_tools_time_at_the_start_of_the_scan(state: JiraState, connect: Connect) -> None:
    for n in range(4):
        state.create_issue("PAY", "Task", str(n), reporter="ada")
    state.page_limit = 2
    scan = connect().pull(PAY, None)
    while not isinstance(first := next(scan), Checkpoint):
        pass
    state.clock.advance(LATER)
    last = [*scan][-1]
    assert isinstance(last, Checkpoint)
    assert json.loads(last.cursor) == {"updated": int(NOW.timestamp() * 1000)}
    assert "updated" not in json.loads(first.cursor)


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_a_scan_that_is_cut_short_goes_on_where_it_was(state: JiraState, connect: Connect, pages: int) -> None:
    keys = [state.create_issue("PAY", "Task", str(n), reporter="ada", at=NOW + timedelta(minutes=n)) for n in range(8)]
    state.page_limit = 2
    whole = pulled(connect())
    got: dict[str, Item] = {}
    cursor, seen = None, 0
    for record in connect().pull(PAY, None):
        if isinstance(record, Item):
            got[record.key] = record
        elif isinstance(record, Checkpoint):
            cursor, seen = record.cursor, seen + 1
            if seen == pages:
                break
    state.clock.advance(LATER)
    rest, points = pulled(connect(), cursor=cursor)
    assert keys[0] not in items(rest)
    assert {**got, **items(rest)} == items(whole[0])
    assert points[-1].cursor == whole[1][-1].cursor


def test_a_moved_issue_keeps_its_id(state: JiraState, connect: Connect) -> None:
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    connector = connect(projects=["PAY", "OPS"])
    before = items(pulled(connector)[0])[key]
    state.clock.advance(LATER)
    moved = state.move(key, "OPS", by="ada")
    after = items(pulled(connector, OPS)[0])[moved]
    assert (after.id, after.container) == (before.id, "OPS")
    assert items(pulled(connector)[0]) == {}


def test_the_setting_jql_narrows_every_project(state: JiraState, connect: Connect) -> None:
    bug = state.create_issue("PAY", "Bug", "Broken", reporter="ada")
    state.create_issue("PAY", "Task", "Retry", reporter="ada")
    wide = connect(jql="type = Bug OR labels = flagged")
    assert items(pulled(wide)[0]).keys() == {bug}


def test_who_the_hub_is(state: JiraState, connect: Connect) -> None:
    identity = connect().check()
    assert (identity.account, identity.name) == (who(state, state.account), "Fairlead")


def test_dates_of_any_zone_become_utc(state: JiraState, connect: Connect) -> None:
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    state.find(key)["fields"]["created"] = "2020-06-12T08:29:19.487+0800"
    at = items(pulled(connect())[0])[key].created_at
    assert at == datetime(2020, 6, 12, 0, 29, 19, 487_000, tzinfo=UTC)
    assert at.tzinfo is UTC


def test_the_account_s_time_zone_does_not_move_the_range(state: JiraState, connect: Connect) -> None:
    state.time_zone = "Asia/Shanghai"
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    cursor = pulled(connect())[1][-1].cursor
    state.clock.advance(LATER)
    state.label(key, add=["x"], by="ada")
    assert items(pulled(connect(), cursor=cursor)[0]).keys() == {key}
