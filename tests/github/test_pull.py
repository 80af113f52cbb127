"""Reading: full, incremental, unchanged, and what can stand in the way."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.github.connector import GitHub
from core.contract import Refused, Stream, Unauthorized, Unavailable
from core.records import Activity, Checkpoint, Goal, Item, Record, Rejected
from sandbox.faults import Fault
from tests.github.conftest import REPO, World, pull

HOUR = timedelta(hours=1)


def items(records: Iterable[Record]) -> dict[str, Item]:
    return {record.key: record for record in records if isinstance(record, Item)}


def fill(world: World, count: int, *, step: timedelta = timedelta(minutes=1)) -> None:
    begin = world.clock()
    for at in range(count):
        world.state.create_issue(REPO, f"Issue {at + 1}", by="ann", at=begin + at * step)
    world.clock.advance(count * step + HOUR)


def test_check_says_who_we_are(hub: GitHub) -> None:
    identity = hub.check()
    assert identity.account == "fairlead-bot"
    assert identity.scopes == ("repo", "read:org", "read:user", "read:project")


def test_an_issue_becomes_an_item(world: World, hub: GitHub) -> None:
    state = world.state
    milestone = state.create_milestone(REPO, "v2", due=date(2026, 4, 1))
    body = "Serves [O-12], see #7 and PAY-3.<!-- [O-99] #8 -->"
    number = state.create_issue(REPO, "Pay by card", by="ann", body=body, labels=["bug"], milestone=milestone)
    state.assign(REPO, number, "bob", by="ann")
    item = items(pull(hub, "issues")[0])[f"{REPO}#{number}"]
    assert (item.kind, item.status, item.category, item.container) == ("issue", "open", "doing", REPO)
    assert (item.author, item.assignee, item.labels, item.milestone) == ("ann", "bob", ("bug",), "v2")
    assert item.refs == ("O-12", "PAY-3", f"{REPO}#7")
    assert item.id == state.issue(REPO, number)["node_id"]
    assert item.created_at == world.clock()


def test_states_become_categories(world: World, hub: GitHub) -> None:
    state = world.state
    for title in ("plain", "labelled", "done", "dropped"):
        state.create_issue(REPO, title, by="ann")
    state.label(REPO, 2, add=["In Progress"], by="ann")
    state.close(REPO, 3, by="ann")
    state.close(REPO, 4, by="ann", reason="not_planned")
    for draft in (True, False, False, False):
        state.create_pull(REPO, "change", by="ann", draft=draft)
    state.merge(REPO, 7, by="bob")
    state.close(REPO, 8, by="bob")
    found = items(pull(hub, "issues")[0])
    assert [(found[f"{REPO}#{n}"].status, found[f"{REPO}#{n}"].category) for n in range(1, 9)] == [
        ("open", "todo"),
        ("open", "doing"),
        ("completed", "done"),
        ("not_planned", "done"),
        ("draft", "doing"),
        ("open", "doing"),
        ("merged", "done"),
        ("closed", "done"),
    ]
    closing = found[f"{REPO}#7"].changes[-1]
    assert (closing.field, closing.before, closing.after, closing.at) == ("category", "doing", "done", world.clock())


@pytest.mark.parametrize(
    ("body", "parent"),
    [
        ("Fixes #4", f"{REPO}#4"),
        ("x" * 500 + "\nresolved: acme/api#9.", "acme/api#9"),
        ("Closes https://github.com/acme/web/issues/12", f"{REPO}#12"),
        ("prefixes #4, see #5", None),
        ("<!-- fixes #4 -->", None),
    ],
)
def test_a_pull_request_belongs_to_the_issue_it_closes(
    world: World, hub: GitHub, body: str, parent: str | None
) -> None:
    number = world.state.create_pull(REPO, "change", by="ann", body=body)
    assert items(pull(hub, "issues")[0])[f"{REPO}#{number}"].parent == parent


def test_activity_of_people_is_told_from_bots(world: World, hub: GitHub) -> None:
    state = world.state
    state.add_user("ci-runner", bot=True)
    number = state.create_issue(REPO, "x", by="ann")
    for login in ("bob", "ci-runner", "renovate[bot]", "fairlead-bot"):
        state.comment(REPO, number, "hello", by=login)
    state.label(REPO, number, add=["fairlead:drift"], by="fairlead-bot")
    state.close(REPO, number, by="bob")
    records = [record for name in ("issues", "comments", "events") for record in pull(hub, name)[0]]
    seen = {(a.kind, a.actor, a.bot) for a in records if isinstance(a, Activity)}
    assert seen == {
        ("opened", "ann", False),
        ("comment", "bob", False),
        ("comment", "ci-runner", True),
        ("comment", "renovate[bot]", True),
        ("comment", "fairlead-bot", True),
        ("labeled", "fairlead-bot", True),
        ("closed", "bob", False),
    }
    assert {a.item for a in records if isinstance(a, Activity)} == {f"{REPO}#{number}"}


def test_milestones_become_goals_where_asked_for(world: World) -> None:
    state = world.state
    state.add_user("ann")
    number = state.create_milestone(REPO, "v2", due=date(2026, 4, 1), by="ann")
    state.create_issue(REPO, "x", by="ann", milestone=number)
    hub = world.connect(milestones_as_goals=True, reviews=False)
    assert [stream.name for stream in hub.streams()] == ["milestones", "issues", "comments", "events"]
    records, cursor = pull(hub, "milestones")
    (goal,) = records
    assert isinstance(goal, Goal)
    assert (goal.key, goal.level, goal.effective_to) == ("acme/web/milestone/1", "initiative", date(2026, 4, 1))
    assert goal.owners == ("github:ann",)
    assert items(pull(hub, "issues")[0])[f"{REPO}#1"].refs == (goal.key,)
    before = len(world.box.history)
    assert pull(hub, "milestones", cursor) == ([], cursor)
    assert world.requests(before) == [f"GET /repos/{REPO}/milestones 304"]


@pytest.mark.parametrize("count", [0, 3, 250])
def test_an_unchanged_repository_costs_one_free_request_a_stream(world: World, hub: GitHub, count: int) -> None:
    fill(world, count)
    cursors = {name: pull(hub, name)[1] for name in ("issues", "comments", "events")}
    before = len(world.box.history)
    spare = world.box.history[-1].response_headers["x-ratelimit-remaining"]
    for name, cursor in cursors.items():
        assert pull(hub, name, cursor) == ([], cursor)
    assert [line.rsplit(" ", 1)[1] for line in world.requests(before)] == ["304"] * 3
    assert world.box.history[-1].response_headers["x-ratelimit-remaining"] == spare


def test_only_what_changed_is_read_again(world: World, hub: GitHub) -> None:
    fill(world, 250)
    full, cursor = pull(hub, "issues")
    assert len(items(full)) == 250
    world.state.close(REPO, 5, by="bob")
    before = len(world.box.history)
    again, cursor = pull(hub, "issues", cursor)
    assert items(again)[f"{REPO}#5"].category == "done"
    assert len(items(again)) <= 100
    assert len(world.requests(before)) == 1


def test_an_item_that_changes_while_its_pages_are_read_hides_no_other(world: World, hub: GitHub) -> None:
    """With numbered pages, the move of one item to the end would pull another across a page border, unseen."""
    fill(world, 250)
    seen: list[Record | Checkpoint] = []
    for record in hub.pull(Stream("issues", REPO), None):
        if isinstance(record, Checkpoint) and len(seen) < 300:
            world.box.call(lambda: world.state.comment(REPO, 1, "busy", by="bob"))
            world.box.call(lambda: world.state.delete(REPO, 2) if 2 in world.state.repos[REPO].issues else None)
        seen.append(record)
    assert {f"{REPO}#{n}" for n in range(3, 251)} <= {r.key for r in seen if isinstance(r, Item)}


def test_what_becomes_visible_late_is_found(world: World, hub: GitHub) -> None:
    begin = world.clock()
    for at in range(250):
        number = world.state.create_issue(REPO, "x", by="ann", labels=["bug"], at=begin + timedelta(seconds=at))
        world.state.comment(REPO, number, "x", by="bob", at=begin + timedelta(seconds=at))
    world.clock.advance(timedelta(seconds=250))
    cursors = {name: pull(hub, name)[1] for name in ("issues", "comments", "events")}
    late = world.clock() - timedelta(minutes=4)
    number = world.state.create_issue(REPO, "late", by="ann", labels=["bug"], at=late)
    world.state.comment(REPO, number, "late", by="bob", at=late)
    found = [record for name, cursor in cursors.items() for record in pull(hub, name, cursor)[0]]
    assert f"{REPO}#{number}" in items(found)
    assert {"comment", "labeled"} <= {a.kind for a in found if isinstance(a, Activity) and a.item == f"{REPO}#{number}"}


def test_more_than_a_page_in_one_second_is_read_by_the_links(world: World, hub: GitHub) -> None:
    fill(world, 320, step=timedelta(0))
    assert len(items(pull(hub, "issues")[0])) == 320
    repo = world.state.repos[REPO].id
    assert f"GET /repositories/{repo}/issues 200" in world.requests()


def test_an_interrupted_scan_goes_on_from_any_checkpoint(world: World, hub: GitHub) -> None:
    fill(world, 250)
    committed: dict[str, Item] = {}
    for record in hub.pull(Stream("issues", REPO), None):
        if isinstance(record, Item):
            committed[record.key] = record
        if isinstance(record, Checkpoint):
            rest = items(pull(hub, "issues", record.cursor)[0])
            assert {**committed, **rest}.keys() == {f"{REPO}#{n}" for n in range(1, 251)}


def test_a_link_that_leads_in_a_circle_is_refused(world: World, hub: GitHub) -> None:
    circle = f'<{world.box.urls["github"]}/repos/{REPO}/issues/events?per_page=100>; rel="next"'
    world.box.faults.append(Fault("github", "events", times=None, status=200, body=b"[]", headers={"link": circle}))
    with pytest.raises(Refused, match="circle"):
        pull(hub, "events")


def test_a_transferred_and_a_deleted_issue_are_no_longer_listed(world: World, hub: GitHub) -> None:
    fill(world, 3)
    world.state.add_repo("acme/api")
    world.state.transfer(REPO, 1, "acme/api")
    world.state.delete(REPO, 2)
    assert items(pull(hub, "issues")[0]).keys() == {f"{REPO}#3"}
    assert items(pull(hub, "issues", repo="acme/api")[0])["acme/api#1"].title == "Issue 1"


def test_one_bad_record_is_named_and_the_rest_goes_on(world: World, hub: GitHub) -> None:
    fill(world, 5)
    odd = world.state.repos[REPO].issues
    odd[2]["title"], odd[3]["updated_at"], odd[4]["body"] = 7, "2026-03-02T12:30:00", "cut \ud800 in half"
    records, cursor = pull(hub, "issues")
    rejected = [record for record in records if isinstance(record, Rejected)]
    assert [record.place for record in rejected] == [f"github {REPO} issue {n}" for n in (2, 4, 3)]
    assert "title" in rejected[0].reason
    assert items(records).keys() == {f"{REPO}#1", f"{REPO}#5"}
    assert pull(hub, "issues", cursor) == ([], cursor)
    world.violations.clear()


@pytest.mark.parametrize("body", [b"", b"{}", b"[1", b"<html>"])
def test_an_answer_that_is_no_list_is_refused(world: World, hub: GitHub, body: bytes) -> None:
    world.box.faults.append(Fault("github", "/issues", times=None, status=200, body=body))
    with pytest.raises(Refused):
        pull(hub, "issues")
    world.violations.clear()


def test_a_wrong_token_stops_everything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_TOKEN", "ghp_wrong")
    for call in (world.connect().check, lambda: pull(world.connect(), "issues")):
        with pytest.raises(Unauthorized, match="Bad credentials") as caught:
            call()
        assert "ghp_wrong" not in str(caught.value)


def test_the_hourly_limit_names_the_time_to_wait(world: World, hub: GitHub) -> None:
    world.state.rate_limit = 0
    with pytest.raises(Unavailable) as caught:
        pull(hub, "issues")
    assert caught.value.after == pytest.approx(3600, abs=2)


def test_a_failing_page_keeps_the_pages_before_it(world: World, hub: GitHub) -> None:
    fill(world, 250)
    refused = Fault("github", "since=", times=None, status=422)
    world.box.faults.append(refused)
    got: list[Record | Checkpoint] = []
    with suppress(Refused):
        got += (record for record in hub.pull(Stream("issues", REPO), None))
    last = got[-1]
    assert isinstance(last, Checkpoint)
    world.box.faults.remove(refused)
    rest, _ = pull(hub, "issues", last.cursor)
    assert len(items([*rest, *(r for r in got if not isinstance(r, Checkpoint))])) == 250
    world.violations.clear()


def test_an_unknown_repository_is_refused_by_name(hub: GitHub) -> None:
    with pytest.raises(Refused, match="acme/none"):
        pull(hub, "issues", repo="acme/none")


def test_dates_are_in_utc(world: World, hub: GitHub) -> None:
    fill(world, 1)
    item = items(pull(hub, "issues")[0])[f"{REPO}#1"]
    assert item.created_at == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert item.created_at.utcoffset() == timedelta(0)
