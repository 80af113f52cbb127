"""What an issue says beyond its state: type, parent, blockers, fields, and where it went."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.github.connector import GitHub
from core.contract import Stream, Unauthorized
from core.records import Activity, Checkpoint, Item, Record, Tombstone
from sandbox.faults import Fault
from tests.github.conftest import REPO, World, pull


def items(records: Iterable[Record]) -> dict[str, Item]:
    return {record.key: record for record in records if isinstance(record, Item)}


def test_type_and_parent(world: World, hub: GitHub) -> None:
    state = world.state
    state.add_repo("acme/api")
    parent, child = state.create_issue("acme/api", "big", by="ann"), state.create_issue(REPO, "small", by="ann")
    state.structure.set_type(REPO, child, "Bug", by="ann")
    state.structure.nest((REPO, child), ("acme/api", parent), by="ann")
    item = items(pull(hub, "issues")[0])[f"{REPO}#{child}"]
    assert (item.type, item.parent) == ("Bug", "acme/api#1")


def test_blockers_are_asked_for_where_there_are_some(world: World, hub: GitHub) -> None:
    state = world.state
    state.add_repo("acme/api")
    state.create_issue("acme/api", "first", by="ann")
    for title in ("blocked", "second", "free"):
        state.create_issue(REPO, title, by="ann")
    state.structure.block((REPO, 1), ("acme/api", 1), by="ann")
    state.structure.block((REPO, 1), (REPO, 2), by="ann")
    state.close(REPO, 2, by="ann")
    found = items(pull(hub, "issues")[0])
    assert {key: item.blocked_by for key, item in found.items()} == {
        f"{REPO}#1": ("acme/api#1", f"{REPO}#2"),
        f"{REPO}#2": (),
        f"{REPO}#3": (),
    }
    assert sum("blocked_by" in line for line in world.requests()) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_an_issue_that_goes_while_its_blockers_are_asked_for_stops_nothing(
    world: World, hub: GitHub, status: int
) -> None:
    for title in ("blocked", "blocker"):
        world.state.create_issue(REPO, title, by="ann")
    world.state.structure.block((REPO, 1), (REPO, 2), by="ann")
    world.box.faults.append(Fault("github", "blocked_by", status=status, body=b'{"message": "gone"}'))
    assert items(pull(hub, "issues")[0])[f"{REPO}#1"].blocked_by == ()


def test_blockers_that_may_not_be_read_are_an_error(world: World, hub: GitHub) -> None:
    for title in ("blocked", "blocker"):
        world.state.create_issue(REPO, title, by="ann")
    world.state.structure.block((REPO, 1), (REPO, 2), by="ann")
    world.box.faults.append(Fault("github", "blocked_by", status=403, body=b'{"message": "no"}'))
    with pytest.raises(Unauthorized):
        pull(hub, "issues")


def test_a_label_flags_what_cannot_go_on(world: World) -> None:
    for label in ("Blocked", "on ice", "bug"):
        world.state.create_issue(REPO, label, by="ann", labels=[label])
    hub = world.connect(blocked_labels=["blocked", "On Ice"])
    assert [item.flagged for item in items(pull(hub, "issues")[0]).values()] == [True, True, False]


def test_such_a_label_is_told_as_a_flag(world: World, hub: GitHub) -> None:
    number = world.state.create_issue(REPO, "x", by="ann")
    for label in ("bug", "Blocked"):
        world.state.label(REPO, number, add=[label], by="ann")
    world.state.label(REPO, number, remove=["Blocked"], by="ann")
    kinds = [record.kind for record in pull(hub, "events")[0] if isinstance(record, Activity)]
    assert kinds[::-1] == ["labeled", "flagged", "unlabeled"]  # GitHub tells the newest first


def test_fields_of_the_organisation(world: World, hub: GitHub) -> None:
    number = world.state.create_issue(REPO, "x", by="ann")
    option = {"id": 1, "name": "High", "color": "red"}
    shared = {"issue_field_id": 1, "node_id": "IFV_1"}
    world.state.repos[REPO].issues[number]["issue_field_values"] = [
        {
            **shared,
            "issue_field_name": "Priority",
            "data_type": "single_select",
            "value": "High",
            "single_select_option": option,
        },
        {
            **shared,
            "issue_field_name": "Areas",
            "data_type": "multi_select",
            "value": None,
            "multi_select_options": [option],
        },
        {**shared, "issue_field_name": "Target date", "data_type": "date", "value": "2026-04-01"},
        {**shared, "issue_field_name": "Estimate", "data_type": "number", "value": 2.5},
        {**shared, "issue_field_name": "Empty", "data_type": "text", "value": None},
        {**shared, "data_type": "text", "value": "without a name"},
    ]
    item = items(pull(hub, "issues")[0])[f"{REPO}#{number}"]
    world.violations.clear()  # the description calls a value nullable, and then lists no null
    assert (item.due, item.points) == (date(2026, 4, 1), 2.5)
    assert item.fields == {
        "Areas": ("High",), "Estimate": ("2.5",), "Priority": ("High",), "Target date": ("2026-04-01",),
    }  # fmt: skip


@pytest.mark.parametrize("reason", ["not_planned", "duplicate"])
def test_why_an_issue_was_closed_is_its_status(world: World, hub: GitHub, reason: str) -> None:
    number = world.state.create_issue(REPO, "x", by="ann")
    world.state.close(REPO, number, by="ann", reason=reason)
    item = items(pull(hub, "issues")[0])[f"{REPO}#{number}"]
    assert (item.status, item.category) == (reason, "done")


def test_an_issue_that_became_a_discussion_is_buried(world: World, hub: GitHub) -> None:
    number = world.state.create_issue(REPO, "What do you think?", by="ann")
    id_ = world.state.issue(REPO, number)["node_id"]
    world.state.convert_to_discussion(REPO, number, by="ann")
    records, _ = pull(hub, "events")
    assert [record for record in records if isinstance(record, Tombstone)] == [
        Tombstone("github", id_, "converted to a discussion")
    ]
    assert "converted_to_discussion" in {record.kind for record in records if isinstance(record, Activity)}


def test_a_transferred_issue_is_a_new_one_in_its_new_place(world: World, hub: GitHub) -> None:
    """GitHub gives it a new id there; the old place answers 301 and lists it no more, which a census notices."""
    world.state.add_repo("acme/api")
    number = world.state.create_issue(REPO, "moves", by="ann")
    old = items(pull(hub, "issues")[0])[f"{REPO}#{number}"]
    new_number = world.state.transfer(REPO, number, "acme/api")
    new = items(pull(hub, "issues", repo="acme/api")[0])[f"acme/api#{new_number}"]
    assert (new.title, new.container) == ("moves", "acme/api")
    assert new.id != old.id
    assert [seen for page in hub.census(Stream("issues", REPO)) for seen in page] == []
    assert [seen.id for page in hub.census(Stream("issues", "acme/api")) for seen in page] == [new.id]


def test_a_scan_tells_how_many_there_will_be(world: World, hub: GitHub) -> None:
    begin = world.clock()
    for number in range(250):
        world.state.create_issue(REPO, "x", by="ann", labels=["a"], at=begin + timedelta(minutes=number))
    world.clock.advance(timedelta(minutes=300))
    for name in ("issues", "events"):
        points = [r for r in hub.pull(Stream(name, REPO), None) if isinstance(r, Checkpoint)]
        assert [point.done for point in points][-1] == points[-1].total == 250
        assert all(point.total and 250 <= point.total <= 300 for point in points)


def test_a_dated_cursor_brings_what_changed_since(world: World, hub: GitHub) -> None:
    state = world.state
    state.create_pull(REPO, "old", by="ann")
    state.comment(REPO, 1, "old", by="ann")
    state.reviewing.review(REPO, 1, "APPROVED", by="bob")
    world.clock.advance(timedelta(days=90))
    since = world.clock() - timedelta(days=1)
    state.create_pull(REPO, "new", by="ann")
    state.comment(REPO, 2, "new", by="ann")
    state.label(REPO, 2, add=["a"], by="ann")
    state.reviewing.review(REPO, 2, "APPROVED", by="bob")
    state.reviewing.remark(REPO, 2, "new", by="bob")
    hub = world.connect(reviews=True, milestones_as_goals=True)
    for stream in hub.streams():
        cursor = hub.cursor_at(stream, since)
        assert (cursor is None) == (stream.name == "milestones")
        if cursor:
            records, _ = pull(hub, stream.name, cursor)
            named = {getattr(record, "key", getattr(record, "item", f"{REPO}#2")) for record in records}
            assert named == {f"{REPO}#2"}, stream.name


def test_the_next_page_in_a_cursor_is_no_whole_address(world: World, hub: GitHub) -> None:
    """Else a hub that reaches its GitHub in another way could not go on."""
    begin = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    world.state.create_issue(REPO, "x", by="ann")
    for number in range(150):
        add, remove = (["a"], []) if number % 2 else ([], ["a"])
        world.state.label(REPO, 1, add=add, remove=remove, by="ann", at=begin + timedelta(minutes=number))
    first = next(r for r in hub.pull(Stream("events", REPO), None) if isinstance(r, Checkpoint))
    assert "127.0.0.1" not in first.cursor
    assert "/repositories/" in first.cursor
    assert len(pull(hub, "events", first.cursor)[0]) == 49
